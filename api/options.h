#pragma once

#include <cstddef>
#include <cstdint>

#include "common/scope.h"
#include "lifecycle/job_spec.h"

namespace autopilot {

// How the emulated service behaves; see `autopilot-local --help`.
struct ApiOptions {
  Scope defaults{.account = "000000000000", .region = "us-east-1"};
  OnMaxCandidates on_max_candidates = OnMaxCandidates::kCompleted;
  // Characters of S3OutputPath: as the command reference and the newer service model say.
  std::size_t v1_output_path_limit = 128;
  std::size_t v2_output_path_limit = 512;
  std::size_t max_running_jobs = 0;  // per account and region; 0: no quota
  std::size_t max_json_depth = 64;
};

}  // namespace autopilot
