// Profiles a dataset in a folder as the server does: MB/s and the most memory that it took.

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "datasets/inputs/data_profile.h"
#include "datasets/stores/folder_store.h"

namespace autopilot::bench {
namespace {

nlohmann::json Measure(const std::string& root, const DataRequest& request) {
  FolderStore store(root);
  const auto started = std::chrono::steady_clock::now();
  const auto profile = ProfileData(store, request, {}, {});
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started;
  if (!profile) throw std::runtime_error(profile.error().text);
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return {{"rows", profile->rows},
          {"seconds", elapsed.count()},
          {"peak_mb", static_cast<double>(usage.ru_maxrss) * 1024 / 1e6}};
}

}  // namespace
}  // namespace autopilot::bench

int main(int argc, char** argv) {
  std::string root;
  autopilot::DataRequest request;
  bool is_parquet = false;
  CLI::App app("Profiles a dataset, and prints a line of JSON.");
  app.add_option("--root", root, "Folder of buckets")->required();
  app.add_option("--uri", request.training.uri, "s3:// URI of the data")->required();
  app.add_option("--target", request.target, "Target column")->required();
  app.add_flag("--gzip", request.training.is_gzip, "The objects are in gzip");
  app.add_flag("--parquet", is_parquet, "The objects are Parquet");
  CLI11_PARSE(app, argc, argv);
  if (is_parquet) request.training.format = autopilot::DataFormat::kParquet;
  try {
    std::cout << autopilot::bench::Measure(root, request).dump() << "\n";
  } catch (const std::exception& failure) {
    std::cerr << "bench_profile: " << failure.what() << "\n";
    return 1;
  }
}
