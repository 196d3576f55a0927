#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/time.h"
#include "lifecycle/job_spec.h"
#include "lifecycle/vocabulary.h"

namespace autopilot {

struct PhaseLength {
  SecondaryStatus phase = SecondaryStatus::kStarting;
  Nominal length;

  bool operator==(const PhaseLength&) const = default;
};

// The values of a metric over the candidates: the best one (by quality) has the better end, the
// worst one the other. low == high: all have that value.
struct MetricRange {
  Metric metric = Metric::kF1;
  float low = 0;
  float high = 0;

  bool operator==(const MetricRange&) const = default;
};

struct PlannedFailure {
  std::optional<SecondaryStatus> phase;  // absent: the phase that analyzes the data
  std::string reason;                    // FailureReason; empty: one in the recorded frame

  bool operator==(const PlannedFailure&) const = default;
};

struct StuckPhase {
  std::optional<SecondaryStatus> phase;  // absent: the phase that trains

  bool operator==(const StuckPhase&) const = default;
};

// What a test decides about a job in place of the planner; a default one decides nothing. The
// limits of the request hold all the same.
struct Outcome {
  std::vector<PhaseLength> phase_lengths;
  std::optional<std::int64_t> candidate_count;
  // Of the first candidates in start order: Completed, Failed or Stopped. The rest is Completed.
  // A failed one ends halfway and has no metrics, a stopped one ends after three quarters of its
  // training and has some. A job whose candidates all fail does so too.
  std::vector<CandidateStatus> candidate_statuses;
  std::vector<MetricRange> metrics;
  std::optional<std::size_t> best_candidate;  // in start order, from 0
  std::optional<PlannedFailure> failure;
  // The job stays in the middle of a phase until it is stopped or a test advances it.
  std::optional<StuckPhase> stuck;
  // The job's own runtime limit is reached in the middle of the training, and not before the best
  // candidate (if none is chosen, the first one that can be it) has finished. A job of one
  // candidate ends without any.
  bool reaches_runtime_limit = false;
  bool explainability_fails = false;  // Completed/ExplainabilityError, no locations at all
  bool model_insights_fails = false;  // Completed/ModelInsightsError, no such location
  bool deployment_fails = false;      // Completed/ModelDeploymentError, no endpoint
  // PartialFailureReasons, at most 5; one of ours for each step that fails when empty.
  std::vector<std::string> partial_failure_reasons;

  bool operator==(const Outcome&) const = default;
};

// Why the outcome cannot happen to this job (a phase that its kind does not have, a metric that its
// problem type does not have, a best candidate that failed), as a sentence that says what would
// fit. Nothing if it can.
std::optional<std::string> MisfitOf(const Outcome& outcome, const JobSpec& spec);

// The same for an outcome that can happen to no job at all.
std::optional<std::string> MisfitOfAll(const Outcome& outcome);

}  // namespace autopilot
