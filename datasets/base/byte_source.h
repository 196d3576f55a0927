#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "datasets/base/data_error.h"

namespace autopilot {

// Bytes one after the other. One thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // The next bytes, as many as suit the source; "" at the end. Valid until the next call.
  virtual DataResult<std::string_view> Next() = 0;
};

// Bytes at any place. One thread at a time.
class RandomAccess {
 public:
  virtual ~RandomAccess() = default;
  virtual std::uint64_t Size() const = 0;
  // Exactly `length` bytes from `offset` on; the caller has looked at Size().
  virtual DataResult<std::string> Read(std::uint64_t offset, std::size_t length) = 0;
};

}  // namespace autopilot
