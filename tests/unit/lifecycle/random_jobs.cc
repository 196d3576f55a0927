#include "tests/unit/lifecycle/random_jobs.h"

#include <algorithm>
#include <string>
#include <vector>

#include "lifecycle/metric_curves.h"
#include "lifecycle/planner.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

Metric PickObjective(Draws& draws, const JobSpec& spec) {
  while (true) {
    const auto metric = static_cast<Metric>(draws.Below(kMetricCount));
    if (spec.problem_type ? IsObjectiveOf(*spec.problem_type, metric)
                          : IsObjectiveOf(spec.kind, metric)) {
      return metric;
    }
  }
}

// The plan of the job if nothing interferes.
Plan UsualPlan(JobSpec spec) {
  spec.max_job_runtime_s.reset();
  spec.max_runtime_per_training_job_s.reset();
  return MakePlan(spec, 1);
}

class OutcomeMaker {
 public:
  OutcomeMaker(Draws& draws, const JobSpec& spec) : draws_(draws), usual_(UsualPlan(spec)) {}

  Outcome Make() {
    if (Coin()) SetLengths();
    if (!usual_.candidates.empty()) SetCandidates();
    SetEnd();
    SetFailingSteps();
    return outcome_;
  }

 private:
  bool Coin() { return draws_.Below(2) == 0; }
  std::size_t Below(std::size_t limit) { return draws_.Below(static_cast<std::uint32_t>(limit)); }
  SecondaryStatus PickPhase() { return usual_.phases[Below(usual_.phases.size())].status; }
  bool HasPhase(SecondaryStatus status) const {
    return std::any_of(usual_.phases.begin(), usual_.phases.end(),
                       [status](const PlannedPhase& phase) { return phase.status == status; });
  }

  void SetLengths() {
    for (const PlannedPhase& phase : usual_.phases) {
      const std::int64_t lengths[] = {0, 1, 1'000'000, draws_.Between(0, 3'000'000'000)};
      if (Coin()) outcome_.phase_lengths.push_back({phase.status, Nominal{lengths[Below(4)]}});
    }
  }

  void SetCandidates() {
    if (Coin()) outcome_.candidate_count = draws_.Between(1, 25);
    const std::size_t count = outcome_.candidate_count
                                  ? static_cast<std::size_t>(*outcome_.candidate_count)
                                  : usual_.candidates.size();
    if (Coin()) {
      constexpr std::array kEnds{CandidateStatus::kCompleted, CandidateStatus::kFailed,
                                 CandidateStatus::kStopped};
      for (std::size_t n = Below(count + 1); n > 0; --n) {
        outcome_.candidate_statuses.push_back(Pick(draws_, kEnds));
      }
    }
    if (Coin()) {
      const std::size_t best = Below(count);
      const auto& statuses = outcome_.candidate_statuses;
      if (best >= statuses.size() || statuses[best] == CandidateStatus::kCompleted) {
        outcome_.best_candidate = best;
      }
    }
    if (Coin()) SetMetrics();
  }

  void SetMetrics() {
    for (const DrawnMetric& drawn : DrawMetrics(usual_, 0.5)) {
      if (draws_.Below(4) != 0) continue;
      // Their square and root contradict each other sooner or later.
      if (drawn.metric == Metric::kMSE) continue;
      const double one = drawn.value * draws_.Uniform(0.5, 1);
      const double other = Coin() ? one : drawn.value * draws_.Uniform(0.5, 1);
      outcome_.metrics.push_back({drawn.metric, static_cast<float>(std::min(one, other)),
                                  static_cast<float>(std::max(one, other))});
      if (drawn.metric == Metric::kPerplexity && outcome_.metrics.back().low < 1) {
        outcome_.metrics.pop_back();
      }
    }
  }

  void SetEnd() {
    switch (draws_.Below(4)) {
      case 0:
        outcome_.failure = PlannedFailure{.phase = {}, .reason = Coin() ? "" : "no luck"};
        if (Coin()) outcome_.failure->phase = PickPhase();
        break;
      case 1:
        outcome_.reaches_runtime_limit = !usual_.candidates.empty();
        break;
      case 2:
        outcome_.stuck = StuckPhase{PickPhase()};
        break;
      default:
        break;
    }
  }

  void SetFailingSteps() {
    outcome_.explainability_fails =
        Coin() && HasPhase(SecondaryStatus::kGeneratingExplainabilityReport);
    outcome_.model_insights_fails =
        Coin() && HasPhase(SecondaryStatus::kGeneratingModelInsightsReport);
    outcome_.deployment_fails = Coin() && HasPhase(SecondaryStatus::kDeployingModel);
    if (Coin()) outcome_.partial_failure_reasons = {"one", "two"};
  }

  Draws& draws_;
  Plan usual_;
  Outcome outcome_;
};

}  // namespace

JobSpec RandomSpec(Draws& draws) {
  JobSpec spec = SpecOf(Pick(draws, kAllKinds));
  const bool tabular =
      spec.kind == JobKind::kTabularHpo || spec.kind == JobKind::kTabularEnsembling;
  const auto coin = [&] { return draws.Below(2) == 0; };
  if (tabular) {
    spec.candidate_definitions_only = draws.Below(10) == 0;
    if (coin()) spec.problem_type = static_cast<ProblemType>(draws.Below(3));
  }
  if (coin() && spec.kind != JobKind::kTextGeneration) spec.objective = PickObjective(draws, spec);
  if (coin()) spec.max_candidates = draws.Between(1, draws.Below(200) == 0 ? 750 : 25);
  if (coin()) spec.max_runtime_per_training_job_s = draws.Between(1, 400);
  if (coin()) spec.max_job_runtime_s = draws.Between(1, 3'000);
  for (const Algorithm algorithm : AlgorithmsOf(spec.kind)) {
    if (draws.Below(4) == 0) spec.algorithms.push_back(algorithm);
  }
  spec.deploy_model = coin();
  if (draws.Below(10) == 0) spec.on_max_candidates = OnMaxCandidates::kMaxCandidatesReached;
  return spec;
}

Rate RandomRate(Draws& draws) {
  return Pick(draws,
              std::array{kRealTime, kSpeed600, Rate{1'000}, Rate{60'000'000},
                         Rate{1'000'000'000'000}, Rate{draws.Between(1'000, 1'000'000'000)}});
}

Outcome RandomOutcome(Draws& draws, const JobSpec& spec) {
  return OutcomeMaker(draws, spec).Make();
}

Progression RandomProgression(Draws& draws) {
  Progression progression;
  progression.mode = static_cast<ProgressionMode>(draws.Below(4));
  if (progression.mode == ProgressionMode::kSecondsPerPhase) {
    progression.phase_length =
        std::chrono::microseconds(draws.Between(1, std::int64_t{1} << draws.Between(1, 32)));
  }
  if (progression.mode == ProgressionMode::kManual) progression.times = draws.Between(1, 5);
  return progression;
}

}  // namespace autopilot
