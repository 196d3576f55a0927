#include "server/data_source.h"

#include <random>
#include <system_error>
#include <utility>

#include "datasets/s3/s3_store.h"
#include "datasets/stores/folder_store.h"
#include "server/start_file.h"

namespace autopilot {
namespace {

std::unique_ptr<ObjectStore> OpenFolder(const std::filesystem::path& root) {
  std::error_code error;
  if (!std::filesystem::is_directory(root, error)) {
    throw StartFileError("--s3-root: " + root.string() +
                         " is not a folder. Give the folder whose subfolders are buckets.");
  }
  return std::make_unique<FolderStore>(root);
}

std::unique_ptr<ObjectStore> OpenS3(S3Options options, const Clock& clock) {
  options.seed = std::random_device{}();  // servers of one cause must not retry in step
  auto store = S3Store::Make(options, clock);
  if (!store) throw StartFileError("--s3-endpoint: " + store.error());
  return std::move(*store);
}

}  // namespace

std::unique_ptr<DataAccess> OpenData(const DataSourceOptions& options, const Clock& clock) {
  if (options.data.checks == DataChecks::kOff) return nullptr;
  std::unique_ptr<ObjectStore> store;
  if (options.s3_root) store = OpenFolder(*options.s3_root);
  if (options.s3) store = OpenS3(*options.s3, clock);
  return store ? std::make_unique<DataAccess>(std::move(store), options.data) : nullptr;
}

std::string DescriptionOf(const DataSourceOptions& options) {
  if (options.data.checks == DataChecks::kOff) return "not read (--data-checks off)";
  if (options.s3_root) return "read from the folder " + options.s3_root->string();
  if (options.s3) {
    return "read from " + options.s3->endpoint +
           (options.s3->credentials ? "" : ", unsigned (no AWS_ACCESS_KEY_ID)");
  }
  return "assumed fine (no --s3-root, no --s3-endpoint)";
}

}  // namespace autopilot
