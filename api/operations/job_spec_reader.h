#pragma once

#include <nlohmann/json.hpp>

#include "api/options.h"
#include "lifecycle/job_spec.h"

namespace autopilot {

// The kind of a tabular job by its Mode (null: absent). Absent is HYPERPARAMETER_TUNING, as in
// every recorded job; AUTO is ENSEMBLING, as for data below 100 MB, while no data can be read.
JobKind TabularKind(const nlohmann::json* mode);

// The kind of a CreateAutoMLJobV2 request, by the one member of its AutoMLProblemTypeConfig.
JobKind KindOfV2(const nlohmann::json& input);

// What a create request asks the simulation for. The input has passed its shape and all rules.
JobSpec SpecOfV1(const nlohmann::json& input, const ApiOptions& options);
JobSpec SpecOfV2(const nlohmann::json& input, const ApiOptions& options);

// The members of the AutoMLProblemTypeConfig union, and AutoMLProblemTypeConfigName for each.
struct ProblemTypeConfig {
  std::string_view member;  // "TabularJobConfig"
  std::string_view name;    // "Tabular"
};
ProblemTypeConfig ProblemTypeConfigOf(JobKind kind);

}  // namespace autopilot
