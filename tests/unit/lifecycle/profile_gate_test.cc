#include "lifecycle/profile_gate.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "lifecycle/planner.h"
#include "lifecycle/profiled_plan.h"
#include "lifecycle/timeline.h"
#include "lifecycle/transitions.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

constexpr std::int64_t kMillisecond = 1'000;

Plan PlanOf(JobKind kind, const Outcome& outcome = {}, const Progression& progression = {}) {
  JobSpec spec = SpecOf(kind);
  spec.max_candidates = 3;
  Plan plan = MakePlan(spec, outcome, 7);
  ApplyProgression(plan, progression);
  return plan;
}

EventLog Waiting(const Plan& plan, Rate rate = kRealTime) {
  return StartOfLife(kBirth, rate, plan, AwaitsProfile::kYes);
}

std::string StatusAt(const Plan& plan, const EventLog& events, Timestamp now) {
  return StatusOf(Evaluate(plan, events, now));
}

TEST(ProfileGateTest, LiesAtTheEndOfThePhaseThatAnalyzesTheData) {
  for (const JobKind kind : kAllKinds) {
    const Plan plan = PlanOf(kind);
    EXPECT_EQ(ProfileGate(plan), plan.phases[2].start - Nominal{1});
    EXPECT_EQ(AnalysisEnd(plan), plan.phases[2].start);
  }
}

TEST(ProfileGateTest, JobsThatOnlyMakeDefinitionsHaveOneAtTheirEnd) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.candidate_definitions_only = true;
  const Plan plan = MakePlan(spec, 1);
  EXPECT_EQ(ProfileGate(plan), plan.end - Nominal{1});
}

TEST(ProfileGateTest, JobsThatComeNoFurtherAnywayHaveNone) {
  Outcome fails;
  fails.failure = PlannedFailure{};
  EXPECT_EQ(ProfileGate(PlanOf(JobKind::kTabularHpo, fails)), std::nullopt);
  fails.failure->phase = SecondaryStatus::kStarting;
  EXPECT_EQ(ProfileGate(PlanOf(JobKind::kTabularHpo, fails)), std::nullopt);
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.max_job_runtime_s = 100;
  EXPECT_EQ(ProfileGate(MakePlan(spec, 1)), std::nullopt);
  EXPECT_EQ(Waiting(MakePlan(spec, 1)).size(), 1U);
}

TEST(ProfileGateTest, AnEmptyPhaseGetsAMicrosecondToWaitIn) {
  Outcome empty;
  empty.phase_lengths = {{SecondaryStatus::kStarting, {}}, {SecondaryStatus::kAnalyzingData, {}}};
  empty.stuck = StuckPhase{SecondaryStatus::kTrainingModels};
  Plan plan = PlanOf(JobKind::kTabularEnsembling, empty);
  const Plan before = plan;
  EXPECT_EQ(ProfileGate(plan), std::nullopt);
  MakeRoomForProfile(plan);
  EXPECT_EQ(ProfileGate(plan), Nominal{0});
  EXPECT_EQ(plan.phases[1].start, Nominal{0});
  EXPECT_EQ(plan.phases[2].start, Nominal{1});
  EXPECT_EQ(plan.candidates[0].end, before.candidates[0].end + Nominal{1});
  EXPECT_EQ(plan.held_at, *before.held_at + Nominal{1});
  EXPECT_EQ(plan.end, before.end + Nominal{1});
  EXPECT_EQ(StatusAt(plan, Waiting(plan, Rate{1'000'000'000'000}), Timestamp::max()),
            "InProgress/AnalyzingData");
  const Plan with_room = plan;
  MakeRoomForProfile(plan);
  EXPECT_EQ(plan, with_room);
}

TEST(ProfileGateTest, AJobWaitsInItsAnalysisWhateverItsSpeed) {
  for (const JobKind kind : kAllKinds) {
    const Plan plan = PlanOf(kind);
    const std::string analysis = "InProgress/" + std::string(Name(plan.phases[1].status));
    for (const Rate rate : {Rate{1'000}, kRealTime, kSpeed600, Rate{1'000'000'000'000}}) {
      const EventLog events = Waiting(plan, rate);
      EXPECT_TRUE(IsAwaitingProfile(events));
      EXPECT_EQ(StatusAt(plan, events, Timestamp::max()), analysis);
      EXPECT_EQ(Project(plan, events).final_at, kNever);
      EXPECT_TRUE(EvaluateCandidates(plan, events, Timestamp::max()).empty());
      EXPECT_FALSE(Evaluate(plan, events, Timestamp::max()).data_analyzed);
    }
  }
}

TEST(ProfileGateTest, WhatIsToComeHasNoInstantUntilThen) {
  const Plan plan = PlanOf(JobKind::kTabularEnsembling);
  EventLog events = Waiting(plan);
  const auto transitions = TransitionsOf(plan, events, kBirth);
  ASSERT_GT(transitions.size(), 4U);
  EXPECT_TRUE(transitions[0].at && transitions[1].at);
  for (std::size_t n = 2; n < transitions.size(); ++n) EXPECT_FALSE(transitions[n].at) << n;
  const Timestamp waiting = After(kBirth, plan.end.us);
  EXPECT_EQ(NextChange(plan, events, waiting), std::nullopt);
  EXPECT_EQ(ShutGate(plan, events, waiting), ProfileGate(plan));
  events = With(events, ProfiledEvents(plan, waiting));
  EXPECT_FALSE(IsAwaitingProfile(events));
  EXPECT_EQ(ShutGate(plan, events, waiting), std::nullopt);
  EXPECT_EQ(NextChange(plan, events, waiting), waiting + kOneMillisecond);
  for (const Transition& each : TransitionsOf(plan, events, waiting)) EXPECT_TRUE(each.at);
}

TEST(ProfileGateTest, ThePhasesBehindAreLateByTheWait) {
  const Plan plan = PlanOf(JobKind::kTabularEnsembling);
  constexpr std::int64_t kWait = 5'000 * kMillisecond;
  const Timestamp at = FloorToMillis(After(kBirth, ProfileGate(plan)->us + kWait));
  const EventLog late = With(Waiting(plan), ProfiledEvents(plan, at));
  const EventLog never_waited = StartOfLife(kBirth, kRealTime, plan);
  const Timestamp planned = Project(plan, never_waited).final_at;
  const auto lateness = Project(plan, late).final_at - planned;
  EXPECT_NEAR(static_cast<double>(lateness.count()), kWait, kMillisecond);
  EXPECT_EQ(StatusAt(plan, late, at), "InProgress/AnalyzingData");
  EXPECT_EQ(StatusAt(plan, late, at + kOneMillisecond), "InProgress/TrainingModels");
}

TEST(ProfileGateTest, AnEarlyProfileLeavesNoTrace) {
  const Plan plan = PlanOf(JobKind::kTabularEnsembling);
  for (const Rate rate : {Rate{700'000}, Rate{1'234'567}, kSpeed600}) {
    const EventLog without = StartOfLife(kBirth, rate, plan);
    const EventLog early = With(Waiting(plan, rate), ProfiledEvents(plan, kBirth));
    EXPECT_EQ(TransitionsOf(plan, early, kBirth), TransitionsOf(plan, without, kBirth));
    EXPECT_EQ(Project(plan, early), Project(plan, without));
  }
}

TEST(ProfileGateTest, AWaitingJobThatIsStoppedTakesItsTimeToStop) {
  const Plan plan = PlanOf(JobKind::kTabularEnsembling);
  const Timestamp at = FloorToMillis(After(kBirth, plan.end.us));
  const EventLog waiting = Waiting(plan);
  EventLog stopped = With(waiting, StopEvents(plan, waiting, at));
  EXPECT_FALSE(IsAwaitingProfile(stopped));
  EXPECT_EQ(ShutGate(plan, stopped, at), std::nullopt);
  EXPECT_EQ(StatusAt(plan, stopped, at), "Stopping/Stopping");
  const Timestamp end = Project(plan, stopped).final_at;
  EXPECT_GE(end, at + std::chrono::seconds(30));
  EXPECT_LE(end, at + std::chrono::seconds(30) + kOneMillisecond);
  EXPECT_EQ(StatusAt(plan, stopped, end), "Stopped/Stopped");
  const auto transitions = TransitionsOf(plan, stopped, end);
  for (const auto& event : ProfiledEvents(plan, at + kOneMillisecond)) stopped.push_back(event);
  EXPECT_EQ(TransitionsOf(plan, stopped, end), transitions);
  EXPECT_EQ(Project(plan, stopped).final_at, end);
}

TEST(ProfileGateTest, AStopThatEndsBehindTheGateIsNotHeldByIt) {
  const Plan plan = PlanOf(JobKind::kTabularEnsembling);
  const Timestamp at = After(kBirth, ProfileGate(plan)->us - 5'000'000);
  const EventLog events = With(Waiting(plan), StopEvents(plan, Waiting(plan), at));
  EXPECT_LE(Project(plan, events).final_at, at + std::chrono::seconds(31));
}

TEST(ProfileGateTest, AnImmediateJobIsInItsAnalysisUntilItGoesToItsEndAtOnce) {
  const Plan plan = PlanOf(JobKind::kTabularHpo, {}, {.mode = ProgressionMode::kImmediate});
  const EventLog waiting = Waiting(plan, kSpeed600);
  EXPECT_EQ(StatusAt(plan, waiting, kBirth), "InProgress/AnalyzingData");
  EXPECT_EQ(StatusAt(plan, waiting, Timestamp::max()), "InProgress/AnalyzingData");
  const Timestamp at = kBirth + std::chrono::seconds(3);
  EXPECT_EQ(StatusAt(plan, With(waiting, ProfiledEvents(plan, at)), at), "Completed/Completed");
}

TEST(ProfileGateTest, AnImmediateJobThatIsStuckGoesThere) {
  Outcome stuck;
  stuck.stuck = StuckPhase{};
  const Plan behind = PlanOf(JobKind::kTabularHpo, stuck, {.mode = ProgressionMode::kImmediate});
  const EventLog events = With(Waiting(behind), ProfiledEvents(behind, kBirth));
  EXPECT_EQ(StatusAt(behind, events, kBirth), "InProgress/ModelTuning");
  EXPECT_EQ(StatusAt(behind, events, Timestamp::max()), "InProgress/ModelTuning");
  stuck.stuck->phase = SecondaryStatus::kAnalyzingData;
  const Plan before = PlanOf(JobKind::kTabularHpo, stuck, {.mode = ProgressionMode::kImmediate});
  EXPECT_EQ(ProfiledEvents(before, kBirth).size(), 1U);
  EXPECT_EQ(TransitionsOf(before, With(Waiting(before), ProfiledEvents(before, kBirth)), kBirth),
            TransitionsOf(before, StartOfLife(kBirth, kRealTime, before), kBirth));
}

TEST(ProfileGateTest, AStuckJobStaysSoWithAProfileAndWithout) {
  for (const auto phase : {SecondaryStatus::kAnalyzingData, SecondaryStatus::kTrainingModels}) {
    Outcome stuck;
    stuck.stuck = StuckPhase{phase};
    const Plan plan = PlanOf(JobKind::kTabularEnsembling, stuck);
    const Timestamp at = After(kBirth, 2 * plan.end.us);
    const EventLog waiting = Waiting(plan);
    EXPECT_EQ(StatusAt(plan, waiting, at), "InProgress/AnalyzingData");
    const EventLog profiled = With(waiting, ProfiledEvents(plan, at));
    EXPECT_EQ(StatusAt(plan, profiled, Timestamp::max()), "InProgress/" + std::string(Name(phase)));
    const EventLog stopped = With(waiting, StopEvents(plan, waiting, at));
    EXPECT_EQ(StatusAt(plan, stopped, at + std::chrono::seconds(31)), "Stopped/Stopped");
  }
}

TEST(ProfileGateTest, ATickOfManualProgressionDoesNotPassIt) {
  const Plan plan =
      PlanOf(JobKind::kTabularEnsembling, {}, {.mode = ProgressionMode::kManual, .times = 1});
  EventLog events = Waiting(plan);
  const auto tick = [&] { return NextTick(plan, events, kBirth); };
  ASSERT_TRUE(tick());
  events = With(events, AdvanceEvents(plan, events, *tick(), kBirth));
  EXPECT_EQ(StatusAt(plan, events, kBirth), "InProgress/AnalyzingData");
  EXPECT_EQ(tick(), std::nullopt);
  events = With(events, ProfiledEvents(plan, kBirth));
  EXPECT_EQ(StatusAt(plan, events, kBirth), "InProgress/AnalyzingData");
  EXPECT_EQ(tick(), plan.phases[2].start);
  events = With(events, AdvanceEvents(plan, events, *tick(), kBirth));
  EXPECT_EQ(StatusAt(plan, events, kBirth), "InProgress/TrainingModels");
}

TEST(ProfileGateTest, AManualJobThatIsStoppedGoesOnByTicks) {
  const Plan plan = PlanOf(JobKind::kTabularEnsembling, {}, {.mode = ProgressionMode::kManual});
  EventLog events = Waiting(plan);
  events = With(events, AdvanceEvents(plan, events, plan.phases[1].start, kBirth));
  events = With(events, StopEvents(plan, events, kBirth));
  const auto end = NextTick(plan, events, kBirth);
  ASSERT_TRUE(end);
  events = With(events, AdvanceEvents(plan, events, *end, kBirth));
  EXPECT_EQ(StatusAt(plan, events, kBirth), "Stopped/Stopped");
}

TEST(ProfileGateTest, JobsOfSecondsPerPhaseWaitToo) {
  const Plan plan =
      PlanOf(JobKind::kTabularEnsembling, {},
             {.mode = ProgressionMode::kSecondsPerPhase, .phase_length = std::chrono::seconds(2)});
  const EventLog events = Waiting(plan, kSpeed600);
  EXPECT_EQ(ProfileGate(plan), Nominal::Seconds(4) - Nominal{1});
  EXPECT_EQ(StatusAt(plan, events, Timestamp::max()), "InProgress/AnalyzingData");
}

TEST(ProfileGateTest, AnAdvanceBeyondItEndsAtIt) {
  const Plan plan = PlanOf(JobKind::kTabularEnsembling);
  EventLog events = Waiting(plan);
  events = With(events, AdvanceEvents(plan, events, plan.end, kBirth));
  EXPECT_EQ(StatusAt(plan, events, Timestamp::max()), "InProgress/AnalyzingData");
}

struct ProblemCase {
  const char* what;
  EventLog events;
  const char* problem;  // null: none
};

TEST(ProfileGateTest, EventsFromOutsideMustBeThoseOfALife) {
  const Plan plan = PlanOf(JobKind::kTabularEnsembling);
  const EventLog plain = StartOfLife(kBirth, kRealTime, plan);
  const EventLog waiting = Waiting(plan);
  const std::int64_t gate = ProfileGate(plan)->us;
  using enum EventKind;
  const ProblemCase cases[] = {
      {"nothing about it", plain, nullptr},
      {"waiting", waiting, nullptr},
      {"stopped", With(waiting, kStopRequested, kBirth), nullptr},
      {"profiled", With(waiting, kProfiled, kBirth), nullptr},
      {"stopped later", With(With(waiting, kProfiled, kBirth), kStopRequested, kBirth), nullptr},
      {"profiled without", With(plain, kProfiled, kBirth),
       "it does not wait for the profile that it got."},
      {"profiled twice", With(With(waiting, kProfiled, kBirth), kProfiled, kBirth),
       "it does not wait for the profile that it got."},
      {"an argument", With(waiting, kProfiled, kBirth, 5), "its profile has an argument."},
      {"waits twice", With(waiting, kAwaitsProfile, kBirth, gate),
       "it begins to wait for its profile after its creation."},
      {"waits later", With(plain, kAwaitsProfile, After(kBirth, 1'000), gate),
       "it begins to wait for its profile after its creation."},
      {"waits elsewhere", With(plain, kAwaitsProfile, kBirth, gate - 1),
       "it waits for its profile elsewhere than at the end of its analysis."},
  };
  for (const ProblemCase& c : cases) {
    const auto problem = ProblemOfProfileEvents(plan, c.events);
    EXPECT_EQ(problem.value_or("none"), c.problem == nullptr ? "none" : c.problem) << c.what;
  }
  Plan with_data = plan;
  with_data.data = DataFacts{};
  EXPECT_EQ(ProblemOfProfileEvents(with_data, With(waiting, kProfiled, kBirth)), std::nullopt);
  EXPECT_EQ(ProblemOfProfileEvents(with_data, waiting),
            "it has the facts of data that was not read.");
  const Plan failed = WithFailedAnalysis(plan, "no data");
  EXPECT_EQ(ProblemOfProfileEvents(failed, With(waiting, kProfiled, kBirth)), std::nullopt);
}

}  // namespace
}  // namespace autopilot
