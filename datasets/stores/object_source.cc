#include "datasets/stores/object_source.h"

#include <algorithm>
#include <utility>

#include "datasets/stores/store_errors.h"

namespace autopilot {

ObjectSource::ObjectSource(ObjectStore& store, ObjectInfo object, Deadline deadline,
                           std::size_t chunk)
    : store_(store), object_(std::move(object)), deadline_(std::move(deadline)), chunk_(chunk) {}

DataResult<std::string_view> ObjectSource::Next() {
  if (offset_ >= object_.size) return std::string_view();
  const auto length =
      static_cast<std::size_t>(std::min<std::uint64_t>(chunk_, object_.size - offset_));
  auto bytes = store_.Read(object_, offset_, length, deadline_);
  if (!bytes) return tl::unexpected(std::move(bytes.error()));
  if (bytes->size() != length) return store_errors::Changed(object_.Uri());
  bytes_ = std::move(*bytes);
  offset_ += length;
  return std::string_view(bytes_);
}

}  // namespace autopilot
