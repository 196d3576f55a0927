#include "lifecycle/planner.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lifecycle/limits.h"
#include "lifecycle/training_schedule.h"

namespace autopilot {
namespace {

// How long the phases of a kind take. Recorded runs: HPO jobs of 2020 to 2023, and an ensembling
// job of 216 seconds in 2024, of which its candidate trained from second 2.6 to 208.9. The phases
// of ensembling are ours: short around the training, yet long enough to be noticed. The other kinds
// are documented to take 10 to 30 minutes.
struct Durations {
  SecondaryStatus analysis_phase = SecondaryStatus::kAnalyzingData;
  SecondaryStatus training_phase = SecondaryStatus::kTrainingModels;
  Nominal analysis;
  Nominal feature_engineering;  // HPO only, else 0
  Nominal wave;                 // of ten candidates; HPO candidates have lengths of their own
  Nominal explainability;       // 0: no such report
  Nominal model_insights;
};

constexpr Nominal kStarting = Nominal::Seconds(3);
constexpr Nominal kDeploying = Nominal::Seconds(300);

Durations DurationsOf(JobKind kind, DrawKey key) {
  Durations durations;
  if (kind == JobKind::kTabularHpo) {
    durations.training_phase = SecondaryStatus::kModelTuning;
    durations.analysis = Nominal::Seconds(510);
    durations.feature_engineering = Nominal::Seconds(480);
    durations.explainability = durations.model_insights = Nominal::Seconds(90);
    return durations;
  }
  if (kind == JobKind::kTabularEnsembling) {
    durations.analysis = Nominal::Seconds(3);
    durations.wave = Nominal::Seconds(196);
    durations.explainability = durations.model_insights = Nominal::Seconds(6);
    return durations;
  }
  durations.analysis_phase = SecondaryStatus::kPreTraining;
  const Nominal total = Nominal::Seconds(Draws(Derive(key, "duration")).Between(600, 1'800));
  durations.analysis = Nominal{total.us / 5};
  if (kind == JobKind::kTimeSeriesForecasting) durations.explainability = Nominal::Seconds(90);
  durations.wave =
      total - kStarting - durations.analysis - durations.explainability - kAfterLastCandidate;
  return durations;
}

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
  const bool tabular =
      spec.kind == JobKind::kTabularHpo || spec.kind == JobKind::kTabularEnsembling;
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
  if (durations.explainability > Nominal{} && !without_reports) {
    phases.Add(SecondaryStatus::kGeneratingExplainabilityReport, durations.explainability);
  }
  if (durations.model_insights > Nominal{} && !without_reports) {
    phases.Add(SecondaryStatus::kGeneratingModelInsightsReport, durations.model_insights);
  }
  if (spec.deploy_model) {
    phases.Add(SecondaryStatus::kDeployingModel, kDeploying);
    plan.endpoint_name =
        spec.endpoint_name ? *spec.endpoint_name : GeneratedEndpointName(plan.draw_key);
  }
  if (without_reports) plan.final_secondary_status = SecondaryStatus::kMaxCandidatesReached;
}

// Without a model there is nothing to report on and nothing to deploy.
void FailWithoutModel(Plan& plan) {
  plan.final_status = JobStatus::kFailed;
  plan.final_secondary_status = SecondaryStatus::kFailed;
  plan.failure_reason =
      "No candidate finished training: every training job reached "
      "MaxRuntimePerTrainingJobInSeconds.";
}

// Ends the job at its own limit. Unfinished steps such as the deployment are not completed.
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

}  // namespace

Plan MakePlan(const JobSpec& spec, DrawKey key) {
  Plan plan;
  plan.draw_key = key;
  plan.kind = spec.kind;
  plan.candidate_definitions_only = spec.candidate_definitions_only;
  plan.max_candidates = CandidateCount(spec);
  ResolveProblem(plan, spec);

  const Durations durations = DurationsOf(spec.kind, key);
  TrainingSchedule training;
  PhaseWriter phases(plan);
  phases.Add(SecondaryStatus::kStarting, kStarting);
  phases.Add(durations.analysis_phase, durations.analysis);
  if (spec.candidate_definitions_only) {
    plan.final_secondary_status = SecondaryStatus::kCandidateDefinitionsGenerated;
  } else {
    if (durations.feature_engineering > Nominal{}) {
      phases.Add(SecondaryStatus::kFeatureEngineering, durations.feature_engineering);
    }
    training = ScheduleTraining(spec, plan.max_candidates, plan.end, durations.wave, key);
    phases.AddUntil(durations.training_phase, training.end);
    if (HasModel(training)) {
      FinishWithModel(plan, phases, spec, durations);
    } else {
      FailWithoutModel(plan);
    }
  }
  if (const auto limit = LimitOf(spec.max_job_runtime_s); limit && *limit < plan.end) {
    CutAtJobLimit(plan, training, *limit);
  }
  plan.candidates = std::move(training.candidates);
  return plan;
}

}  // namespace autopilot
