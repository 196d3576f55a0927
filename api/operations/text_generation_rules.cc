#include "api/operations/text_generation_rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "api/operations/json_access.h"
#include "api/protocol/errors.h"

namespace autopilot {
namespace {

using nlohmann::json;

struct HyperParameter {
  std::string_view name;
  std::string_view number;  // as the error calls it
  int low, high;            // both included
};

constexpr std::array kHyperParameters{
    HyperParameter{"epochCount", "an integer", 1, 10},
    HyperParameter{"batchSize", "an integer", 1, 64},
    HyperParameter{"learningRate", "a number", 0, 1},
    HyperParameter{"learningRateWarmupSteps", "an integer", 0, 250},
};

// Models whose licence must be accepted, by the beginning of their names.
constexpr std::array<std::string_view, 1> kGatedModels{"Llama"};

template <typename Number>
bool InRange(const std::string& text, const HyperParameter& parameter) {
  Number value{};
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  return failure == std::errc() && stop == end && value >= static_cast<Number>(parameter.low) &&
         value <= static_cast<Number>(parameter.high);
}

std::optional<Error> CheckHyperParameter(const std::string& name, const std::string& value) {
  const auto* parameter =
      std::find_if(kHyperParameters.begin(), kHyperParameters.end(),
                   [&](const HyperParameter& known) { return known.name == name; });
  if (parameter == kHyperParameters.end()) {
    return errors::InvalidParameter(
        "The hyperparameter " + name +
        " is not supported. Supported hyperparameters: epochCount, batchSize, learningRate, "
        "learningRateWarmupSteps.");
  }
  const bool valid = parameter->number == "a number" ? InRange<double>(value, *parameter)
                                                     : InRange<int>(value, *parameter);
  if (valid) return std::nullopt;
  return errors::InvalidParameter("The hyperparameter " + name + " must be " +
                                  std::string(parameter->number) + " from " +
                                  std::to_string(parameter->low) + " to " +
                                  std::to_string(parameter->high) + ", but is " + value + ".");
}

}  // namespace

std::optional<Error> CheckTextGeneration(const json& config) {
  if (const auto* parameters = Member(config, "TextGenerationHyperParameters")) {
    for (const auto& [name, value] : parameters->items()) {
      if (auto error = CheckHyperParameter(name, value.get<std::string>())) return error;
    }
  }
  const auto model = StringMember(config, "BaseModelName");
  const bool gated =
      std::any_of(kGatedModels.begin(), kGatedModels.end(),
                  [&](std::string_view beginning) { return model.starts_with(beginning); });
  if (gated && !BoolMember(Member(config, "ModelAccessConfig"), "AcceptEula")) {
    return errors::InvalidParameter("The base model " + model +
                                    " is gated: ModelAccessConfig.AcceptEula must be True.");
  }
  return std::nullopt;
}

}  // namespace autopilot
