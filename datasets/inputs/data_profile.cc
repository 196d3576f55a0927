#include "datasets/inputs/data_profile.h"

#include <string>
#include <string_view>
#include <utility>

#include "datasets/inputs/data_check.h"
#include "datasets/inputs/data_uri.h"
#include "datasets/inputs/image_labels.h"
#include "datasets/inputs/object_list.h"
#include "datasets/inputs/table_opening.h"
#include "datasets/stores/object_source.h"

namespace autopilot {
namespace {

// A channel, and how much of it may be read.
struct Limited {
  const DataChannel& channel;
  std::string name;
  std::uint64_t limit;
};

// Calls `read` for each object that has bytes.
template <typename Read>
DataResult<void> ForEachObject(ObjectStore& store, const Limited& data, const Deadline& deadline,
                               Read read) {
  auto list = ObjectList::Open(store, data.channel, deadline);
  if (!list) return tl::unexpected(std::move(list.error()));
  std::uint64_t bytes = 0;
  for (;;) {
    const auto object = list->Next(deadline);
    if (!object) return tl::unexpected(object.error());
    if (!*object) return {};
    bytes += (*object)->size;
    if (bytes > data.limit) return tl::unexpected(TooManyBytes(data.name, bytes, data.limit));
    if ((*object)->size == 0) continue;
    if (auto done = read(**object); !done) return done;
  }
}

DataResult<TableProfile> ProfileTables(ObjectStore& store, const Limited& data,
                                       const ProfileColumns& columns, const Deadline& deadline) {
  TableProfiler profiler(columns);
  auto read = ForEachObject(store, data, deadline, [&](const ObjectInfo& object) {
    const auto table = OpenTable(store, object, data.channel, Reading::kWhole, deadline);
    if (!table) return DataResult<void>(tl::unexpected(table.error()));
    return profiler.Add(**table, object.Uri(), deadline);
  });
  if (!read) return tl::unexpected(std::move(read.error()));
  return profiler.Finish();
}

// Counts images by their class.
class ImageCounter {
 public:
  void Add(std::string_view label) {
    ++images_;
    has_unlabeled_ = has_unlabeled_ || label.empty();
    labels_.Add(label);
  }
  TableProfile Finish() const {
    TableProfile profile{.rows = images_};
    if (!has_unlabeled_) profile.target = labels_.Finish();
    return profile;
  }

 private:
  std::uint64_t images_ = 0;
  bool has_unlabeled_ = false;
  TargetCounter labels_;
};

DataResult<TableProfile> ProfileImages(ObjectStore& store, const Limited& data,
                                       const Deadline& deadline) {
  ImageCounter counter;
  const auto uri = ParseDataUri(data.channel.uri);
  if (!uri) return tl::unexpected(uri.error());
  // Of a manifest, the keys below the manifest's own folder say as much.
  const std::size_t folder = uri->key.rfind('/') + 1;
  auto read = ForEachObject(store, data, deadline, [&](const ObjectInfo& object) {
    if (data.channel.type != DataType::kAugmentedManifestFile) {
      const bool is_below = object.key.starts_with(uri->key.substr(0, folder));
      counter.Add(FolderOf(std::string_view(object.key).substr(is_below ? folder : 0)));
      return DataResult<void>();
    }
    ObjectSource bytes(store, object, deadline);
    auto records =
        ReadAugmentedManifest(bytes, UINT64_MAX, [&counter](const AugmentedRecord& record) {
          counter.Add(record.label);
          return DataResult<void>();
        });
    if (!records) return DataResult<void>(tl::unexpected(InObject(records.error(), object.Uri())));
    return records;
  });
  if (!read) return tl::unexpected(std::move(read.error()));
  return counter.Finish();
}

DataResult<TableProfile> Profile(ObjectStore& store, const Limited& data,
                                 const ProfileColumns& columns, const Deadline& deadline) {
  return data.channel.format == DataFormat::kImages ? ProfileImages(store, data, deadline)
                                                    : ProfileTables(store, data, columns, deadline);
}

}  // namespace

DataResult<TableProfile> ProfileData(ObjectStore& store, const DataRequest& request,
                                     const DataLimits& limits, const Deadline& deadline) {
  const ProfileColumns columns{.target = request.target,
                               .sample_weight = request.sample_weight,
                               .series = request.series_of};
  auto training = Profile(
      store, {.channel = request.training, .name = "training", .limit = limits.training_bytes},
      columns, deadline);
  if (!training || !request.validation) return training;
  const auto validation = Profile(
      store,
      {.channel = *request.validation, .name = "validation", .limit = limits.validation_bytes},
      {.target = request.target}, deadline);
  if (!validation) return tl::unexpected(validation.error());
  return training;
}

}  // namespace autopilot
