#include "datasets/stores/object_access.h"

#include <algorithm>
#include <utility>

#include "datasets/stores/store_errors.h"

namespace autopilot {

ObjectAccess::ObjectAccess(ObjectStore& store, ObjectInfo object, Deadline deadline,
                           ReadAhead ahead)
    : store_(store), object_(std::move(object)), deadline_(std::move(deadline)), ahead_(ahead) {}

DataResult<std::string> ObjectAccess::Fetch(std::uint64_t offset, std::size_t length) {
  auto bytes = store_.Read(object_, offset, length, deadline_);
  if (bytes && bytes->size() != length) return store_errors::Changed(object_.Uri());
  return bytes;
}

DataResult<std::string> ObjectAccess::Read(std::uint64_t offset, std::size_t length) {
  if (offset > object_.size || length > object_.size - offset) {
    return tl::unexpected(DataError{
        DataErrorKind::kMalformed, object_.Uri() + " refers to bytes behind its end, which is at " +
                                       std::to_string(object_.size) + "."});
  }
  if (length == 0) return std::string();
  const auto holds = [&](const Window& window) {
    return offset >= window.offset && offset - window.offset < window.bytes.size() &&
           length <= window.bytes.size() - static_cast<std::size_t>(offset - window.offset);
  };
  if (const auto found = std::find_if(windows_.begin(), windows_.end(), holds);
      found != windows_.end()) {
    std::rotate(found, found + 1, windows_.end());
    const Window& window = windows_.back();
    return window.bytes.substr(static_cast<std::size_t>(offset - window.offset), length);
  }
  if (length >= ahead_.bytes) return Fetch(offset, length);

  // What is read near the end lies before what was read last: formats keep their index there.
  const std::uint64_t last_start =
      object_.size - std::min<std::uint64_t>(object_.size, ahead_.bytes);
  const std::uint64_t start = std::min(offset, last_start);
  auto bytes =
      Fetch(start, static_cast<std::size_t>(std::min<std::uint64_t>(ahead_.bytes, object_.size)));
  if (!bytes) return bytes;
  if (windows_.size() >= ahead_.windows) windows_.erase(windows_.begin());
  windows_.push_back({.offset = start, .bytes = std::move(*bytes)});
  return windows_.back().bytes.substr(static_cast<std::size_t>(offset - start), length);
}

}  // namespace autopilot
