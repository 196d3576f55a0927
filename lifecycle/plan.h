#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/draws.h"
#include "common/time.h"
#include "lifecycle/data_facts.h"
#include "lifecycle/outcome.h"
#include "lifecycle/progression.h"
#include "lifecycle/vocabulary.h"

namespace autopilot {

// A phase lasts until the start of the next one, the last one until Plan::end. Empty phases are
// legal: at an instant that several phases share, the last one started wins.
struct PlannedPhase {
  SecondaryStatus status = SecondaryStatus::kStarting;
  Nominal start;

  bool operator==(const PlannedPhase&) const = default;
};

struct PlannedCandidate {
  Nominal start;
  Nominal end;
  Algorithm algorithm = Algorithm::kNone;
  std::uint8_t pipeline = 0;  // N of the data processing pipeline "dppN"; HPO only
  // How it ends: Completed, Failed or Stopped (cut short by a runtime limit).
  CandidateStatus outcome = CandidateStatus::kCompleted;
  bool has_metrics = true;  // false: failed, or cut before half of its training
  bool may_be_best = true;  // false also where the job's own limit cut its training
  float quality = 0;        // 0 worst .. 1 best; all of its metrics follow from it

  bool operator==(const PlannedCandidate&) const = default;
};

// Everything that will happen to a job if nobody interferes, in nominal time from its start. A pure
// function of (JobSpec, Outcome, Progression, DrawKey) and, once the job's data has been read, of
// what was found (profiled_plan.h). Stored with the job, so that later configuration never rewrites
// history. Names, steps, containers and metric lists are not stored: see candidate_view.h.
struct Plan {
  static constexpr std::uint8_t kRendererVersion = 1;

  std::uint8_t renderer_version = kRendererVersion;
  DrawKey draw_key = 0;
  JobKind kind = JobKind::kTabularHpo;
  bool candidate_definitions_only = false;
  std::optional<ProblemType> problem_type;  // resolved; tabular only
  Metric objective = Metric::kF1;           // resolved
  std::int64_t max_candidates = 1;          // requested, or the default of the kind
  std::vector<PlannedPhase> phases;         // never empty; starts ascending, the first is 0
  Nominal end;                              // when the job becomes terminal
  JobStatus final_status = JobStatus::kCompleted;
  SecondaryStatus final_secondary_status = SecondaryStatus::kCompleted;
  std::optional<std::string> failure_reason;
  std::vector<std::string> partial_failure_reasons;
  std::optional<std::string> endpoint_name;  // shown once deployed
  std::vector<PlannedCandidate> candidates;  // in start order
  std::vector<MetricRange> metric_ranges;    // in place of what the candidates' quality gives
  bool explainability_failed = false;        // no locations at all are shown
  bool model_insights_failed = false;        // its location is not shown
  bool deployment_failed = false;            // ModelDeployResult has no EndpointName
  std::optional<Nominal> held_at;            // where a stuck job stays
  Progression progression;
  std::string scenario;           // the name of the one that decided the outcome; "" for none
  std::optional<DataFacts> data;  // once it was read

  bool operator==(const Plan&) const = default;
};

}  // namespace autopilot
