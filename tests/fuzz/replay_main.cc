// Tries every file of the folders given on one target, without a fuzzing engine:
//   fuzz_replay TARGET FILE-OR-FOLDER...
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/target.h"

namespace {

using autopilot::fuzzing::Target;

const Target* FindTarget(std::string_view name) {
  using namespace autopilot::fuzzing;
  for (const Target* target :
       {&kJson, &kOperation, &kNextToken, &kCaller, &kSignature, &kControl, &kScenarios, &kImport,
        &kStored, &kCsv, &kParquet, &kS3Listing, &kManifest, &kFeatureSpecification}) {
    if (target->name == name) return target;
  }
  return nullptr;
}

std::vector<std::filesystem::path> FilesIn(const std::filesystem::path& place) {
  if (!std::filesystem::is_directory(place)) return {place};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(place)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  const Target* target = argc > 2 ? FindTarget(argv[1]) : nullptr;
  if (target == nullptr) {
    std::fprintf(stderr, "Usage: fuzz_replay TARGET FILE-OR-FOLDER...\n");
    return 2;
  }
  std::size_t count = 0;
  for (int n = 2; n < argc; ++n) {
    // A target without findings has no folder of them.
    if (!std::filesystem::exists(argv[n])) continue;
    for (const auto& file : FilesIn(argv[n])) {
      std::fprintf(stderr, "%s\n", file.c_str());  // the last one is the one that failed
      std::ifstream in(file, std::ios::binary);
      const std::string input(std::istreambuf_iterator<char>(in), {});
      target->run(input);
      ++count;
    }
  }
  std::printf("%zu inputs tried\n", count);
  return count > 0 ? 0 : 1;
}
