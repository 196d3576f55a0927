#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "lifecycle/codec.h"
#include "lifecycle/metrics.h"
#include "lifecycle/planner.h"
#include "lifecycle/state.h"
#include "lifecycle/timeline.h"
#include "tests/unit/lifecycle/expectations.h"
#include "tests/unit/lifecycle/fixtures.h"
#include "tests/unit/lifecycle/random_jobs.h"

namespace autopilot {
namespace {

constexpr DrawKey kSeeds = 10'000;

EventLog RandomEvents(Draws& draws, const Plan& plan) {
  const Timestamp birth = After(kBirth, draws.Between(0, 1) * draws.Between(0, 999));
  const EventLog running = StartOfLife(birth, RandomRate(draws));
  if (draws.Below(2) == 0) return running;
  const auto life = (Project(plan, running).final_at - kBirth).count();
  return WithStop(running, After(birth, draws.Between(0, life + life / 10)));
}

bool FitsKind(const JobSpec& spec, Algorithm algorithm) {
  const auto& all = AlgorithmsOf(spec.kind);
  if (all.empty()) return algorithm == Algorithm::kNone;
  const auto& allowed = spec.algorithms.empty() ? all : spec.algorithms;
  if (algorithm == Algorithm::kEnsemble) {
    return spec.kind == JobKind::kTimeSeriesForecasting && allowed.size() > 1;
  }
  return std::find(allowed.begin(), allowed.end(), algorithm) != allowed.end();
}

bool IsTrainingPhase(const PlannedPhase& phase) {
  return phase.status == SecondaryStatus::kModelTuning ||
         phase.status == SecondaryStatus::kTrainingModels;
}

void ExpectPhasesInOrder(const Plan& plan) {
  ASSERT_FALSE(plan.phases.empty());
  EXPECT_EQ(plan.phases.front(), (PlannedPhase{SecondaryStatus::kStarting, Nominal{}}));
  for (std::size_t n = 1; n < plan.phases.size(); ++n) {
    ASSERT_LT(plan.phases[n - 1].start, plan.phases[n].start);
  }
  EXPECT_LT(plan.phases.back().start, plan.end);
}

void ExpectCoherentCandidates(const JobSpec& spec, const Plan& plan) {
  const auto training = std::find_if(plan.phases.begin(), plan.phases.end(), IsTrainingPhase);
  if (training == plan.phases.end()) {
    EXPECT_TRUE(plan.candidates.empty());
    return;
  }
  const auto next = std::next(training);
  const Nominal end = next == plan.phases.end() ? plan.end : next->start;
  Nominal previous;
  for (const PlannedCandidate& c : plan.candidates) {
    ASSERT_GE(c.start, std::max(previous, training->start));
    ASSERT_LT(c.start, c.end);
    ASSERT_LE(c.end, end);
    ASSERT_TRUE(FitsKind(spec, c.algorithm)) << Name(c.algorithm);
    ASSERT_GE(c.quality, 0);
    ASSERT_LE(c.quality, 1);
    ASSERT_TRUE(c.has_metrics || !c.may_be_best);
    ASSERT_NE(c.outcome, CandidateStatus::kFailed);
    if (c.outcome == CandidateStatus::kCompleted) {
      ASSERT_TRUE(c.has_metrics && c.may_be_best);
    }
    if (spec.max_runtime_per_training_job_s) {
      ASSERT_LE(c.end - c.start, Nominal::Seconds(*spec.max_runtime_per_training_job_s));
    }
    previous = c.start;
  }
}

std::size_t CandidatesOf(const JobSpec& spec, const Plan& plan) {
  if (spec.candidate_definitions_only) return 0;
  if (spec.kind != JobKind::kTimeSeriesForecasting) {
    return static_cast<std::size_t>(plan.max_candidates);
  }
  const auto members =
      spec.algorithms.empty() ? AlgorithmsOf(spec.kind).size() : spec.algorithms.size();
  return members == 1 ? 1 : members + 1;
}

bool IsOfBestCandidate(const PlannedPhase& phase) {
  return phase.status == SecondaryStatus::kGeneratingExplainabilityReport ||
         phase.status == SecondaryStatus::kGeneratingModelInsightsReport ||
         phase.status == SecondaryStatus::kDeployingModel;
}

void ExpectCoherentEnd(const JobSpec& spec, const Plan& plan) {
  const bool has_best = std::any_of(plan.candidates.begin(), plan.candidates.end(),
                                    [](const PlannedCandidate& c) { return c.may_be_best; });
  if (plan.endpoint_name.has_value() ||
      std::any_of(plan.phases.begin(), plan.phases.end(), IsOfBestCandidate)) {
    EXPECT_TRUE(has_best);
  }
  const bool failed = plan.final_status == JobStatus::kFailed;
  EXPECT_EQ(plan.final_secondary_status == SecondaryStatus::kFailed, failed);
  EXPECT_EQ(plan.failure_reason.has_value(), failed);
  if (plan.final_secondary_status == SecondaryStatus::kMaxAutoMLJobRuntimeReached) {
    EXPECT_EQ(plan.end, Nominal::Seconds(*spec.max_job_runtime_s));
    EXPECT_LE(plan.candidates.size(), CandidatesOf(spec, plan));
    EXPECT_EQ(plan.endpoint_name, std::nullopt);
    return;
  }
  EXPECT_EQ(plan.candidates.size(), CandidatesOf(spec, plan));
  EXPECT_EQ(failed, !has_best && !spec.candidate_definitions_only);
  EXPECT_EQ(plan.endpoint_name.has_value(), spec.deploy_model && has_best);
  if (spec.max_job_runtime_s) {
    EXPECT_LE(plan.end, Nominal::Seconds(*spec.max_job_runtime_s));
  }
}

TEST(PlannerPropertyTest, EveryPlanIsCoherent) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    Draws draws(Derive(seed, "spec"));
    const JobSpec spec = RandomSpec(draws);
    const Plan plan = MakePlan(spec, seed);
    ExpectPhasesInOrder(plan);
    ExpectCoherentCandidates(spec, plan);
    if (plan.problem_type) {
      EXPECT_TRUE(IsObjectiveOf(*plan.problem_type, plan.objective));
    }
    if (spec.objective) {
      EXPECT_EQ(plan.objective, *spec.objective);
    }
    if (spec.max_candidates) {
      EXPECT_EQ(plan.max_candidates, *spec.max_candidates);
    }
    ExpectCoherentEnd(spec, plan);
    ASSERT_EQ(DecodePlan(EncodePlan(plan)), plan);
    if (HasFailure()) return;
  }
}

// Some instants of a life, among them those where something happens, in order.
std::vector<Timestamp> Instants(Draws& draws, const Plan& plan, const EventLog& events) {
  const Timeline timeline(events);
  const Projection projection = Project(plan, events);
  std::vector<Timestamp> instants;
  const auto around = [&](Timestamp t) {
    for (const std::int64_t us : {-1'000, -1, 0, 1, 1'000}) instants.push_back(After(t, us));
  };
  around(
      timeline.At(plan.phases[draws.Below(static_cast<std::uint32_t>(plan.phases.size()))].start));
  around(projection.final_at);
  around(timeline.At(plan.end));
  if (projection.stop_requested) around(*projection.stop_requested);
  const auto life = (projection.final_at - projection.created).count();
  for (int n = 0; n < 6; ++n) {
    instants.push_back(After(projection.created, draws.Between(0, life + life / 10)));
  }
  std::erase_if(instants, [&](Timestamp t) { return t < events.front().at; });
  std::sort(instants.begin(), instants.end());
  return instants;
}

TEST(PlannerPropertyTest, JobsMoveForwardAndAgreeWithTheirProjection) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    Draws draws(Derive(seed, "life"));
    const Plan plan = MakePlan(RandomSpec(draws), seed);
    const EventLog events = RandomEvents(draws, plan);
    ASSERT_EQ(DecodeEvents(EncodeEvents(events)), events);
    const Projection projection = Project(plan, events);
    std::optional<JobState> previous;
    for (const Timestamp now : Instants(draws, plan, events)) {
      const JobState state = Evaluate(plan, events, now);
      ExpectTimesInOrder(state, now);
      ASSERT_EQ(state.status, StatusFrom(projection, now));
      ASSERT_EQ(state.created, projection.created);
      if (IsTerminal(state.status)) {
        ASSERT_EQ(state.last_modified, projection.final_at);
      }
      if (previous) ExpectMonotonic(*previous, state);
      previous = state;
      if (HasFatalFailure()) return;
    }
  }
}

void ExpectBestIsBest(const Plan& plan, const std::vector<CandidateState>& candidates) {
  const auto best = BestCandidate(plan, candidates);
  std::optional<float> expected;
  std::size_t first = 0;
  for (const CandidateState& c : candidates) {
    if (!c.may_be_best) continue;
    const float value = ObjectiveValue(plan, c.index);
    if (!expected || (IsMaximized(plan.objective) ? value > *expected : value < *expected)) {
      expected = value;
      first = c.index;
    }
  }
  ASSERT_EQ(best.has_value(), expected.has_value());
  if (best) {
    ASSERT_EQ(best->index, first);
    // Among trainings that ran to their end the best one also has the highest quality.
    for (const CandidateState& c : candidates) {
      if (!c.may_be_best || plan.candidates[c.index].quality <= plan.candidates[first].quality) {
        continue;
      }
      ASSERT_EQ(ObjectiveValue(plan, c.index), *expected) << "a tie after rounding";
    }
  }
}

TEST(PlannerPropertyTest, CandidatesLiveInsideTheirJobAndTheBestIsTheBest) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    Draws draws(Derive(seed, "candidates"));
    const Plan plan = MakePlan(RandomSpec(draws), seed);
    const EventLog events = RandomEvents(draws, plan);
    auto instants = Instants(draws, plan, events);
    const Timestamp over = Project(plan, events).final_at + std::chrono::hours(1);
    instants = {instants[draws.Below(static_cast<std::uint32_t>(instants.size()))], over};
    std::vector<CandidateState> previous;
    for (const Timestamp now : instants) {
      const JobState job = Evaluate(plan, events, now);
      const auto candidates = EvaluateCandidates(plan, events, now);
      for (const CandidateState& c : candidates) ExpectCandidateInsideJob(c, job, now);
      ExpectMonotonic(previous, candidates);
      previous = candidates;
      if (now == over) ExpectBestIsBest(plan, candidates);
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace autopilot
