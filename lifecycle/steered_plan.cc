#include "lifecycle/steered_plan.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "lifecycle/course.h"
#include "lifecycle/given_metrics.h"

namespace autopilot {
namespace {

std::optional<SecondaryStatus> FirstPhase(const Plan& plan, bool (*is)(SecondaryStatus)) {
  for (const PlannedPhase& phase : plan.phases) {
    if (is(phase.status)) return phase.status;
  }
  return std::nullopt;
}

// The recorded reason, of a job whose data could not be read, names the processing job too; a plan
// does not know its name.
std::string ReasonFor(SecondaryStatus phase) {
  if (IsAnalysis(phase)) {
    return "Could not complete the data builder processing job. The AutoML Job cannot continue. "
           "Error message: ClientError: The data could not be analyzed.";
  }
  return "The AutoML job failed during " + std::string(Name(phase)) + ".";
}

// A step behind the training whose failure does not end the job.
struct Step {
  SecondaryStatus phase;
  SecondaryStatus error;
  bool Outcome::*fails;
  bool Plan::*failed;
  const char* reason;
};
constexpr std::array kSteps{
    Step{SecondaryStatus::kGeneratingExplainabilityReport, SecondaryStatus::kExplainabilityError,
         &Outcome::explainability_fails, &Plan::explainability_failed,
         "The explainability report could not be generated."},
    Step{SecondaryStatus::kGeneratingModelInsightsReport, SecondaryStatus::kModelInsightsError,
         &Outcome::model_insights_fails, &Plan::model_insights_failed,
         "The model insights report could not be generated."},
    Step{SecondaryStatus::kDeployingModel, SecondaryStatus::kModelDeploymentError,
         &Outcome::deployment_fails, &Plan::deployment_failed,
         "The best candidate could not be deployed."},
};

// True if the job goes through the whole phase.
bool Completes(const Plan& plan, SecondaryStatus phase) {
  const auto found =
      std::find_if(plan.phases.begin(), plan.phases.end(),
                   [phase](const PlannedPhase& planned) { return planned.status == phase; });
  if (found == plan.phases.end()) return false;
  return found + 1 != plan.phases.end() || RunsToTheEnd(plan);
}

void Favour(Plan& plan, std::size_t best) {
  if (best >= plan.candidates.size() || !plan.candidates[best].may_be_best) return;
  float top = 0;
  for (const PlannedCandidate& candidate : plan.candidates) {
    top = std::max(top, candidate.quality);
  }
  // Far enough above the others that no rounding of the metrics makes them equal.
  plan.candidates[best].quality = (top + 1) / 2;
}

}  // namespace

std::optional<PhaseSpan> SpanOf(const Plan& plan, SecondaryStatus phase) {
  for (std::size_t n = 0; n < plan.phases.size(); ++n) {
    if (plan.phases[n].status != phase) continue;
    const bool last = n + 1 == plan.phases.size();
    return PhaseSpan{plan.phases[n].start, last ? plan.end : plan.phases[n + 1].start};
  }
  return std::nullopt;
}

void FailDuring(Plan& plan, TrainingSchedule& training, const PlannedFailure& failure) {
  const auto phase = failure.phase ? failure.phase : FirstPhase(plan, IsAnalysis);
  const auto span = phase ? SpanOf(plan, *phase) : std::nullopt;
  if (!span) return;
  const auto failing =
      std::find_if(plan.phases.begin(), plan.phases.end(),
                   [&](const PlannedPhase& planned) { return planned.status == *phase; });
  plan.phases.erase(failing + 1, plan.phases.end());
  plan.end = span->Middle();
  CutTraining(training, plan.end);
  plan.endpoint_name.reset();
  plan.final_status = JobStatus::kFailed;
  plan.final_secondary_status = SecondaryStatus::kFailed;
  plan.failure_reason = failure.reason.empty() ? ReasonFor(*phase) : failure.reason;
}

std::optional<Nominal> LimitDuringTraining(const Plan& plan, const TrainingSchedule& training,
                                           const Outcome& outcome) {
  const auto phase = FirstPhase(plan, IsTraining);
  const auto span = phase ? SpanOf(plan, *phase) : std::nullopt;
  if (!span) return std::nullopt;
  const auto& candidates = training.candidates;
  if (outcome.best_candidate && *outcome.best_candidate < candidates.size()) {
    return std::max(span->Middle(), candidates[*outcome.best_candidate].end);
  }
  std::optional<Nominal> first_end;
  for (const PlannedCandidate& candidate : candidates) {
    if (!candidate.may_be_best) continue;
    first_end = std::min(first_end.value_or(candidate.end), candidate.end);
  }
  if (candidates.size() < 2 || !first_end) return span->Middle();
  return std::max(span->Middle(), *first_end);
}

void CutAtJobLimit(Plan& plan, TrainingSchedule& training, Nominal limit) {
  std::erase_if(plan.phases, [&](const PlannedPhase& phase) {
    return phase.start >= limit && phase.status != SecondaryStatus::kStarting;
  });
  CutTraining(training, limit);
  plan.end = limit;
  plan.endpoint_name.reset();
  plan.final_status = JobStatus::kCompleted;
  plan.final_secondary_status = SecondaryStatus::kMaxAutoMLJobRuntimeReached;
  plan.failure_reason.reset();
}

void FailSteps(Plan& plan, const Outcome& outcome) {
  const bool completes = RunsToTheEnd(plan);
  bool asked = false;
  std::vector<std::string> reasons;
  for (const Step& step : kSteps) {
    if (!(outcome.*step.fails)) continue;
    asked = true;
    if (!Completes(plan, step.phase)) continue;
    plan.*step.failed = true;
    reasons.emplace_back(step.reason);
    if (completes) plan.final_secondary_status = step.error;
  }
  if (plan.deployment_failed) plan.endpoint_name.reset();
  const bool none_came = asked && reasons.empty();
  if (!outcome.partial_failure_reasons.empty() && !none_came) {
    reasons = outcome.partial_failure_reasons;
  }
  plan.partial_failure_reasons = std::move(reasons);
}

void SteerMetrics(Plan& plan, const Outcome& outcome) {
  if (outcome.best_candidate) Favour(plan, *outcome.best_candidate);
  plan.metric_ranges = outcome.metrics;
  FitQualities(plan);
}

}  // namespace autopilot
