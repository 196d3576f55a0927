#include "lifecycle/planner.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lifecycle/durations.h"
#include "lifecycle/limits.h"
#include "lifecycle/steered_plan.h"
#include "lifecycle/training_schedule.h"

namespace autopilot {
namespace {

std::int64_t CandidateCount(const JobSpec& spec) {
  if (spec.max_candidates) return *spec.max_candidates;
  switch (spec.kind) {
    case JobKind::kTabularHpo:
      return 100;
    case JobKind::kTabularEnsembling:
      return 10;
    case JobKind::kTimeSeriesForecasting: {
      const auto members =
          spec.algorithms.empty() ? AlgorithmsOf(spec.kind).size() : spec.algorithms.size();
      return members > 1 ? static_cast<std::int64_t>(members) + 1 : 1;
    }
    default:
      return 1;
  }
}

// The problem type that has the objective; where two have it, or nothing is known, binary.
ProblemType ResolveProblemType(const JobSpec& spec) {
  if (spec.problem_type) return *spec.problem_type;
  for (const auto type : {ProblemType::kBinaryClassification,
                          ProblemType::kMulticlassClassification, ProblemType::kRegression}) {
    if (spec.objective && IsObjectiveOf(type, *spec.objective)) return type;
  }
  return ProblemType::kBinaryClassification;
}

void ResolveProblem(Plan& plan, const JobSpec& spec) {
  const bool tabular = IsTabular(spec.kind);
  if (tabular) {
    plan.problem_type = ResolveProblemType(spec);
    plan.objective = DefaultObjective(*plan.problem_type);
    if (spec.objective && IsObjectiveOf(*plan.problem_type, *spec.objective)) {
      plan.objective = *spec.objective;
    }
    return;
  }
  plan.objective = DefaultObjective(spec.kind);
  if (spec.objective && IsObjectiveOf(spec.kind, *spec.objective)) plan.objective = *spec.objective;
}

std::string GeneratedEndpointName(DrawKey key) {
  constexpr std::string_view kHex = "0123456789abcdef";
  Draws draws(Derive(key, "endpoint-name"));
  std::string name = "automl-";
  for (int n = 0; n < 12; ++n) name += kHex[draws.Below(16)];
  return name + "-endpoint";
}

// Appends phases one after the other.
class PhaseWriter {
 public:
  explicit PhaseWriter(Plan& plan) : plan_(plan) {}

  void Add(SecondaryStatus status, Nominal length) { AddUntil(status, plan_.end + length); }
  void AddUntil(SecondaryStatus status, Nominal end) {
    plan_.phases.push_back({status, plan_.end});
    plan_.end = end;
  }

 private:
  Plan& plan_;
};

bool HasModel(const TrainingSchedule& training) {
  return std::any_of(training.candidates.begin(), training.candidates.end(),
                     [](const PlannedCandidate& candidate) { return candidate.may_be_best; });
}

// What follows the training: reports on the best candidate and its deployment.
void FinishWithModel(Plan& plan, PhaseWriter& phases, const JobSpec& spec,
                     const Durations& durations) {
  const bool without_reports = spec.kind == JobKind::kTabularHpo &&
                               spec.on_max_candidates == OnMaxCandidates::kMaxCandidatesReached;
  if (durations.explainability && !without_reports) {
    phases.Add(SecondaryStatus::kGeneratingExplainabilityReport, *durations.explainability);
  }
  if (durations.model_insights && !without_reports) {
    phases.Add(SecondaryStatus::kGeneratingModelInsightsReport, *durations.model_insights);
  }
  if (spec.deploy_model) {
    phases.Add(SecondaryStatus::kDeployingModel, durations.deploying);
    plan.endpoint_name =
        spec.endpoint_name ? *spec.endpoint_name : GeneratedEndpointName(plan.draw_key);
  }
  if (without_reports) plan.final_secondary_status = SecondaryStatus::kMaxCandidatesReached;
}

// Without a model there is nothing to report on and nothing to deploy.
void FailWithoutModel(Plan& plan, const TrainingSchedule& training) {
  const auto failed = std::count_if(training.candidates.begin(), training.candidates.end(),
                                    [](const PlannedCandidate& candidate) {
                                      return candidate.outcome == CandidateStatus::kFailed;
                                    });
  const bool all = static_cast<std::size_t>(failed) == training.candidates.size();
  plan.final_status = JobStatus::kFailed;
  plan.final_secondary_status = SecondaryStatus::kFailed;
  plan.failure_reason = "No candidate finished training: every training job ";
  if (failed > 0) *plan.failure_reason += all ? "failed." : "failed or ";
  if (!all) *plan.failure_reason += "reached MaxRuntimePerTrainingJobInSeconds.";
}

std::int64_t TrialCount(const JobSpec& spec, const Outcome& outcome) {
  if (outcome.candidate_count) return *outcome.candidate_count;
  return spec.kind == JobKind::kTimeSeriesForecasting ? ForecastCandidates(spec)
                                                      : CandidateCount(spec);
}

TrainingSchedule Train(const JobSpec& spec, const Outcome& outcome, Nominal start,
                       const Durations& durations, DrawKey key) {
  JobSpec unlimited = spec;
  if (durations.training) unlimited.max_runtime_per_training_job_s.reset();
  TrainingSchedule training =
      ScheduleTraining(unlimited, TrialCount(spec, outcome), start, durations.wave, key);
  if (durations.training) {
    StretchTraining(training, start, *durations.training,
                    LimitOf(spec.max_runtime_per_training_job_s));
  }
  EndCandidates(training, outcome.candidate_statuses);
  return training;
}

// The limit of the request or that of the outcome, whichever comes first.
std::optional<Nominal> JobLimit(const Plan& plan, const TrainingSchedule& training,
                                const JobSpec& spec, const Outcome& outcome) {
  std::optional<Nominal> limit = LimitOf(spec.max_job_runtime_s);
  if (limit && *limit >= plan.end) limit.reset();
  if (!outcome.reaches_runtime_limit) return limit;
  const auto given = LimitDuringTraining(plan, training, outcome);
  if (!limit || !given) return limit ? limit : given;
  return std::min(*limit, *given);
}

}  // namespace

Plan MakePlan(const JobSpec& spec, DrawKey key) { return MakePlan(spec, Outcome{}, key); }

Plan MakePlan(const JobSpec& spec, const Outcome& outcome, DrawKey key) {
  Plan plan;
  plan.draw_key = key;
  plan.kind = spec.kind;
  plan.candidate_definitions_only = spec.candidate_definitions_only;
  plan.max_candidates = CandidateCount(spec);
  ResolveProblem(plan, spec);

  const Durations durations = DurationsOf(spec.kind, key, outcome.phase_lengths);
  TrainingSchedule training;
  PhaseWriter phases(plan);
  phases.Add(SecondaryStatus::kStarting, durations.starting);
  phases.Add(durations.analysis_phase, durations.analysis);
  if (spec.candidate_definitions_only) {
    plan.final_secondary_status = SecondaryStatus::kCandidateDefinitionsGenerated;
  } else {
    if (durations.feature_engineering) {
      phases.Add(SecondaryStatus::kFeatureEngineering, *durations.feature_engineering);
    }
    training = Train(spec, outcome, plan.end, durations, key);
    phases.AddUntil(durations.training_phase, training.end);
    if (HasModel(training)) {
      FinishWithModel(plan, phases, spec, durations);
    } else {
      FailWithoutModel(plan, training);
    }
  }
  if (outcome.failure) FailDuring(plan, training, *outcome.failure);
  if (const auto limit = JobLimit(plan, training, spec, outcome)) {
    CutAtJobLimit(plan, training, *limit);
  }
  plan.candidates = std::move(training.candidates);
  FailSteps(plan, outcome);
  SteerMetrics(plan, outcome);
  if (outcome.stuck) {
    const auto place = SpanOf(plan, outcome.stuck->phase.value_or(durations.training_phase));
    if (place) plan.held_at = place->Middle();
  }
  return plan;
}

}  // namespace autopilot
