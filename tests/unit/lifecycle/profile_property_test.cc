#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "lifecycle/codec.h"
#include "lifecycle/course.h"
#include "lifecycle/profile_gate.h"
#include "lifecycle/timeline.h"
#include "lifecycle/transitions.h"
#include "tests/unit/lifecycle/expectations.h"
#include "tests/unit/lifecycle/fixtures.h"
#include "tests/unit/lifecycle/steered_jobs.h"

// Jobs that await their profile, whatever else happens to them. That jobs move forward and that all
// views of them agree is shown for these, too, in steering_property_test.cc.

namespace autopilot {
namespace {

constexpr DrawKey kSeeds = 1'500;

EventLog WithoutGate(EventLog events) {
  std::erase_if(events, [](const Event& event) { return event.kind == EventKind::kAwaitsProfile; });
  return events;
}

// Instants from the birth to far behind the last event.
std::vector<Timestamp> SomeInstants(Draws& draws, const SteeredJob& job) {
  std::vector<Timestamp> instants{kBirth, Timestamp::max()};
  for (const Event& event : job.events) instants.push_back(event.at);
  for (int n = 0; n < 10; ++n) {
    instants.push_back(After(job.events.back().at, std::int64_t{1} << draws.Between(1, 45)));
  }
  return instants;
}

TEST(ProfilePropertyTest, AJobThatWaitsDoesNotLeaveItsAnalysis) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    Draws draws(Derive(seed, "instants"));
    const SteeredJob job = RandomWaitingJob(seed);
    const auto analysis =
        std::find_if(job.plan.phases.begin(), job.plan.phases.end(),
                     [](const PlannedPhase& phase) { return IsAnalysis(phase.status); });
    for (const Timestamp now : SomeInstants(draws, job)) {
      const JobState state = Evaluate(job.plan, job.events, now);
      ASSERT_EQ(state.status, JobStatus::kInProgress);
      ASSERT_TRUE(state.secondary_status == SecondaryStatus::kStarting ||
                  state.secondary_status == analysis->status);
      ASSERT_TRUE(EvaluateCandidates(job.plan, job.events, now).empty());
    }
    ASSERT_EQ(Project(job.plan, job.events).final_at, kNever);
  }
}

TEST(ProfilePropertyTest, WhatTheDataMakesOfAPlanDoesNotShowBeforeTheProfile) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    Draws draws(Derive(seed, "profile"));
    const SteeredJob job = RandomWaitingJob(seed);
    const Plan after = RandomlyProfiled(draws, job.plan);
    ASSERT_EQ(DecodePlan(EncodePlan(after)), after);
    for (const Timestamp now : SomeInstants(draws, job)) {
      ASSERT_TRUE(Shown(job.plan, job.events, now) == Shown(after, job.events, now));
      ASSERT_EQ(NextChange(job.plan, job.events, now), NextChange(after, job.events, now));
    }
    EventLog events = job.events;
    for (std::size_t n = 0; n < events.size(); ++n) {
      events[n].change = static_cast<std::int64_t>(n);
    }
    const Timestamp at = RandomInstant(draws, job);
    for (Event event : ProfiledEvents(after, at)) {
      event.change = static_cast<std::int64_t>(job.events.size());
      events.push_back(event);
    }
    const EventLog before = EventsUpTo(events, static_cast<std::int64_t>(job.events.size()) - 1);
    ASSERT_TRUE(Shown(after, before, at) == Shown(job.plan, job.events, at));
    ASSERT_EQ(ProblemOfProfileEvents(after, events), std::nullopt);
  }
}

// A job that is profiled before its time has come to the gate is like one that never had a gate.
TEST(ProfilePropertyTest, AnEarlyProfileLeavesNoTrace) {
  int early = 0;
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    Draws draws(Derive(seed, "early"));
    const SteeredJob job = RandomWaitingJob(seed);
    const Timestamp at = RandomInstant(draws, job);
    const Nominal gate = ProfileGate(job.plan).value();
    // An event takes effect at the end of its millisecond.
    const Timestamp end = FloorToMillis(at) + std::chrono::microseconds(999);
    if (Timeline(job.events).Position(end) >= gate) continue;
    ++early;
    const EventLog profiled = With(job.events, ProfiledEvents(job.plan, at));
    const EventLog without = WithoutGate(job.events);
    ASSERT_EQ(TransitionsOf(job.plan, profiled, at), TransitionsOf(job.plan, without, at));
    ASSERT_EQ(Project(job.plan, profiled), Project(job.plan, without));
    for (const Timestamp now : SomeInstants(draws, job)) {
      if (now < at) continue;
      ASSERT_TRUE(Shown(job.plan, profiled, now) == Shown(job.plan, without, now));
    }
  }
  EXPECT_GT(early, 300);
}

TEST(ProfilePropertyTest, WithAFrozenClockItIsOfNoConcernHowLongTheReadingTakes) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    Draws draws(Derive(seed, "frozen"));
    const SteeredJob job = RandomWaitingJob(seed);
    const Plan after = RandomlyProfiled(draws, job.plan);
    const Timestamp at = RandomInstant(draws, job);
    const EventLog events = With(job.events, ProfiledEvents(after, at));
    const Shown then(after, events, at);
    ExpectTimesInOrder(then.job, at);
    ExpectMonotonic(Evaluate(job.plan, job.events, at), then.job);
    ASSERT_EQ(StatusFrom(Project(after, events), at), then.job.status);
    if (HasFatalFailure()) return;
  }
}

TEST(ProfilePropertyTest, AStopIsNeverHeldUp) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    Draws draws(Derive(seed, "stop"));
    SteeredJob job = RandomWaitingJob(seed);
    const Timestamp at = RandomInstant(draws, job);
    job.events = With(job.events, StopEvents(job.plan, job.events, at));
    const JobStatus status = Evaluate(job.plan, job.events, at).status;
    ASSERT_TRUE(status == JobStatus::kStopping || status == JobStatus::kStopped);
    if (job.plan.progression.mode == ProgressionMode::kManual) continue;
    const Timestamp end = Project(job.plan, job.events).final_at;
    ASSERT_LT(end, kNever);
    const Plan after = RandomlyProfiled(draws, job.plan);
    const EventLog profiled =
        With(job.events, {{.kind = EventKind::kProfiled, .at = RandomInstant(draws, job)}});
    ASSERT_TRUE(Shown(job.plan, job.events, end) == Shown(after, profiled, end));
    ASSERT_EQ(Project(after, profiled), Project(job.plan, job.events));
  }
}

}  // namespace
}  // namespace autopilot
