#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "api/data/data_access.h"
#include "common/clock.h"
#include "datasets/s3/s3_options.h"

namespace autopilot {

// Where the data of jobs is read from; at most one of both.
struct DataSourceOptions {
  std::optional<std::filesystem::path> s3_root;
  std::optional<S3Options> s3;
  DataOptions data;
};

// The access to it; null where data is not to be read: neither is given, or DataChecks::kOff.
// `clock` dates signatures and must outlive the access. Throws StartFileError for a folder that is
// none, or a file of authorities that cannot be used.
std::unique_ptr<DataAccess> OpenData(const DataSourceOptions& options, const Clock& clock);

// For the log, in a few words.
std::string DescriptionOf(const DataSourceOptions& options);

}  // namespace autopilot
