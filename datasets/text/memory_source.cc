#include "datasets/text/memory_source.h"

#include <utility>

namespace autopilot {

MemorySource::MemorySource(std::string bytes, std::size_t chunk_size)
    : bytes_(std::move(bytes)), chunk_size_(chunk_size) {}

DataResult<std::string_view> MemorySource::Next() {
  const auto chunk = std::string_view(bytes_).substr(position_, chunk_size_);
  position_ += chunk.size();
  return chunk;
}

}  // namespace autopilot
