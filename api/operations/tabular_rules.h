#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "common/error.h"

namespace autopilot {

enum class ObjectiveWithoutProblemType {
  kAllowed,  // V1: either alone is fine
  kRefused,  // V2: both or neither
};

// The objective metric fits the problem type (or, alone, some tabular problem type).
// `problem_type` and `objective` (an AutoMLJobObjective) are null when absent.
std::optional<Error> CheckTabularObjective(const nlohmann::json* problem_type,
                                           const nlohmann::json* objective,
                                           ObjectiveWithoutProblemType without_problem_type);

// AlgorithmsConfig goes with Mode. `config` holds both: AutoMLJobConfig or TabularJobConfig.
std::optional<Error> CheckAlgorithms(const nlohmann::json* config);

// Sample weights are for ensembling, and are not the target. `column` is null when absent.
std::optional<Error> CheckSampleWeights(const nlohmann::json* column, std::string_view target,
                                        const nlohmann::json* config);

}  // namespace autopilot
