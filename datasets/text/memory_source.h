#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "datasets/base/byte_source.h"

namespace autopilot {

// Bytes that are in memory already, at most `chunk_size` (from 1) of them with each call.
class MemorySource final : public ByteSource {
 public:
  static constexpr std::size_t kDefaultChunkSize = 64 * 1024;

  explicit MemorySource(std::string bytes, std::size_t chunk_size = kDefaultChunkSize);

  // Valid for as long as the source is.
  DataResult<std::string_view> Next() override;

 private:
  std::string bytes_;
  std::size_t chunk_size_;
  std::size_t position_ = 0;
};

}  // namespace autopilot
