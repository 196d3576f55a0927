#pragma once

#include <nlohmann/json.hpp>

#include "api/options.h"
#include "datasets/inputs/data_check.h"
#include "lifecycle/job_spec.h"
#include "storage/records.h"

namespace autopilot {

// The kind of a tabular job by its Mode (null: absent). Absent is HYPERPARAMETER_TUNING, as in
// every recorded job; AUTO is ENSEMBLING, as for small data, until KindForData says otherwise.
JobKind TabularKind(const nlohmann::json* mode);

// Whether the job leaves the choice of its kind to the service: a tabular one of Mode AUTO.
bool IsAutoMode(const nlohmann::json& input, ApiVersion version);

// That choice: ENSEMBLING for small data, else HYPERPARAMETER_TUNING. Null: the data cannot be
// read.
JobKind KindForData(const ChannelFacts* training);

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
