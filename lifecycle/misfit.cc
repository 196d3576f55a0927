#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lifecycle/metric_curves.h"
#include "lifecycle/misfit_in_itself.h"
#include "lifecycle/outcome.h"
#include "lifecycle/planner.h"

namespace autopilot {
namespace {

using Misfit = std::optional<std::string>;

template <typename T>
bool Contains(std::span<const T> values, T value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::string Text(std::string_view name) { return std::string(name); }

std::string KindName(const JobSpec& spec) {
  switch (spec.kind) {
    case JobKind::kTabularHpo:
      return "tabular HYPERPARAMETER_TUNING";
    case JobKind::kTabularEnsembling:
      return "tabular ENSEMBLING";
    case JobKind::kImageClassification:
      return "ImageClassification";
    case JobKind::kTextClassification:
      return "TextClassification";
    case JobKind::kTextGeneration:
      return "TextGeneration";
    case JobKind::kTimeSeriesForecasting:
      return "TimeSeriesForecasting";
  }
  return {};
}

std::string JobText(const JobSpec& spec) {
  const bool vowel = spec.kind == JobKind::kImageClassification;
  std::string text = (vowel ? "an " : "a ") + KindName(spec) + " job";
  if (spec.candidate_definitions_only) text += " that only generates candidate definitions";
  return text;
}

// The plan of the job if neither a test nor a limit interferes.
Plan UsualPlan(const JobSpec& spec) {
  JobSpec unlimited = spec;
  unlimited.max_job_runtime_s.reset();
  unlimited.max_runtime_per_training_job_s.reset();
  return MakePlan(unlimited, DrawKey{});
}

std::vector<SecondaryStatus> PhasesOf(const Plan& plan) {
  std::vector<SecondaryStatus> phases;
  for (const PlannedPhase& phase : plan.phases) phases.push_back(phase.status);
  return phases;
}

// Every phase that the outcome speaks of.
std::vector<SecondaryStatus> PhasesIn(const Outcome& outcome) {
  std::vector<SecondaryStatus> phases;
  for (const PhaseLength& length : outcome.phase_lengths) phases.push_back(length.phase);
  if (outcome.failure && outcome.failure->phase) phases.push_back(*outcome.failure->phase);
  if (outcome.stuck && outcome.stuck->phase) phases.push_back(*outcome.stuck->phase);
  if (outcome.explainability_fails) {
    phases.push_back(SecondaryStatus::kGeneratingExplainabilityReport);
  }
  if (outcome.model_insights_fails) {
    phases.push_back(SecondaryStatus::kGeneratingModelInsightsReport);
  }
  return phases;
}

Misfit MisfitOfPhases(const Outcome& outcome, const JobSpec& spec, const Plan& usual) {
  const auto phases = PhasesOf(usual);
  for (const SecondaryStatus phase : PhasesIn(outcome)) {
    if (Contains<SecondaryStatus>(phases, phase)) continue;
    return "The phase " + Text(Name(phase)) + " does not occur in " + JobText(spec) +
           ". Its phases are " + NameList(phases) + ".";
  }
  const bool deploys = Contains<SecondaryStatus>(phases, SecondaryStatus::kDeployingModel);
  if (!outcome.deployment_fails || deploys) return std::nullopt;
  return "The deployment cannot fail: the job does not deploy its model. Its phases are " +
         NameList(phases) + ".";
}

Misfit MisfitOfMetrics(const Outcome& outcome, const JobSpec& spec, const Plan& usual) {
  std::vector<Metric> metrics;
  for (const DrawnMetric& drawn : DrawMetrics(usual, 0)) metrics.push_back(drawn.metric);
  for (const MetricRange& range : outcome.metrics) {
    if (Contains<Metric>(metrics, range.metric)) continue;
    return "The metric " + Text(Name(range.metric)) + " is not one of " +
           (usual.problem_type ? Text(Name(*usual.problem_type)) : KindName(spec)) +
           ". Its metrics are " + NameList(metrics) + ".";
  }
  return std::nullopt;
}

Misfit MisfitWith(const Outcome& outcome, const JobSpec& spec) {
  const Plan usual = UsualPlan(spec);
  if (auto misfit = MisfitOfPhases(outcome, spec, usual)) return misfit;
  const bool needs_training = outcome.candidate_count || !outcome.candidate_statuses.empty() ||
                              outcome.best_candidate || !outcome.metrics.empty() ||
                              outcome.reaches_runtime_limit ||
                              (outcome.stuck && !outcome.stuck->phase);
  if (!needs_training) return std::nullopt;
  if (usual.candidates.empty()) return "There are no candidates in " + JobText(spec) + ".";
  if (!outcome.candidate_count) {
    if (auto misfit = MisfitOfCount(outcome, usual.candidates.size())) return misfit;
  }
  return MisfitOfMetrics(outcome, spec, usual);
}

// One job for everything that makes a difference, with all that a request can ask for.
std::vector<JobSpec> AllJobs() {
  std::vector<JobSpec> specs;
  for (std::size_t kind = 0; kind < kJobKindCount; ++kind) {
    JobSpec spec;
    spec.kind = static_cast<JobKind>(kind);
    spec.deploy_model = true;
    spec.max_candidates = kMostCandidates;
    const bool tabular = IsTabular(spec.kind);
    if (tabular) {
      for (std::size_t type = 0; type < kProblemTypeCount; ++type) {
        spec.problem_type = static_cast<ProblemType>(type);
        specs.push_back(spec);
      }
    } else {
      specs.push_back(spec);
    }
  }
  return specs;
}

}  // namespace

std::optional<std::string> MisfitOf(const Outcome& outcome, const JobSpec& spec) {
  if (auto misfit = MisfitInItself(outcome)) return misfit;
  return MisfitWith(outcome, spec);
}

std::optional<std::string> MisfitOfAll(const Outcome& outcome) {
  if (auto misfit = MisfitInItself(outcome)) return misfit;
  Misfit first;
  for (const JobSpec& spec : AllJobs()) {
    auto misfit = MisfitWith(outcome, spec);
    if (!misfit) return std::nullopt;
    if (!first) first = std::move(misfit);
  }
  return "It fits no kind of job. For example: " + *first;
}

}  // namespace autopilot
