#include "lifecycle/progression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lifecycle/planner.h"
#include "lifecycle/state.h"
#include "lifecycle/timeline.h"
#include "lifecycle/transitions.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

using ::testing::ElementsAre;
using S = SecondaryStatus;
using std::chrono::seconds;

Plan PlanOf(JobKind kind, const Progression& progression, const Outcome& outcome = {}) {
  JobSpec spec = SpecOf(kind);
  spec.max_candidates = 12;
  spec.deploy_model = true;
  Plan plan = MakePlan(spec, outcome, 6);
  ApplyProgression(plan, progression);
  return plan;
}

constexpr Progression kTwoSeconds{.mode = ProgressionMode::kSecondsPerPhase,
                                  .phase_length = seconds(2)};
constexpr Progression kManual{.mode = ProgressionMode::kManual, .times = 3};
constexpr Progression kImmediate{.mode = ProgressionMode::kImmediate};

TEST(ProgressionTest, EveryPhaseLastsTheSameTime) {
  for (const JobKind kind : kAllKinds) {
    const Plan usual = PlanOf(kind, {});
    const Plan plan = PlanOf(kind, kTwoSeconds);
    const EventLog events = StartOfLife(kBirth, kSpeed600, plan);
    ASSERT_EQ(plan.phases.size(), usual.phases.size());
    for (std::size_t n = 0; n < plan.phases.size(); ++n) {
      const Timestamp start = kBirth + seconds(2 * n);
      EXPECT_EQ(plan.phases[n].status, usual.phases[n].status);
      const JobState state = Evaluate(plan, events, start);
      EXPECT_EQ(state.secondary_status, plan.phases[n].status);
      EXPECT_EQ(state.last_modified, start);
      if (n > 0) {
        EXPECT_EQ(Evaluate(plan, events, start - kOneMillisecond).secondary_status,
                  plan.phases[n - 1].status);
      }
    }
    EXPECT_EQ(Project(plan, events).final_at, kBirth + seconds(2 * plan.phases.size()));
  }
}

TEST(ProgressionTest, CandidatesKeepTheirPlaceInThePhase) {
  Plan plan;
  plan.phases = {{S::kStarting, {}},
                 {S::kTrainingModels, Nominal::Seconds(10)},
                 {S::kGeneratingExplainabilityReport, Nominal::Seconds(110)}};
  plan.end = Nominal::Seconds(120);
  plan.candidates = {{.start = Nominal::Seconds(10), .end = Nominal::Seconds(35)},
                     {.start = Nominal::Seconds(60), .end = Nominal::Seconds(110)}};
  plan.held_at = Nominal::Seconds(60);
  ApplyProgression(plan, kTwoSeconds);
  EXPECT_EQ(plan.candidates[0].start, Nominal::Seconds(2));
  EXPECT_EQ(plan.candidates[0].end, Nominal::Millis(2'500));
  EXPECT_EQ(plan.candidates[1].start, Nominal::Seconds(3));
  EXPECT_EQ(plan.candidates[1].end, Nominal::Seconds(4));
  EXPECT_EQ(plan.held_at, Nominal::Seconds(3));
  EXPECT_EQ(plan.end, Nominal::Seconds(6));
}

TEST(ProgressionTest, EmptyPhasesGetTheirTimeToo) {
  Plan plan;
  plan.phases = {{S::kStarting, {}}, {S::kAnalyzingData, {}}, {S::kTrainingModels, {}}};
  plan.candidates = {{.start = Nominal{}, .end = Nominal{}}};
  ApplyProgression(plan, kTwoSeconds);
  EXPECT_THAT(plan.phases, ElementsAre(PlannedPhase{S::kStarting, Nominal{}},
                                       PlannedPhase{S::kAnalyzingData, Nominal::Seconds(2)},
                                       PlannedPhase{S::kTrainingModels, Nominal::Seconds(4)}));
  EXPECT_EQ(plan.candidates[0].start, Nominal::Seconds(4));
  EXPECT_EQ(plan.candidates[0].end, Nominal::Seconds(4));
  EXPECT_EQ(plan.end, Nominal::Seconds(6));
}

TEST(ProgressionTest, APhaseOfAnyLengthStaysWithinTheLongestPlan) {
  const Plan plan = PlanOf(JobKind::kTabularHpo, {.mode = ProgressionMode::kSecondsPerPhase,
                                                  .phase_length = std::chrono::years(200'000)});
  EXPECT_LE(plan.end, Nominal{std::int64_t{1} << 52});
}

TEST(ProgressionTest, TheOtherProgressionsLeaveThePlanAlone) {
  for (const Progression& progression : {Progression{}, kManual, kImmediate}) {
    Plan plan = PlanOf(JobKind::kTabularHpo, progression);
    EXPECT_EQ(plan.progression, progression);
    plan.progression = {};
    EXPECT_EQ(plan, PlanOf(JobKind::kTabularHpo, {}));
  }
}

TEST(ProgressionTest, AnImmediateJobIsOverOnTheFirstRead) {
  for (const JobKind kind : kAllKinds) {
    const Plan plan = PlanOf(kind, kImmediate);
    for (const Rate rate : {kRealTime, kSpeed600}) {
      const EventLog events = StartOfLife(kBirth, rate, plan);
      for (const Timestamp now : {kBirth, kBirth + seconds(1'000)}) {
        const JobState state = Evaluate(plan, events, now);
        EXPECT_EQ(StatusOf(state), "Completed/Completed");
        EXPECT_EQ(state.created, kBirth);
        EXPECT_EQ(state.ended, kBirth);
        EXPECT_EQ(state.last_modified, kBirth);
        EXPECT_TRUE(state.data_analyzed && state.shows_best_candidate && state.endpoint_deployed);
        const auto candidates = EvaluateCandidates(plan, events, now);
        EXPECT_EQ(candidates.size(), plan.candidates.size());
        for (const CandidateState& c : candidates) {
          EXPECT_EQ(c.status, CandidateStatus::kCompleted);
          EXPECT_EQ(c.created, kBirth);
          EXPECT_EQ(c.ended, kBirth);
          EXPECT_EQ(c.last_modified, kBirth);
        }
        EXPECT_TRUE(BestCandidate(plan, candidates));
      }
      EXPECT_EQ(Project(plan, events), (Projection{.created = kBirth,
                                                   .stop_requested = std::nullopt,
                                                   .final_at = kBirth,
                                                   .final_status = JobStatus::kCompleted}));
    }
  }
}

TEST(ProgressionTest, AManualJobMovesOnlyWhenItIsMoved) {
  for (const JobKind kind : kAllKinds) {
    const Plan plan = PlanOf(kind, kManual);
    EventLog events = StartOfLife(kBirth, Rate{1'000'000'000'000}, plan);
    EXPECT_EQ(Project(plan, events).final_at, kNever);
    Timestamp now = kBirth;
    for (const PlannedPhase& phase : plan.phases) {
      for (const auto later : {seconds(0), seconds(1'000'000)}) {
        const JobState state = Evaluate(plan, events, now + later);
        EXPECT_EQ(state.status, JobStatus::kInProgress);
        EXPECT_EQ(state.secondary_status, phase.status);
        EXPECT_EQ(state.last_modified, now);
      }
      now += seconds(10);
      const auto next = NextTick(plan, events, now);
      ASSERT_TRUE(next);
      events = With(events, AdvanceEvents(plan, events, *next, now));
    }
    const JobState done = Evaluate(plan, events, now);
    EXPECT_EQ(StatusOf(done), "Completed/Completed");
    EXPECT_EQ(done.last_modified, now);
    EXPECT_EQ(NextTick(plan, events, now), std::nullopt);
    EXPECT_EQ(Project(plan, events).final_at, now);
  }
}

TEST(ProgressionTest, StoppingAManualJobEndsWhenItIsMoved) {
  const Plan plan = PlanOf(JobKind::kTabularHpo, kManual);
  EventLog events = StartOfLife(kBirth, kSpeed600, plan);
  events = With(events, EventKind::kAdvanced, kBirth + seconds(1), plan.phases[3].start.us);
  const Timestamp stop = kBirth + seconds(2);
  ASSERT_EQ(StopEvents(plan, events, stop).size(), 1U);
  events = With(events, StopEvents(plan, events, stop));
  EXPECT_EQ(StatusOf(Evaluate(plan, events, stop + seconds(1'000))), "Stopping/Stopping");
  EXPECT_EQ(Project(plan, events).final_at, kNever);
  EXPECT_EQ(NextChange(plan, events, stop), std::nullopt);
  const Nominal end = plan.phases[3].start + Nominal::Seconds(30);
  EXPECT_EQ(JobEnd(plan, events, stop), end);
  EXPECT_EQ(NextPhase(plan, events, stop), end);
  EXPECT_EQ(NextTick(plan, events, stop), end);
  EXPECT_EQ(PhaseStart(plan, events, stop, plan.phases[4].status), std::nullopt);
  const Timestamp moved = stop + seconds(3);
  events = With(events, AdvanceEvents(plan, events, end, moved));
  const JobState stopped = Evaluate(plan, events, moved);
  EXPECT_EQ(StatusOf(stopped), "Stopped/Stopped");
  EXPECT_EQ(stopped.last_modified, moved);
  EXPECT_EQ(stopped.ended, moved - std::chrono::milliseconds(31));
}

Outcome StuckInTraining() {
  Outcome outcome;
  outcome.stuck = StuckPhase{};
  return outcome;
}

TEST(ProgressionTest, AStuckJobStaysUntilItIsStopped) {
  const Plan plan = PlanOf(JobKind::kTabularEnsembling, {}, StuckInTraining());
  EventLog events = StartOfLife(kBirth, kRealTime, plan);
  const Timestamp late = kBirth + std::chrono::hours(1'000);
  EXPECT_EQ(StatusOf(Evaluate(plan, events, late)), "InProgress/TrainingModels");
  EXPECT_FALSE(EvaluateCandidates(plan, events, late).empty());
  EXPECT_EQ(Project(plan, events).final_at, kNever);
  events = With(events, StopEvents(plan, events, late));
  EXPECT_EQ(StatusOf(Evaluate(plan, events, late)), "Stopping/Stopping");
  EXPECT_EQ(Project(plan, events).final_at, late + seconds(30));
  EXPECT_EQ(StatusOf(Evaluate(plan, events, late + seconds(30))), "Stopped/Stopped");
}

TEST(ProgressionTest, AStuckJobGoesOnWhenItIsSentBeyondItsPlace) {
  const Plan plan = PlanOf(JobKind::kTabularEnsembling, {}, StuckInTraining());
  const EventLog events = StartOfLife(kBirth, kRealTime, plan);
  const Timestamp late = kBirth + std::chrono::hours(1'000);
  const auto next = NextPhase(plan, events, late);
  ASSERT_TRUE(next);
  const EventLog released = With(events, AdvanceEvents(plan, events, *next, late));
  EXPECT_EQ(StatusOf(Evaluate(plan, released, late)), "InProgress/GeneratingExplainabilityReport");
  EXPECT_EQ(Project(plan, released).final_at, late + seconds(6 + 6 + 300));
  const auto inside = AdvanceEvents(plan, events, Nominal::Seconds(50), kBirth + seconds(1));
  EXPECT_EQ(inside.size(), 1U) << "it is still to be stuck";
}

TEST(ProgressionTest, AManualStuckJobEntersItsPhaseAndNoTickGetsItOut) {
  const Plan plan = PlanOf(JobKind::kTabularHpo, kManual, StuckInTraining());
  EventLog events = StartOfLife(kBirth, kSpeed600, plan);
  int ticks = 0;
  while (const auto next = NextTick(plan, events, kBirth)) {
    events = With(events, AdvanceEvents(plan, events, *next, kBirth));
    ++ticks;
  }
  EXPECT_EQ(ticks, 3);
  EXPECT_EQ(StatusOf(Evaluate(plan, events, kBirth)), "InProgress/ModelTuning");
  EXPECT_FALSE(EvaluateCandidates(plan, events, kBirth).empty());
  EXPECT_EQ(NextPhase(plan, events, kBirth), plan.phases[4].start) << "a test can";
  events = With(events, StopEvents(plan, events, kBirth));
  EXPECT_TRUE(NextTick(plan, events, kBirth));
}

TEST(ProgressionTest, AnImmediateStuckJobIsThereAtOnce) {
  const Plan plan = PlanOf(JobKind::kTabularHpo, kImmediate, StuckInTraining());
  EventLog events = StartOfLife(kBirth, kSpeed600, plan);
  for (const Timestamp now : {kBirth, kBirth + std::chrono::hours(1'000)}) {
    EXPECT_EQ(StatusOf(Evaluate(plan, events, now)), "InProgress/ModelTuning");
  }
  events = With(events, StopEvents(plan, events, kBirth));
  EXPECT_EQ(Project(plan, events).final_at, kBirth + std::chrono::milliseconds(50));
}

struct StartCase {
  const char* what;
  Progression progression;
  bool stuck;
  std::vector<Event> expected;
};

TEST(ProgressionTest, TheStartOfALifeIsWhatItsPlanAsksFor) {
  const Plan usual = PlanOf(JobKind::kTabularHpo, {});
  const std::int64_t end = usual.end.us;
  const std::int64_t stuck = PlanOf(JobKind::kTabularHpo, {}, StuckInTraining()).held_at->us;
  const Event created{.kind = EventKind::kCreated, .at = kBirth, .argument = kSpeed600.millionths};
  const Event real{.kind = EventKind::kCreated, .at = kBirth, .argument = kRealTime.millionths};
  const auto event = [](EventKind kind, std::int64_t argument) {
    return Event{.kind = kind, .at = kBirth, .argument = argument};
  };
  const StartCase cases[] = {
      {"time", {}, false, {created}},
      {"seconds per phase", kTwoSeconds, false, {real}},
      {"manual", kManual, false, {created, event(EventKind::kHeld, 0)}},
      {"immediate", kImmediate, false, {created, event(EventKind::kAdvanced, end)}},
      {"time, stuck", {}, true, {created, event(EventKind::kHeld, stuck)}},
      {"seconds per phase, stuck", kTwoSeconds, true, {real, event(EventKind::kHeld, 7'000'000)}},
      {"manual, stuck", kManual, true, {created, event(EventKind::kHeld, 0)}},
      {"immediate, stuck",
       kImmediate,
       true,
       {created, event(EventKind::kHeld, stuck), event(EventKind::kAdvanced, stuck)}},
  };
  for (const StartCase& c : cases) {
    const Plan plan =
        PlanOf(JobKind::kTabularHpo, c.progression, c.stuck ? StuckInTraining() : Outcome{});
    EXPECT_EQ(StartOfLife(kBirth, kSpeed600, plan), c.expected) << c.what;
  }
}

}  // namespace
}  // namespace autopilot
