#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "datasets/base/byte_source.h"
#include "datasets/base/object_store.h"

namespace autopilot {

// An object from its first byte to its last, a chunk at a time: that much memory is taken. The
// store must outlive it.
class ObjectSource final : public ByteSource {
 public:
  static constexpr std::size_t kChunk = std::size_t{4} * 1024 * 1024;

  ObjectSource(ObjectStore& store, ObjectInfo object, Deadline deadline,
               std::size_t chunk = kChunk);

  // Also fails with kChanged if the store has fewer bytes than the object's size says. After an
  // error the same bytes are asked for again.
  DataResult<std::string_view> Next() override;

 private:
  ObjectStore& store_;
  const ObjectInfo object_;
  const Deadline deadline_;
  const std::size_t chunk_;
  std::uint64_t offset_ = 0;
  std::string bytes_;
};

}  // namespace autopilot
