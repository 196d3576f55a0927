#include "datasets/inputs/data_check.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "common/utf8.h"
#include "datasets/inputs/data_uri.h"
#include "datasets/inputs/feature_specification.h"
#include "datasets/inputs/image_labels.h"
#include "datasets/inputs/object_list.h"
#include "datasets/inputs/table_opening.h"

namespace autopilot {
namespace {

// What Mode AUTO takes for small. The size is the developer guide's, the rest ours.
constexpr std::uint64_t kSmallBytes = 100'000'000;
constexpr std::uint64_t kMostSmallObjects = 1'000;
constexpr std::uint64_t kMaxSpecification = std::uint64_t{1} << 20;  // bytes

tl::unexpected<DataError> Malformed(std::string text) {
  return tl::unexpected(DataError{DataErrorKind::kMalformed, std::move(text)});
}

struct FirstLook {
  ChannelFacts facts;
  ObjectInfo first;  // with bytes
};

DataResult<FirstLook> LookAt(ObjectStore& store, const DataChannel& channel,
                             const std::string& name, std::uint64_t limit,
                             const Deadline& deadline) {
  auto list = ObjectList::Open(store, channel, deadline);
  if (!list) return tl::unexpected(std::move(list.error()));
  const std::uint64_t most =
      channel.type == DataType::kManifestFile ? kMostOfManifestLookedAt : kMostLookedAt;
  FirstLook look;
  for (;;) {
    auto object = list->Next(deadline);
    if (!object) return tl::unexpected(std::move(object.error()));
    if (!*object) break;
    if (look.facts.objects == most) {
      look.facts.has_more = true;
      break;
    }
    ++look.facts.objects;
    look.facts.bytes += (*object)->size;
    if (look.facts.bytes > limit) {
      return tl::unexpected(TooManyBytes(name, look.facts.bytes, limit));
    }
    if (look.first.size == 0) look.first = std::move(**object);
  }
  if (look.first.size == 0) {
    return Malformed("The " + name + " dataset is empty: none of its objects has any bytes.");
  }
  look.facts.is_small = channel.type == DataType::kS3Prefix && !look.facts.has_more &&
                        look.facts.objects <= kMostSmallObjects && look.facts.bytes < kSmallBytes;
  return look;
}

DataResult<std::vector<Column>> HeaderOf(ObjectStore& store, const DataChannel& channel,
                                         const ObjectInfo& object, const Deadline& deadline) {
  const auto table = OpenTable(store, object, channel, Reading::kHeader, deadline);
  if (!table) return tl::unexpected(table.error());
  return (*table)->Columns();
}

bool Has(const std::vector<Column>& columns, std::string_view name) {
  return std::any_of(columns.begin(), columns.end(),
                     [name](const Column& column) { return column.name == name; });
}

// The first column of `these` that `others` lack.
const Column* FirstMissing(const std::vector<Column>& these, const std::vector<Column>& others) {
  std::unordered_set<std::string_view> names;
  for (const auto& column : others) names.insert(column.name);
  const auto missing = std::find_if(these.begin(), these.end(), [&names](const Column& column) {
    return !names.contains(column.name);
  });
  return missing == these.end() ? nullptr : &*missing;
}

DataResult<void> CompareHeaders(const std::vector<Column>& training,
                                const std::vector<Column>& validation) {
  const std::string must =
      "The validation dataset must have the same headers as the training dataset. ";
  if (const auto* column = FirstMissing(training, validation)) {
    return Malformed(must + "It does not have the column '" + ShownName(column->name) + "'.");
  }
  if (const auto* column = FirstMissing(validation, training)) {
    return Malformed(must + "The training dataset does not have the column '" +
                     ShownName(column->name) + "'.");
  }
  return {};
}

DataResult<void> CheckFeatures(ObjectStore& store, const FeatureSpecificationSource& source,
                               const std::vector<Column>& columns, const FeatureRules& rules,
                               const Deadline& deadline) {
  const auto uri = ParseDataUri(source.uri);
  if (!uri) return tl::unexpected(uri.error());
  const auto object = store.Find(uri->bucket, uri->key, deadline);
  if (!object) return tl::unexpected(object.error());
  if (object->size > kMaxSpecification) {
    return tl::unexpected(DataError{DataErrorKind::kTooLarge,
                                    "The feature specification " + uri->Text() + " has " +
                                        std::to_string(object->size) + " bytes. At most " +
                                        std::to_string(kMaxSpecification) + " are supported."});
  }
  const auto text = store.Read(*object, 0, static_cast<std::size_t>(object->size), deadline);
  if (!text) return tl::unexpected(text.error());
  const auto specification = ParseFeatureSpecification(*text);
  if (!specification) return tl::unexpected(InObject(specification.error(), uri->Text()));
  if (auto problem = ProblemOf(*specification, columns, rules)) {
    return Malformed(uri->Text() + ": " + *problem);
  }
  return {};
}

// What only tables have.
DataResult<void> CheckTables(ObjectStore& store, const DataRequest& request,
                             const FirstLook& training, const std::optional<FirstLook>& validation,
                             const Deadline& deadline) {
  const auto columns = HeaderOf(store, request.training, training.first, deadline);
  if (!columns) return tl::unexpected(columns.error());
  if (auto problem = ProblemOfHeader(request, *columns, training.first.Uri())) {
    return tl::unexpected(std::move(*problem));
  }
  if (validation) {
    const auto others = HeaderOf(store, *request.validation, validation->first, deadline);
    if (!others) return tl::unexpected(others.error());
    if (auto compared = CompareHeaders(*columns, *others); !compared) return compared;
  }
  if (!request.features) return {};
  const FeatureSpecificationSource& source = *request.features;
  const FeatureRules rules{.target = request.target,
                           .taken = source.taken,
                           .may_have_sequences = source.sequences == Sequences::kAlways ||
                                                 (source.sequences == Sequences::kUnlessSmall &&
                                                  !training.facts.is_small)};
  return CheckFeatures(store, source, *columns, rules, deadline);
}

DataResult<void> CheckImages(ObjectStore& store, const DataChannel& channel, const FirstLook& look,
                             const Deadline& deadline) {
  if (channel.type != DataType::kAugmentedManifestFile) return {};
  return CheckAugmentedManifest(store, look.first, deadline);
}

}  // namespace

DataResult<ChannelFacts> CheckData(ObjectStore& store, const DataRequest& request,
                                   const DataLimits& limits, const Deadline& deadline) {
  const auto training =
      LookAt(store, request.training, "training", limits.training_bytes, deadline);
  if (!training) return tl::unexpected(training.error());
  std::optional<FirstLook> validation;
  if (request.validation) {
    auto look = LookAt(store, *request.validation, "validation", limits.validation_bytes, deadline);
    if (!look) return tl::unexpected(std::move(look.error()));
    validation = std::move(*look);
  }
  DataResult<void> checked;
  if (request.training.format != DataFormat::kImages) {
    checked = CheckTables(store, request, *training, validation, deadline);
  } else {
    checked = CheckImages(store, request.training, *training, deadline);
    if (checked && validation) {
      checked = CheckImages(store, *request.validation, *validation, deadline);
    }
  }
  if (!checked) return tl::unexpected(std::move(checked.error()));
  return training->facts;
}

std::optional<DataError> ProblemOfHeader(const DataRequest& request,
                                         const std::vector<Column>& columns,
                                         const std::string& uri) {
  for (const auto& required : request.columns) {
    if (Has(columns, required.name)) continue;
    return DataError{DataErrorKind::kMalformed,
                     required.role + " " + required.name + " does not exist in header."};
  }
  if (!request.has_only_these || columns.size() == request.columns.size()) return std::nullopt;
  std::string names;
  for (const auto& required : request.columns) {
    names.append(names.empty() ? "" : ", ").append(required.name);
  }
  return DataError{DataErrorKind::kMalformed,
                   uri + ": The header has " + std::to_string(columns.size()) +
                       " columns. It must have " + names + " and no others."};
}

DataError TooManyBytes(const std::string& channel, std::uint64_t bytes, std::uint64_t limit) {
  return {DataErrorKind::kTooLarge,
          "The " + channel + " dataset has at least " + std::to_string(bytes) +
              " bytes. It must not have more than " + std::to_string(limit) + "."};
}

}  // namespace autopilot
