#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace autopilot {

// What a job says of its data, apart from the words in which the service says it.

enum class DataType : std::uint8_t { kS3Prefix, kManifestFile, kAugmentedManifestFile };
enum class DataFormat : std::uint8_t { kCsv, kParquet, kImages };

struct DataChannel {
  std::string uri;
  DataType type = DataType::kS3Prefix;
  DataFormat format = DataFormat::kCsv;
  bool is_gzip = false;  // each object, CSV only
};

// A column that the tables must have.
struct RequiredColumn {
  std::string role;  // "Target attribute name"
  std::string name;
};

// Whether `sequence` is a data type: in mode HYPERPARAMETER_TUNING only, which AUTO is unless the
// training data is small.
enum class Sequences : std::uint8_t { kNever, kAlways, kUnlessSmall };

struct FeatureSpecificationSource {
  std::string uri = {};
  Sequences sequences = Sequences::kNever;
  std::vector<std::string> taken = {};  // columns besides the target that are no features
};

struct DataRequest {
  DataChannel training;
  std::optional<DataChannel> validation;
  std::vector<RequiredColumn> columns;
  bool has_only_these = false;         // no other columns than `columns`
  std::string target;                  // "": none
  std::string sample_weight;           // "": none
  std::vector<std::string> series_of;  // the columns that tell time series apart
  std::optional<FeatureSpecificationSource> features;
};

// Data beyond these is refused. Bytes, as they lie in the store.
struct DataLimits {
  std::uint64_t training_bytes = std::uint64_t{100} << 30;
  std::uint64_t validation_bytes = std::uint64_t{2} << 30;
};

}  // namespace autopilot
