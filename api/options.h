#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "common/scope.h"
#include "common/time.h"
#include "lifecycle/job_spec.h"

namespace autopilot {

// How the emulated service behaves; see `autopilot-local --help`.
struct ApiOptions {
  Scope defaults{.account = "000000000000", .region = "us-east-1"};
  Rate rate{600'000'000};  // nominal time runs 600 times as fast as the clock
  // Of all draws (absent: 0). Where it is given, page tokens follow from it too, so that runs can
  // be repeated: they are then valid in every store of that seed, and whoever knows it can make
  // them.
  std::optional<std::uint64_t> seed;
  OnMaxCandidates on_max_candidates = OnMaxCandidates::kCompleted;
  // Characters of S3OutputPath: as the command reference and the newer service model say.
  std::size_t v1_output_path_limit = 128;
  std::size_t v2_output_path_limit = 512;
  std::size_t max_running_jobs = 0;  // per account and region; 0: no quota
  std::size_t max_json_depth = 64;
};

}  // namespace autopilot
