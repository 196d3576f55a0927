#include "datasets/inputs/object_list.h"

#include <algorithm>
#include <utility>

#include "datasets/inputs/data_uri.h"
#include "datasets/inputs/manifest.h"
#include "datasets/stores/store_errors.h"

namespace autopilot {
namespace {

bool IsEmpty(const ObjectInfo& object) { return object.size == 0; }

// The beginning of SageMaker's own text for training jobs.
tl::unexpected<DataError> NoObjects(const S3Uri& uri) {
  return tl::unexpected(DataError{
      DataErrorKind::kNoSuchObject,
      "No S3 objects found under S3 URL \"" + uri.Text() + "\" given in input data source."});
}

}  // namespace

DataResult<ObjectList> ObjectList::Open(ObjectStore& store, const DataChannel& channel,
                                        const Deadline& deadline) {
  auto uri = ParseDataUri(channel.uri);
  if (!uri) return tl::unexpected(std::move(uri.error()));
  ObjectList list(store, std::move(*uri));
  DataResult<void> begun;
  switch (channel.type) {
    case DataType::kS3Prefix:
      begun = list.ReadPage(deadline);
      if (begun && list.page_.objects.empty()) return NoObjects(list.uri_);
      break;
    case DataType::kManifestFile:
      begun = list.ReadManifest(deadline);
      break;
    case DataType::kAugmentedManifestFile:
      list.named_.push_back(list.uri_);
      break;
  }
  if (!begun) return tl::unexpected(std::move(begun.error()));
  return list;
}

DataResult<std::optional<ObjectInfo>> ObjectList::Next(const Deadline& deadline) {
  if (!named_.empty()) {
    if (position_ == named_.size()) return std::nullopt;
    const S3Uri& uri = named_[position_];
    auto object = store_.Find(uri.bucket, uri.key, deadline);
    if (!object) return tl::unexpected(std::move(object.error()));
    ++position_;
    return std::optional(std::move(*object));
  }
  if (position_ == page_.objects.size() && !page_.next.empty()) {
    if (auto read = ReadPage(deadline); !read) return tl::unexpected(std::move(read.error()));
  }
  if (position_ == page_.objects.size()) return std::nullopt;
  return std::optional(std::move(page_.objects[position_++]));
}

DataResult<void> ObjectList::ReadManifest(const Deadline& deadline) {
  if (uri_.key.empty()) return store_errors::NoSuchObject(uri_.Text());
  const auto object = store_.Find(uri_.bucket, uri_.key, deadline);
  if (!object) return tl::unexpected(object.error());
  if (object->size > kMaxManifest) {
    return tl::unexpected(
        DataError{DataErrorKind::kTooLarge, "The manifest " + uri_.Text() + " has " +
                                                std::to_string(object->size) + " bytes. At most " +
                                                std::to_string(kMaxManifest) + " are supported."});
  }
  const auto text = store_.Read(*object, 0, static_cast<std::size_t>(object->size), deadline);
  if (!text) return tl::unexpected(text.error());
  auto named = ParseManifest(*text);
  if (!named) {
    return tl::unexpected(DataError{named.error().kind, uri_.Text() + ": " + named.error().text});
  }
  named_ = std::move(*named);
  return {};
}

// Pages of nothing but empty objects are passed over.
DataResult<void> ObjectList::ReadPage(const Deadline& deadline) {
  do {
    auto page = store_.List(uri_.bucket, uri_.key, page_.next, ObjectStore::kMaxPage, deadline);
    if (!page) return tl::unexpected(std::move(page.error()));
    page_ = std::move(*page);
    std::erase_if(page_.objects, IsEmpty);
  } while (page_.objects.empty() && !page_.next.empty());
  position_ = 0;
  return {};
}

}  // namespace autopilot
