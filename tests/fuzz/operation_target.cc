#include "api/model/sagemaker_json.h"
#include "api/model/service_model.h"
#include "tests/fuzz/script.h"
#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {
namespace {

std::string Mutate(std::string_view input, std::uint32_t seed, MutateBytes bytes) {
  static const auto words = WordsOf(kSageMakerModel);
  static const auto heads = [] {
    std::vector<std::string> names{"advance 60", "advance 4000"};
    const ServiceModel model;
    for (const auto& operation : model.operations()) names.emplace_back(operation.name);
    return names;
  }();
  Chance chance(seed, bytes);
  return MutateScript(input, words, heads, chance);
}

}  // namespace

const Target kOperation{"operation", RunScript, Mutate};

}  // namespace autopilot::fuzzing
