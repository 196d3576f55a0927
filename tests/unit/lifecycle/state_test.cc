#include "lifecycle/state.h"

#include <gtest/gtest.h>

#include "lifecycle/planner.h"
#include "lifecycle/timeline.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

constexpr auto kMillisecond = std::chrono::milliseconds(1);

Plan DeployingPlan(JobKind kind) {
  JobSpec spec = SpecOf(kind);
  spec.deploy_model = true;
  return MakePlan(spec, 11);
}

TEST(StateTest, AJobStartsInStartingWithBothTimesEqual) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularHpo), 1);
  const JobState state = Evaluate(plan, StartOfLife(kBirth, kSpeed600), kBirth);
  EXPECT_EQ(StatusOf(state), "InProgress/Starting");
  EXPECT_EQ(state.created, kBirth);
  EXPECT_EQ(state.last_modified, kBirth);
  EXPECT_EQ(state.ended, std::nullopt);
  EXPECT_FALSE(state.data_analyzed || state.shows_best_candidate || state.reports_done ||
               state.endpoint_deployed);
}

TEST(StateTest, EveryPhaseShowsFromItsStartOn) {
  for (const JobKind kind : kAllKinds) {
    for (const Rate rate : {kRealTime, Rate{7'000'000}, kSpeed600}) {
      const Plan plan = DeployingPlan(kind);
      const EventLog events = StartOfLife(kBirth, rate);
      const Timeline timeline(events);
      for (std::size_t n = 1; n < plan.phases.size(); ++n) {
        const Timestamp start = FloorToMillis(timeline.At(plan.phases[n].start));
        const JobState before = Evaluate(plan, events, After(start, -1));
        EXPECT_EQ(before.secondary_status, plan.phases[n - 1].status);
        const JobState at = Evaluate(plan, events, start);
        EXPECT_EQ(at.status, JobStatus::kInProgress);
        EXPECT_EQ(at.secondary_status, plan.phases[n].status);
        EXPECT_EQ(at.last_modified, start);
        EXPECT_EQ(at.ended, std::nullopt);
      }
      const Timestamp end = FloorToMillis(timeline.At(plan.end));
      EXPECT_EQ(StatusOf(Evaluate(plan, events, After(end, -1))), "InProgress/DeployingModel");
      const JobState done = Evaluate(plan, events, end);
      EXPECT_EQ(StatusOf(done), "Completed/Completed");
      EXPECT_EQ(done.last_modified, end);
      EXPECT_EQ(done.ended, end - 31 * kMillisecond);
      EXPECT_EQ(StatusOf(Evaluate(plan, events, end + std::chrono::years(20))),
                "Completed/Completed");
    }
  }
}

TEST(StateTest, WhatMayBeShownAppearsPhaseByPhase) {
  const Plan plan = DeployingPlan(JobKind::kTabularHpo);
  const EventLog events = StartOfLife(kBirth, kRealTime);
  const Timeline timeline(events);
  for (const PlannedPhase& phase : plan.phases) {
    const JobState state = Evaluate(plan, events, timeline.At(phase.start));
    const bool analyzed = phase.status != SecondaryStatus::kStarting &&
                          phase.status != SecondaryStatus::kAnalyzingData;
    const bool trained = analyzed && phase.status != SecondaryStatus::kFeatureEngineering &&
                         phase.status != SecondaryStatus::kModelTuning;
    EXPECT_EQ(state.data_analyzed, analyzed) << Name(phase.status);
    EXPECT_EQ(state.shows_best_candidate, trained) << Name(phase.status);
    EXPECT_FALSE(state.reports_done);
    EXPECT_FALSE(state.endpoint_deployed);
  }
  const JobState done = Evaluate(plan, events, timeline.At(plan.end));
  EXPECT_TRUE(done.data_analyzed && done.shows_best_candidate && done.reports_done &&
              done.endpoint_deployed);
}

struct EndCase {
  const char* what;
  JobSpec spec;
  std::string status;
  bool data_analyzed;
  bool reports_done;
};

TEST(StateTest, TheEndShowsWhatTheJobHasDone) {
  std::vector<EndCase> cases;
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  cases.push_back({"HPO", spec, "Completed/Completed", true, true});
  spec.on_max_candidates = OnMaxCandidates::kMaxCandidatesReached;
  cases.push_back({"as before 2021", spec, "Completed/MaxCandidatesReached", true, false});
  spec = SpecOf(JobKind::kTabularHpo);
  spec.candidate_definitions_only = true;
  cases.push_back({"definitions", spec, "Completed/CandidateDefinitionsGenerated", true, false});
  spec.max_job_runtime_s = 20;
  cases.push_back({"cut definitions", spec, "Completed/MaxAutoMLJobRuntimeReached", false, false});
  spec = SpecOf(JobKind::kTabularHpo);
  spec.max_job_runtime_s = 1'200;
  cases.push_back({"cut tuning", spec, "Completed/MaxAutoMLJobRuntimeReached", true, false});
  spec = SpecOf(JobKind::kTabularEnsembling);
  spec.max_job_runtime_s = 212;
  cases.push_back({"cut reports", spec, "Completed/MaxAutoMLJobRuntimeReached", true, false});
  cases.push_back(
      {"image", SpecOf(JobKind::kImageClassification), "Completed/Completed", true, false});
  cases.push_back(
      {"forecast", SpecOf(JobKind::kTimeSeriesForecasting), "Completed/Completed", true, true});
  for (const EndCase& c : cases) {
    const Plan plan = MakePlan(c.spec, 5);
    const EventLog events = StartOfLife(kBirth, kRealTime);
    const JobState state = Evaluate(plan, events, Timeline(events).At(plan.end));
    EXPECT_EQ(StatusOf(state), c.status) << c.what;
    EXPECT_EQ(state.data_analyzed, c.data_analyzed) << c.what;
    EXPECT_EQ(state.reports_done, c.reports_done) << c.what;
    EXPECT_TRUE(state.shows_best_candidate) << c.what;
    EXPECT_FALSE(state.endpoint_deployed) << c.what;
  }
}

TEST(StateTest, AJobCutByItsRuntimeHasNoEndpoint) {
  JobSpec spec = SpecOf(JobKind::kTabularEnsembling);
  spec.deploy_model = true;
  spec.max_job_runtime_s = 300;
  const Plan plan = MakePlan(spec, 5);
  EXPECT_EQ(plan.phases.back().status, SecondaryStatus::kDeployingModel);
  const EventLog events = StartOfLife(kBirth, kRealTime);
  const JobState done = Evaluate(plan, events, Timeline(events).At(plan.end));
  EXPECT_FALSE(done.endpoint_deployed);
  EXPECT_TRUE(done.reports_done) << "they lay behind when the limit came";
}

TEST(StateTest, AJobWithoutAnyModelFailsWithNothingOfABestCandidate) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.deploy_model = true;
  spec.max_candidates = 3;
  spec.max_runtime_per_training_job_s = 30;
  const Plan plan = MakePlan(spec, 5);
  const EventLog events = StartOfLife(kBirth, kRealTime);
  const Timestamp end = Timeline(events).At(plan.end);
  const JobState done = Evaluate(plan, events, end);
  EXPECT_EQ(StatusOf(done), "Failed/Failed");
  EXPECT_FALSE(done.reports_done || done.endpoint_deployed);
  const auto candidates = EvaluateCandidates(plan, events, end);
  EXPECT_EQ(candidates.size(), 3U);
  EXPECT_EQ(BestCandidate(plan, candidates), std::nullopt);
  EXPECT_EQ(Project(plan, events).final_status, JobStatus::kFailed);
}

TEST(StateTest, TheEndIsNotBeforeTheLastPhase) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularEnsembling), 5);
  const EventLog events = StartOfLife(kBirth, Rate{2'160'000'000});  // 216 s in 100 ms
  const JobState done = Evaluate(plan, events, kBirth + 100 * kMillisecond);
  EXPECT_EQ(StatusOf(done), "Completed/Completed");
  EXPECT_EQ(done.last_modified, kBirth + 100 * kMillisecond);
  EXPECT_EQ(done.ended, kBirth + 97 * kMillisecond) << "the insights report starts at 210 s";
}

TEST(StateTest, WhereSeveralPhasesShareAnInstantTheLastOneWins) {
  Plan plan;
  plan.phases = {{SecondaryStatus::kStarting, {}},
                 {SecondaryStatus::kAnalyzingData, Nominal::Seconds(1)},
                 {SecondaryStatus::kFeatureEngineering, Nominal::Seconds(1)},
                 {SecondaryStatus::kModelTuning, Nominal::Seconds(1)}};
  plan.end = Nominal::Seconds(2);
  const EventLog events = StartOfLife(kBirth, kRealTime);
  const JobState state = Evaluate(plan, events, kBirth + std::chrono::seconds(1));
  EXPECT_EQ(state.secondary_status, SecondaryStatus::kModelTuning);
  EXPECT_TRUE(state.data_analyzed);
}

TEST(StateTest, AnUnevenCreationInstantIsCutToTheMillisecond) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularHpo), 1);
  const Timestamp uneven = After(kBirth, 999);
  const JobState state = Evaluate(plan, StartOfLife(uneven, kSpeed600), uneven);
  EXPECT_EQ(state.created, kBirth);
  EXPECT_EQ(state.last_modified, kBirth);
}

TEST(StateTest, AStopInEveryPhaseOfEveryKindTakesThirtySeconds) {
  for (const JobKind kind : kAllKinds) {
    const Plan plan = DeployingPlan(kind);
    const EventLog running = StartOfLife(kBirth, kRealTime);
    const Timeline timeline(running);
    for (std::size_t n = 0; n < plan.phases.size(); ++n) {
      const Timestamp stop = FloorToMillis(timeline.At(plan.phases[n].start)) + kMillisecond;
      const EventLog events = WithStop(running, stop);
      const JobState before = Evaluate(plan, events, After(stop, -1));
      EXPECT_EQ(before.secondary_status, plan.phases[n].status);
      const JobState stopping = Evaluate(plan, events, stop);
      EXPECT_EQ(StatusOf(stopping), "Stopping/Stopping");
      EXPECT_EQ(stopping.last_modified, stop);
      EXPECT_EQ(stopping.ended, std::nullopt);
      EXPECT_EQ(stopping.data_analyzed, n > 1);
      EXPECT_EQ(stopping.shows_best_candidate, before.shows_best_candidate);
      const Timestamp end = stop + std::chrono::seconds(30);
      EXPECT_EQ(StatusOf(Evaluate(plan, events, After(end, -1))), "Stopping/Stopping");
      const JobState stopped = Evaluate(plan, events, end);
      EXPECT_EQ(StatusOf(stopped), "Stopped/Stopped");
      EXPECT_EQ(stopped.last_modified, end);
      EXPECT_EQ(stopped.ended, end - 31 * kMillisecond);
      EXPECT_EQ(stopped.data_analyzed, n > 1);
      EXPECT_TRUE(stopped.shows_best_candidate);
      const bool deploying = plan.phases[n].status == SecondaryStatus::kDeployingModel;
      const bool has_reports = kind == JobKind::kTabularHpo ||
                               kind == JobKind::kTabularEnsembling ||
                               kind == JobKind::kTimeSeriesForecasting;
      EXPECT_FALSE(stopping.reports_done);
      EXPECT_EQ(stopped.reports_done, deploying && has_reports);
      EXPECT_FALSE(stopped.endpoint_deployed);
    }
  }
}

TEST(StateTest, StoppingTakesNominalSeconds) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularHpo), 1);
  const Timestamp stop = kBirth + 10 * kMillisecond;
  const EventLog events = WithStop(StartOfLife(kBirth, kSpeed600), stop);
  const JobState stopped = Evaluate(plan, events, stop + 50 * kMillisecond);
  EXPECT_EQ(StatusOf(stopped), "Stopped/Stopped");
  EXPECT_EQ(stopped.last_modified, stop + 50 * kMillisecond);
  EXPECT_EQ(stopped.ended, stop + 19 * kMillisecond);
  const EventLog fast = WithStop(StartOfLife(kBirth, Rate{3'000'000'000}), stop);
  EXPECT_EQ(Evaluate(plan, fast, stop + 10 * kMillisecond).ended, stop)
      << "not before the stopping began";
}

TEST(StateTest, OnlyTheFirstStopCounts) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularHpo), 1);
  const Timestamp stop = kBirth + std::chrono::seconds(60);
  const EventLog once = WithStop(StartOfLife(kBirth, kRealTime), stop);
  const EventLog twice = WithStop(once, stop + std::chrono::seconds(10));
  EXPECT_EQ(Project(plan, once), Project(plan, twice));
  EXPECT_EQ(Evaluate(plan, twice, stop + std::chrono::seconds(20)).last_modified, stop);
}

TEST(StateTest, AStopAtTheTerminalInstantOrLaterChangesNothing) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularEnsembling), 1);
  const EventLog running = StartOfLife(kBirth, kSpeed600);
  const Timestamp end = Project(plan, running).final_at;
  for (const Timestamp stop : {end, end + kMillisecond, end + std::chrono::hours(1)}) {
    const EventLog events = WithStop(running, stop);
    EXPECT_EQ(Project(plan, events), Project(plan, running));
    const JobState state = Evaluate(plan, events, stop + std::chrono::hours(1));
    EXPECT_EQ(StatusOf(state), "Completed/Completed");
    EXPECT_EQ(state.last_modified, end);
  }
  const EventLog last_chance = WithStop(running, end - kMillisecond);
  EXPECT_EQ(Project(plan, last_chance).final_status, JobStatus::kStopped);
}

TEST(StateTest, AStopThatLiesInTheFutureDoesNotCount) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularHpo), 1);
  const EventLog running = StartOfLife(kBirth, kRealTime);
  const EventLog events = WithStop(running, kBirth + std::chrono::seconds(600));
  for (const int second : {0, 3, 599}) {
    const Timestamp now = kBirth + std::chrono::seconds(second);
    EXPECT_EQ(StatusOf(Evaluate(plan, events, now)), StatusOf(Evaluate(plan, running, now)));
  }
}

TEST(StateTest, TheProjectionHoldsWhatAQueryNeeds) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularEnsembling), 1);
  const EventLog running = StartOfLife(kBirth, kSpeed600);
  EXPECT_EQ(Project(plan, running), (Projection{.created = kBirth,
                                                .stop_requested = std::nullopt,
                                                .final_at = kBirth + 360 * kMillisecond,
                                                .final_status = JobStatus::kCompleted}));
  const Timestamp stop = kBirth + 100 * kMillisecond;
  EXPECT_EQ(Project(plan, WithStop(running, stop)),
            (Projection{.created = kBirth,
                        .stop_requested = stop,
                        .final_at = stop + 50 * kMillisecond,
                        .final_status = JobStatus::kStopped}));
}

TEST(StateTest, AFailedDeploymentShowsOnceItLiesBehind) {
  JobSpec spec = SpecOf(JobKind::kTabularEnsembling);
  spec.deploy_model = true;
  Outcome outcome;
  outcome.deployment_fails = true;
  const Plan plan = MakePlan(spec, outcome, 11);
  const EventLog events = StartOfLife(kBirth, kRealTime);
  const Timestamp end = Timeline(events).At(plan.end);
  const JobState before = Evaluate(plan, events, end - kMillisecond);
  EXPECT_EQ(StatusOf(before), "InProgress/DeployingModel");
  EXPECT_FALSE(before.deployment_failed);
  const JobState done = Evaluate(plan, events, end);
  EXPECT_EQ(StatusOf(done), "Completed/ModelDeploymentError");
  EXPECT_TRUE(done.deployment_failed);
  EXPECT_FALSE(done.endpoint_deployed);
  const JobState stopped = Evaluate(plan, WithStop(events, end - kMillisecond), end + kMillisecond);
  EXPECT_FALSE(stopped.deployment_failed);
}

TEST(StateTest, AChangeOfSpeedMovesNoDateThatWasShown) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularHpo), 1);
  EventLog events = StartOfLife(kBirth, kRealTime);
  const Timestamp change = kBirth + std::chrono::seconds(600);
  const JobState before = Evaluate(plan, events, change);
  events = With(events, EventKind::kRateChanged, change, kSpeed600.millionths);
  const JobState after = Evaluate(plan, events, change);
  EXPECT_EQ(StatusOf(after), "InProgress/FeatureEngineering");
  EXPECT_EQ(after.last_modified, before.last_modified);
  const std::int64_t left = plan.end.us - 600'000'000;
  EXPECT_NEAR(static_cast<double>((Project(plan, events).final_at - change).count()),
              static_cast<double>(left) / 600, 1'000);
}

TEST(StateTest, ATerminalJobStaysSoThroughEventsOfItsLastMillisecond) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularEnsembling), 5);
  const EventLog running = StartOfLife(kBirth, Rate{7'000'000});
  const Timestamp end = Project(plan, running).final_at;
  const JobState done = Evaluate(plan, running, end);
  for (const EventKind kind : {EventKind::kRateChanged, EventKind::kHeld, EventKind::kAdvanced}) {
    const EventLog events = With(running, kind, end, 1);
    EXPECT_EQ(StatusOf(Evaluate(plan, events, end)), "Completed/Completed");
    EXPECT_EQ(Evaluate(plan, events, end).ended, done.ended);
    EXPECT_EQ(Project(plan, events), Project(plan, running));
  }
}

}  // namespace
}  // namespace autopilot
