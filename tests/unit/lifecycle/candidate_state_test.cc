#include <gtest/gtest.h>

#include <utility>

#include "lifecycle/metrics.h"
#include "lifecycle/planner.h"
#include "lifecycle/state.h"
#include "lifecycle/timeline.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Two candidates one after the other; training from 100 s to 300 s, reports to 400 s.
Plan SmallPlan() {
  Plan plan;
  plan.draw_key = 5;
  plan.kind = JobKind::kTabularEnsembling;
  plan.problem_type = ProblemType::kBinaryClassification;
  plan.phases = {{SecondaryStatus::kStarting, {}},
                 {SecondaryStatus::kTrainingModels, Nominal::Seconds(100)},
                 {SecondaryStatus::kGeneratingExplainabilityReport, Nominal::Seconds(300)}};
  plan.end = Nominal::Seconds(400);
  plan.candidates = {
      {.start = Nominal::Seconds(110), .end = Nominal::Seconds(150), .quality = 0.5F},
      {.start = Nominal::Seconds(120), .end = Nominal::Seconds(290), .quality = 0.9F}};
  return plan;
}

const EventLog kRunning = StartOfLife(kBirth, kRealTime);

Timestamp Second(std::int64_t n) { return kBirth + seconds(n); }

TEST(CandidateStateTest, ACandidateExistsFromItsStartOn) {
  const Plan plan = SmallPlan();
  EXPECT_TRUE(EvaluateCandidates(plan, kRunning, After(Second(110), -1)).empty());
  EXPECT_EQ(EvaluateCandidates(plan, kRunning, Second(110)).size(), 1U);
  EXPECT_EQ(EvaluateCandidates(plan, kRunning, After(Second(120), -1)).size(), 1U);
  EXPECT_EQ(EvaluateCandidates(plan, kRunning, Second(120)).size(), 2U);
}

TEST(CandidateStateTest, ARunningCandidateHasNeitherEndNorMetrics) {
  const auto state = EvaluateCandidates(SmallPlan(), kRunning, Second(149)).at(0);
  EXPECT_EQ(state.status, CandidateStatus::kInProgress);
  EXPECT_EQ(state.created, Second(110));
  EXPECT_EQ(state.last_modified, Second(110));
  EXPECT_EQ(state.ended, std::nullopt);
  EXPECT_FALSE(state.shows_metrics);
  EXPECT_FALSE(state.may_be_best);
}

struct SettledCase {
  JobKind kind;
  int settled;
};

TEST(CandidateStateTest, AFinishedCandidateIsModifiedOnceMore) {
  auto state = EvaluateCandidates(SmallPlan(), kRunning, Second(150)).at(0);
  EXPECT_EQ(state.status, CandidateStatus::kCompleted);
  EXPECT_EQ(state.ended, Second(150));
  EXPECT_EQ(state.last_modified, Second(150));
  EXPECT_TRUE(state.shows_metrics);
  EXPECT_TRUE(state.may_be_best);
  for (const auto& [kind, settled] :
       {SettledCase{JobKind::kTabularHpo, 300}, SettledCase{JobKind::kTabularEnsembling, 399},
        SettledCase{JobKind::kTimeSeriesForecasting, 399}}) {
    Plan plan = SmallPlan();
    plan.kind = kind;
    const auto before = EvaluateCandidates(plan, kRunning, After(Second(settled), -1));
    EXPECT_EQ(before.at(0).last_modified, Second(150));
    EXPECT_EQ(before.at(1).last_modified, Second(290));
    for (const int second : {settled, 400, 4'000}) {
      for (const auto& late : EvaluateCandidates(plan, kRunning, Second(second))) {
        EXPECT_EQ(late.last_modified, Second(settled));
      }
    }
  }
}

TEST(CandidateStateTest, AStopFreezesTheCandidates) {
  const EventLog events = WithStop(kRunning, Second(200));
  const auto stopping = EvaluateCandidates(SmallPlan(), events, Second(229));
  ASSERT_EQ(stopping.size(), 2U);
  EXPECT_EQ(stopping[0].status, CandidateStatus::kCompleted);
  EXPECT_EQ(stopping[0].ended, Second(150));
  EXPECT_EQ(stopping[0].last_modified, Second(200));
  EXPECT_EQ(stopping[1].status, CandidateStatus::kStopping);
  EXPECT_EQ(stopping[1].last_modified, Second(200));
  EXPECT_EQ(stopping[1].ended, std::nullopt);

  const auto stopped = EvaluateCandidates(SmallPlan(), events, Second(230));
  ASSERT_EQ(stopped.size(), 2U);
  EXPECT_TRUE(stopped[0].may_be_best);
  EXPECT_EQ(stopped[1].status, CandidateStatus::kStopped);
  EXPECT_EQ(stopped[1].last_modified, Second(230));
  EXPECT_EQ(stopped[1].ended, Second(230) - milliseconds(31)) << "not after its job";
  EXPECT_FALSE(stopped[1].shows_metrics);
  EXPECT_FALSE(stopped[1].may_be_best);
  EXPECT_EQ(BestCandidate(SmallPlan(), stopped)->index, 0U);
}

TEST(CandidateStateTest, CandidatesThatHadNotStartedAtTheStopNeverExist) {
  const EventLog events = WithStop(kRunning, Second(115));
  EXPECT_EQ(EvaluateCandidates(SmallPlan(), events, Second(130)).size(), 1U);
  const auto stopped = EvaluateCandidates(SmallPlan(), events, Second(1'000));
  ASSERT_EQ(stopped.size(), 1U);
  EXPECT_EQ(stopped[0].status, CandidateStatus::kStopped);
  EXPECT_EQ(BestCandidate(SmallPlan(), stopped), std::nullopt);
}

TEST(CandidateStateTest, AStopAfterTrainingLeavesTheCandidatesCompleted) {
  const EventLog events = WithStop(kRunning, Second(350));
  for (const auto& [kind, settled] :
       {SettledCase{JobKind::kTabularHpo, 300}, SettledCase{JobKind::kTabularEnsembling, 350}}) {
    Plan plan = SmallPlan();
    plan.kind = kind;
    for (const auto& state : EvaluateCandidates(plan, events, Second(1'000))) {
      EXPECT_EQ(state.status, CandidateStatus::kCompleted);
      EXPECT_EQ(state.last_modified, Second(settled));
    }
  }
}

TEST(CandidateStateTest, AFailedCandidateHasNoMetricsAndIsNeverTheBest) {
  Plan plan = SmallPlan();
  plan.candidates[1].outcome = CandidateStatus::kFailed;
  plan.candidates[1].has_metrics = false;
  plan.candidates[1].may_be_best = false;
  const auto states = EvaluateCandidates(plan, kRunning, Second(400));
  EXPECT_EQ(states[1].status, CandidateStatus::kFailed);
  EXPECT_EQ(states[1].ended, Second(290));
  EXPECT_FALSE(states[1].shows_metrics);
  EXPECT_EQ(BestCandidate(plan, states)->index, 0U);
}

TEST(CandidateStateTest, AJobCutByItsRuntimeTakesItsCandidatesAlong) {
  JobSpec spec = SpecOf(JobKind::kTabularEnsembling);
  spec.max_job_runtime_s = 120;
  const Plan plan = MakePlan(spec, 4);
  const JobState job = Evaluate(plan, kRunning, Second(120));
  const auto before = EvaluateCandidates(plan, kRunning, After(Second(120), -1));
  const auto after = EvaluateCandidates(plan, kRunning, Second(120));
  ASSERT_EQ(after.size(), 10U);
  int cut = 0;
  for (const auto& state : after) {
    EXPECT_LE(state.ended, job.ended);
    const auto& candidate = plan.candidates[state.index];
    if (candidate.outcome != CandidateStatus::kStopped) {
      EXPECT_GE(state.last_modified, Second(119));
      continue;
    }
    EXPECT_EQ(state.last_modified, Second(120));
    ++cut;
    EXPECT_EQ(before[state.index].status, CandidateStatus::kInProgress);
    EXPECT_EQ(state.status, CandidateStatus::kStopped);
    EXPECT_EQ(state.shows_metrics, candidate.has_metrics);
    EXPECT_FALSE(state.may_be_best);
  }
  EXPECT_GT(cut, 0);
}

TEST(CandidateStateTest, HpoCandidatesShowWholeSecondsAtTheRealSpeedOnly) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.max_candidates = 3;
  const Plan plan = MakePlan(spec, 4);
  const auto end = [&](const EventLog& events) {
    return EvaluateCandidates(plan, events, Project(plan, events).final_at);
  };
  for (const auto& state : end(kRunning)) {
    EXPECT_EQ(state.created, std::chrono::floor<seconds>(state.created));
    EXPECT_EQ(*state.ended, std::chrono::floor<seconds>(*state.ended));
    EXPECT_EQ(state.last_modified.time_since_epoch() % seconds(1), milliseconds(678));
  }
  bool milliseconds_shown = false;
  for (const auto& state : end(StartOfLife(kBirth, kSpeed600))) {
    milliseconds_shown |= *state.ended != std::chrono::floor<seconds>(*state.ended);
  }
  EXPECT_TRUE(milliseconds_shown);
}

TEST(CandidateStateTest, WholeSecondsOfTheRealSpeedStayWhenTheSpeedChanges) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.max_candidates = 3;
  const Plan plan = MakePlan(spec, 4);
  const Timestamp change = Timeline(kRunning).At(plan.candidates[1].start) + seconds(1);
  const auto shown = EvaluateCandidates(plan, kRunning, change);
  ASSERT_EQ(shown.size(), 2U);
  for (const auto& [kind, argument] :
       {std::pair{EventKind::kRateChanged, kSpeed600.millionths},
        std::pair{EventKind::kAdvanced, plan.candidates[2].start.us - 1}}) {
    const EventLog events = With(kRunning, kind, change, argument);
    const auto end = EvaluateCandidates(plan, events, Project(plan, events).final_at);
    ASSERT_EQ(end.size(), 3U);
    EXPECT_EQ(end[0].created, shown[0].created);
    EXPECT_EQ(end[1].created, shown[1].created);
    EXPECT_EQ(end[1].created, std::chrono::floor<seconds>(end[1].created));
    EXPECT_GE(end[2].created, change) << "a whole second would lie before the event";
  }
}

TEST(CandidateStateTest, OnlyTimeByItselfShowsWholeSeconds) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.max_candidates = 3;
  Plan plan = MakePlan(spec, 4);
  ApplyProgression(plan, {.mode = ProgressionMode::kSecondsPerPhase, .phase_length = seconds(9)});
  const EventLog events = StartOfLife(kBirth, kRealTime, plan);
  const auto states = EvaluateCandidates(plan, events, Project(plan, events).final_at);
  EXPECT_NE(states[0].created, std::chrono::floor<seconds>(states[0].created));
}

TEST(CandidateStateTest, WhatWasShownOfACandidateStaysWhenTheEndOfItsJobMoves) {
  Plan plan = SmallPlan();
  plan.phases.pop_back();  // the second candidate ends 10 ms before its job
  plan.end = Nominal::Seconds(290) + Nominal::Millis(10);
  const Timestamp ended = Second(290);
  const auto before = EvaluateCandidates(plan, kRunning, ended).at(1);
  EXPECT_EQ(before.ended, ended - milliseconds(21)) << "the job is to end then";
  for (const auto& [kind, argument] : {std::pair{EventKind::kRateChanged, std::int64_t{1'000}},
                                       std::pair{EventKind::kHeld, std::int64_t{0}},
                                       std::pair{EventKind::kAdvanced, plan.end.us}}) {
    const EventLog events = With(kRunning, kind, ended, argument);
    EXPECT_EQ(EvaluateCandidates(plan, events, Second(1'000)).at(1).ended, before.ended);
  }
}

TEST(CandidateStateTest, AJobDoesNotEndBeforeTheEventThatEndsIt) {
  const EventLog events = With(kRunning, EventKind::kAdvanced, Second(350), 400'000'000);
  const JobState job = Evaluate(SmallPlan(), events, Second(350));
  EXPECT_EQ(job.ended, Second(350));
  EXPECT_EQ(job.last_modified, Second(350));
}

TEST(CandidateStateTest, TheBestHasTheBestObjectiveInItsDirection) {
  for (const JobKind kind : kAllKinds) {
    JobSpec spec = SpecOf(kind);
    spec.max_candidates = 30;
    const Plan plan = MakePlan(spec, 8);
    const auto states = EvaluateCandidates(plan, kRunning, Project(plan, kRunning).final_at);
    ASSERT_EQ(states.size(), plan.candidates.size());
    const float best = ObjectiveValue(plan, BestCandidate(plan, states)->index);
    for (const auto& state : states) {
      const float value = ObjectiveValue(plan, state.index);
      EXPECT_TRUE(IsMaximized(plan.objective) ? value <= best : value >= best);
    }
  }
}

TEST(CandidateStateTest, EqualObjectivesGoToTheOneThatStartedFirst) {
  Plan plan = SmallPlan();
  plan.candidates[1].quality = plan.candidates[0].quality;
  const auto states = EvaluateCandidates(plan, kRunning, Second(400));
  EXPECT_EQ(BestCandidate(plan, states)->index, 0U);
}

TEST(CandidateStateTest, EqualObjectivesThatATestGaveGoToTheOneOfHigherQuality) {
  Plan plan = SmallPlan();
  plan.metric_ranges = {{Metric::kF1, 0.5F, 0.5F}};
  const auto states = EvaluateCandidates(plan, kRunning, Second(400));
  EXPECT_EQ(BestCandidate(plan, states)->index, 1U);
}

TEST(CandidateStateTest, DefinitionsOnlyJobsHaveNoCandidates) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.candidate_definitions_only = true;
  EXPECT_TRUE(EvaluateCandidates(MakePlan(spec, 1), kRunning, Second(100'000)).empty());
}

}  // namespace
}  // namespace autopilot
