#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datasets/base/object_store.h"
#include "datasets/inputs/data_request.h"
#include "datasets/stores/s3_uri.h"

namespace autopilot {

// The objects that a channel names, one after the other: those behind its prefix by the bytes of
// their keys, those of its manifest in its order, or its augmented manifest itself. Empty objects
// behind a prefix do not count: they are what consoles make of folders and jobs of their success.
// The store must outlive it.
class ObjectList {
 public:
  static constexpr std::uint64_t kMaxManifest = std::uint64_t{16} << 20;  // bytes

  // Reads the manifest, if it is one, or the first page. Fails with kMalformed for a URI or a
  // manifest that is none, kTooLarge, kNoSuchObject where nothing is named, and as the store does.
  static DataResult<ObjectList> Open(ObjectStore& store, const DataChannel& channel,
                                     const Deadline& deadline);

  // The next object; nothing at the end.
  DataResult<std::optional<ObjectInfo>> Next(const Deadline& deadline);

 private:
  ObjectList(ObjectStore& store, S3Uri uri) : store_(store), uri_(std::move(uri)) {}

  DataResult<void> ReadManifest(const Deadline& deadline);
  DataResult<void> ReadPage(const Deadline& deadline);

  ObjectStore& store_;
  S3Uri uri_;
  std::vector<S3Uri> named_;  // by the manifest
  ObjectPage page_;           // else
  std::size_t position_ = 0;  // in named_ or the page
};

}  // namespace autopilot
