#include "lifecycle/transitions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lifecycle/timeline.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

using S = SecondaryStatus;

using std::chrono::seconds;

// Starting to 10 s, training to 100 s with candidates from 12 to 50 and from 20 to 98 s, a report
// to 120 s.
Plan SmallPlan() {
  Plan plan;
  plan.kind = JobKind::kTabularEnsembling;
  plan.phases = {{S::kStarting, {}},
                 {S::kTrainingModels, Nominal::Seconds(10)},
                 {S::kGeneratingExplainabilityReport, Nominal::Seconds(100)}};
  plan.end = Nominal::Seconds(120);
  plan.candidates = {{.start = Nominal::Seconds(12), .end = Nominal::Seconds(50)},
                     {.start = Nominal::Seconds(20), .end = Nominal::Seconds(98), .quality = 0.5F}};
  return plan;
}

Timestamp Second(std::int64_t n) { return kBirth + seconds(n); }

const EventLog kRunning = StartOfLife(kBirth, kRealTime);

// "0 InProgress/Starting", "12 0:InProgress" and so on, in seconds from the birth; "never …".
std::vector<std::string> Texts(const std::vector<Transition>& transitions) {
  std::vector<std::string> texts;
  for (const Transition& transition : transitions) {
    std::string text = "never ";
    if (transition.at) {
      text = std::to_string(std::chrono::duration_cast<seconds>(*transition.at - kBirth).count());
      text += transition.happened ? " " : " will be ";
    }
    if (const auto* job = std::get_if<JobTransition>(&transition.to)) {
      text.append(Name(job->status)).append("/").append(Name(job->secondary_status));
    } else if (const auto* candidate = std::get_if<CandidateTransition>(&transition.to)) {
      text.append(std::to_string(candidate->candidate)).append(":");
      text.append(Name(candidate->status));
    }
    texts.push_back(text);
  }
  return texts;
}

struct ListCase {
  const char* what;
  std::vector<Event> added;
  std::int64_t now;  // seconds from the birth
  std::vector<std::string> expected;
};

Event At(std::int64_t second, EventKind kind, std::int64_t argument = 0) {
  return {.kind = kind, .at = Second(second), .argument = argument};
}

TEST(TransitionsTest, EverythingThatShowsIsListedInItsOrder) {
  using enum EventKind;
  const std::int64_t end = SmallPlan().end.us;
  const ListCase cases[] = {
      {"undisturbed",
       {},
       50,
       {"0 InProgress/Starting", "10 InProgress/TrainingModels", "12 0:InProgress",
        "20 1:InProgress", "50 0:Completed", "98 will be 1:Completed",
        "100 will be InProgress/GeneratingExplainabilityReport",
        "120 will be Completed/Completed"}},
      {"stopped in training",
       {At(60, kStopRequested)},
       70,
       {"0 InProgress/Starting", "10 InProgress/TrainingModels", "12 0:InProgress",
        "20 1:InProgress", "50 0:Completed", "60 Stopping/Stopping", "60 1:Stopping",
        "90 will be 1:Stopped", "90 will be Stopped/Stopped"}},
      {"a stop that lies ahead",
       {At(60, kStopRequested)},
       11,
       {"0 InProgress/Starting", "10 InProgress/TrainingModels", "12 will be 0:InProgress",
        "20 will be 1:InProgress", "50 will be 0:Completed", "98 will be 1:Completed",
        "100 will be InProgress/GeneratingExplainabilityReport",
        "120 will be Completed/Completed"}},
      {"stopped before it trains",
       {At(5, kStopRequested)},
       35,
       {"0 InProgress/Starting", "5 Stopping/Stopping", "35 Stopped/Stopped"}},
      {"held before it trains",
       {At(0, kHeld, 0)},
       35,
       {"0 InProgress/Starting", "never InProgress/TrainingModels", "never 0:InProgress",
        "never 1:InProgress", "never 0:Completed", "never 1:Completed",
        "never InProgress/GeneratingExplainabilityReport", "never Completed/Completed"}},
      {"held in training and stopped",
       {At(0, kHeld, 15'000'000), At(40, kStopRequested)},
       90,
       {"0 InProgress/Starting", "10 InProgress/TrainingModels", "12 0:InProgress",
        "40 Stopping/Stopping", "40 0:Stopping", "never 0:Stopped", "never Stopped/Stopped"}},
      {"advanced to the end: what is jumped over does not show",
       {At(5, kAdvanced, end)},
       5,
       {"0 InProgress/Starting", "5 0:Completed", "5 1:Completed", "5 Completed/Completed"}},
      {"advanced to the end at its creation",
       {At(0, kAdvanced, end)},
       0,
       {"0 0:Completed", "0 1:Completed", "0 Completed/Completed"}},
      {"advanced into the training",
       {At(5, kAdvanced, 30'000'000)},
       5,
       {"0 InProgress/Starting", "5 InProgress/TrainingModels", "5 0:InProgress", "5 1:InProgress",
        "25 will be 0:Completed", "73 will be 1:Completed",
        "75 will be InProgress/GeneratingExplainabilityReport", "95 will be Completed/Completed"}},
      {"twice as fast from 20 s on",
       {At(20, kRateChanged, 2'000'000)},
       20,
       {"0 InProgress/Starting", "10 InProgress/TrainingModels", "12 0:InProgress",
        "20 1:InProgress", "35 will be 0:Completed", "59 will be 1:Completed",
        "60 will be InProgress/GeneratingExplainabilityReport", "70 will be Completed/Completed"}},
  };
  for (const ListCase& c : cases) {
    const EventLog events = With(kRunning, c.added);
    EXPECT_EQ(Texts(TransitionsOf(SmallPlan(), events, Second(c.now))), c.expected) << c.what;
  }
}

TEST(TransitionsTest, OfPhasesThatShareAnInstantTheLastOneIsListed) {
  Plan plan = SmallPlan();
  plan.candidates.clear();
  plan.phases[1].start = plan.phases[2].start = Nominal{};
  EXPECT_EQ(Texts(TransitionsOf(plan, kRunning, kBirth)),
            (std::vector<std::string>{"0 InProgress/GeneratingExplainabilityReport",
                                      "120 will be Completed/Completed"}));
}

TEST(TransitionsTest, PhasesOfOneInstantAreListedWhereLaterChangesReachedThem) {
  using enum EventKind;
  Plan plan = SmallPlan();
  plan.candidates.clear();
  EventLog events = kRunning;
  events[0].change = 1;
  events.push_back({kHeld, kBirth, 0, 1});
  const auto text = [&](Timestamp now) { return Texts(TransitionsOf(plan, events, now)); };
  events.push_back({kAdvanced, kBirth, plan.phases[1].start.us, 2});
  events.push_back({kAdvanced, kBirth, plan.phases[2].start.us, 3});
  events.push_back({kStopRequested, kBirth, 0, 4});
  EXPECT_EQ(text(kBirth).size(), 5U);
  events.push_back({kAdvanced, kBirth, (plan.phases[2].start + Nominal::Seconds(30)).us, 5});
  EXPECT_EQ(text(kBirth),
            (std::vector<std::string>{"0 InProgress/Starting", "0 InProgress/TrainingModels",
                                      "0 InProgress/GeneratingExplainabilityReport",
                                      "0 Stopping/Stopping", "0 Stopped/Stopped"}));
  for (Event& event : events) event.change = 1;
  EXPECT_EQ(text(kBirth), (std::vector<std::string>{"0 Stopped/Stopped"}));
}

struct PlaceCase {
  const char* what;
  std::vector<Event> added;
  std::int64_t now;
  std::optional<std::int64_t> next;      // nominal seconds
  std::optional<std::int64_t> training;  // the start of that phase
  std::optional<std::int64_t> end;
  std::optional<std::int64_t> five_further;
};

std::optional<Nominal> NominalSeconds(std::optional<std::int64_t> n) {
  return n ? std::optional(Nominal::Seconds(*n)) : std::nullopt;
}

TEST(TransitionsTest, AJobCanBeSentToWhatLiesAhead) {
  using enum EventKind;
  const PlaceCase cases[] = {
      {"starting", {}, 4, 10, 10, 120, 9},
      {"at the start of the training", {}, 10, 100, {}, 120, 15},
      {"in the last phase", {}, 118, 120, {}, 120, 120},
      {"over", {}, 120, {}, {}, {}, {}},
      {"stopping", {At(4, kStopRequested)}, 14, 34, {}, 34, 19},
      {"stopping, nearly over", {At(4, kStopRequested)}, 32, 34, {}, 34, 34},
      {"stopped", {At(4, kStopRequested)}, 34, {}, {}, {}, {}},
      {"held", {At(0, kHeld, 0)}, 1'000, 10, 10, 120, 5},
  };
  const Plan plan = SmallPlan();
  for (const PlaceCase& c : cases) {
    const EventLog events = With(kRunning, c.added);
    const Timestamp now = Second(c.now);
    EXPECT_EQ(NextPhase(plan, events, now), NominalSeconds(c.next)) << c.what;
    EXPECT_EQ(PhaseStart(plan, events, now, S::kTrainingModels), NominalSeconds(c.training))
        << c.what;
    EXPECT_EQ(JobEnd(plan, events, now), NominalSeconds(c.end)) << c.what;
    EXPECT_EQ(Further(plan, events, now, Nominal::Seconds(5)), NominalSeconds(c.five_further))
        << c.what;
    EXPECT_EQ(Further(plan, events, now, Nominal{}), std::nullopt) << c.what;
    EXPECT_EQ(PhaseStart(plan, events, now, S::kModelTuning), std::nullopt)
        << c.what << ": the job does not have it";
  }
}

TEST(TransitionsTest, TheNextChangeIncludesCandidatesAndTheirLastModification) {
  const Plan plan = SmallPlan();
  std::vector<Timestamp> changes;
  Timestamp now = kBirth;
  while (const auto next = NextChange(plan, kRunning, now)) {
    changes.push_back(*next);
    now = *next;
  }
  EXPECT_EQ(changes, (std::vector<Timestamp>{Second(10), Second(12), Second(20), Second(50),
                                             Second(98), Second(100), Second(119), Second(120)}));
  const EventLog stopped = With(kRunning, EventKind::kStopRequested, Second(15));
  EXPECT_EQ(NextChange(plan, stopped, Second(15)), Second(45));
  EXPECT_EQ(NextChange(plan, stopped, Second(45)), std::nullopt);
  const EventLog held = With(kRunning, EventKind::kHeld, kBirth, 0);
  EXPECT_EQ(NextChange(plan, held, kBirth), std::nullopt);
}

TEST(TransitionsTest, AnEventThatLiesAheadIsAChange) {
  using enum EventKind;
  const EventLog events = With(kRunning, {{kStopRequested, Second(5)}});
  EXPECT_EQ(NextChange(SmallPlan(), events, Second(1)), Second(5));
  EXPECT_NE(NextChange(SmallPlan(), events, Second(5)), Second(5));
}

TEST(TransitionsTest, AStopAtAFrozenClockCountsFromWhereTheJobIs) {
  const Plan plan = SmallPlan();
  EventLog events = With(kRunning, EventKind::kAdvanced, Second(1), 30'000'000);
  events = With(events, EventKind::kStopRequested, Second(1));
  EXPECT_EQ(JobEnd(plan, events, Second(1)), Nominal::Seconds(60));
  events = With(events, EventKind::kAdvanced, Second(1), 60'000'000);
  EXPECT_EQ(Texts(TransitionsOf(plan, events, Second(1))),
            (std::vector<std::string>{"0 InProgress/Starting", "1 0:Stopped", "1 1:Stopped",
                                      "1 Stopped/Stopped"}));
}

}  // namespace
}  // namespace autopilot
