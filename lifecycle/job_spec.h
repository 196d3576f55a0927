#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/draws.h"
#include "common/scope.h"
#include "common/time.h"
#include "lifecycle/vocabulary.h"

namespace autopilot {

enum class OnMaxCandidates : std::uint8_t {
  kCompleted,             // the end as seen since 2021
  kMaxCandidatesReached,  // Completed/MaxCandidatesReached without report phases, as before
};

// What a create request asks the simulation for, already validated and with the mode decided
// (AUTO and absent are resolved by the caller). Both API versions end up here.
struct JobSpec {
  JobKind kind = JobKind::kTabularHpo;
  bool candidate_definitions_only = false;  // tabular only
  std::optional<ProblemType> problem_type;  // as requested; tabular only
  std::optional<Metric> objective;          // as requested
  std::optional<std::int64_t> max_candidates;
  std::optional<std::int64_t> max_runtime_per_training_job_s;  // nominal seconds
  std::optional<std::int64_t> max_job_runtime_s;               // nominal seconds
  std::vector<Algorithm> algorithms;  // those allowed; empty: all of the kind
  bool deploy_model = false;
  std::optional<std::string> endpoint_name;  // with deploy_model; absent: generated
  OnMaxCandidates on_max_candidates = OnMaxCandidates::kCompleted;
};

// Who a job is: decides all of its draws, and the names and locations that are shown.
struct JobIdentity {
  Scope scope;
  std::string name;         // in the case in which it was created
  std::string output_path;  // S3OutputPath as sent
  // Ensembling containers of V1 jobs carry MODEL_NAME, which pipelines read; recorded ones of V2 do
  // not.
  bool containers_name_model = false;
};

// The key of everything drawn for a job. Names are compared without case, so is the key.
DrawKey JobDrawKey(std::uint64_t seed, const Scope& scope, std::string_view job_name);

}  // namespace autopilot
