#include <string>

#include "server/admin/openapi_json.h"
#include "server/admin/routes.h"
#include "tests/fuzz/script.h"
#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {
namespace {

// "PUT /_autopilot/scenarios/{name}" with something for the name.
std::string WithoutBraces(std::string label) {
  const auto open = label.find('{');
  if (open != std::string::npos) label.replace(open, label.find('}') + 1 - open, "job");
  return label;
}

std::string Mutate(std::string_view input, std::uint32_t seed, MutateBytes bytes) {
  static const auto words = WordsOf(kOpenApi);
  static const auto heads = [] {
    std::vector<std::string> labels{"advance 60", "DescribeAutoMLJob", "CreateAutoMLJob"};
    for (const Route& route : AllRoutes()) labels.push_back(WithoutBraces(LabelOf(route)));
    return labels;
  }();
  Chance chance(seed, bytes);
  return MutateScript(input, words, heads, chance);
}

}  // namespace

const Target kControl{"control", RunScript, Mutate};

}  // namespace autopilot::fuzzing
