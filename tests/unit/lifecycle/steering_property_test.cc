#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "lifecycle/codec.h"
#include "lifecycle/planner.h"
#include "lifecycle/state.h"
#include "lifecycle/transitions.h"
#include "tests/unit/lifecycle/expectations.h"
#include "tests/unit/lifecycle/fixtures.h"
#include "tests/unit/lifecycle/steered_jobs.h"

// Jobs whose time and outcome a test steers, of all kinds, with events at any instant.

namespace autopilot {
namespace {

constexpr DrawKey kSeeds = 1'500;

// How far a state is along the job's way.
std::size_t Progress(const Plan& plan, const JobState& state) {
  if (IsTerminal(state.status)) return plan.phases.size() + 1;
  if (state.status == JobStatus::kStopping) return plan.phases.size();
  for (std::size_t n = 0; n < plan.phases.size(); ++n) {
    if (plan.phases[n].status == state.secondary_status) return n;
  }
  ADD_FAILURE() << "a phase that the plan does not have";
  return 0;
}

// The instants at which to look at a job while an event is its last one.
std::vector<Timestamp> Instants(const Plan& plan, const EventLog& events, Timestamp until) {
  const Timestamp last = FloorToMillis(events.back().at);
  std::vector<Timestamp> instants{last, until};
  for (const Transition& transition : TransitionsOf(plan, events, last)) {
    if (!transition.at) continue;
    instants.push_back(*transition.at - kOneMillisecond);
    instants.push_back(*transition.at);
  }
  std::erase_if(instants, [&](Timestamp t) { return t < last || t > until; });
  std::sort(instants.begin(), instants.end());
  if (instants.size() > 40) instants.erase(instants.begin() + 20, instants.end() - 20);
  return instants;
}

TEST(SteeringPropertyTest, WhateverHappensJobsMoveForward) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    const SteeredJob job = RandomJob(seed);
    std::optional<Shown> before;
    for (std::size_t count = job.at_birth; count <= job.events.size(); ++count) {
      const EventLog events = Prefix(job.events, count);
      const Timestamp until = count < job.events.size()
                                  ? FloorToMillis(job.events[count].at)
                                  : job.events.back().at + std::chrono::hours(1'000);
      for (const Timestamp now : Instants(job.plan, events, until)) {
        Shown shown(job.plan, events, now);
        ExpectTimesInOrder(shown.job, now);
        for (const CandidateState& c : shown.candidates) {
          ExpectCandidateInsideJob(c, shown.job, now);
        }
        if (before) {
          ASSERT_LE(Progress(job.plan, before->job), Progress(job.plan, shown.job));
          ExpectMonotonic(before->job, shown.job);
          ExpectMonotonic(before->candidates, shown.candidates);
        }
        ASSERT_EQ(StatusFrom(Project(job.plan, events), now), shown.job.status);
        before = std::move(shown);
        if (HasFatalFailure()) return;
      }
    }
  }
}

// What NextChange gives for `past`, unless the first of the events ahead comes before that.
std::optional<Timestamp> NextChangeOrEvent(const SteeredJob& job, const EventLog& past,
                                           Timestamp now) {
  auto next = NextChange(job.plan, past, now);
  for (std::size_t n = past.size(); n < job.events.size(); ++n) {
    const Timestamp at = FloorToMillis(job.events[n].at);
    if (!next || at < *next) next = at;
  }
  return next;
}

TEST(SteeringPropertyTest, EventsThatLieAheadDoNotCountButAsTheNextChange) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    const SteeredJob job = RandomJob(seed);
    ASSERT_EQ(DecodeEvents(EncodeEvents(job.events)), job.events);
    ASSERT_EQ(DecodePlan(EncodePlan(job.plan)), job.plan);
    for (const Event& event : job.events) {
      for (const Timestamp now :
           {event.at - kOneMillisecond, event.at, event.at + kOneMillisecond}) {
        if (now < kBirth) continue;
        const EventLog past = UpTo(job.events, now);
        ASSERT_TRUE(Shown(job.plan, job.events, now) == Shown(job.plan, past, now));
        ASSERT_EQ(TransitionsOf(job.plan, job.events, now), TransitionsOf(job.plan, past, now));
        ASSERT_EQ(NextChange(job.plan, job.events, now), NextChangeOrEvent(job, past, now));
      }
    }
  }
}

// The states that the transitions up to `now` amount to.
struct Replayed {
  std::optional<JobTransition> job;
  std::map<std::size_t, CandidateStatus> candidates;
};

Replayed Replay(const std::vector<Transition>& transitions, Timestamp now) {
  Replayed replayed;
  for (const Transition& transition : transitions) {
    if (!transition.at || *transition.at > now) continue;
    if (const auto* job = std::get_if<JobTransition>(&transition.to)) replayed.job = *job;
    if (const auto* candidate = std::get_if<CandidateTransition>(&transition.to)) {
      replayed.candidates[candidate->candidate] = candidate->status;
    }
  }
  return replayed;
}

void ExpectAgreement(const SteeredJob& job, const std::vector<Transition>& transitions,
                     Timestamp now) {
  const Replayed replayed = Replay(transitions, now);
  const JobState state = Evaluate(job.plan, job.events, now);
  ASSERT_EQ(replayed.job, (JobTransition{state.status, state.secondary_status}));
  const auto candidates = EvaluateCandidates(job.plan, job.events, now);
  ASSERT_EQ(replayed.candidates.size(), candidates.size());
  for (const CandidateState& c : candidates) {
    ASSERT_EQ(replayed.candidates.at(c.index), c.status) << c.index;
  }
}

TEST(SteeringPropertyTest, TransitionsAgreeWithWhatIsShown) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    const SteeredJob job = RandomJob(seed);
    const Timestamp last = FloorToMillis(job.events.back().at);
    const auto transitions = TransitionsOf(job.plan, job.events, last);
    ASSERT_FALSE(transitions.empty());
    Timestamp previous = kBirth;
    for (const Transition& transition : transitions) {
      const Timestamp at = transition.at.value_or(Timestamp::max());
      ASSERT_GE(at, previous);
      ASSERT_EQ(transition.happened, at <= last);
      previous = at;
      if (!transition.at) continue;
      ExpectAgreement(job, transitions, at);
      if (at > kBirth) ExpectAgreement(job, transitions, at - kOneMillisecond);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(SteeringPropertyTest, TheNextChangeIsTheFirstOne) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    const SteeredJob job = RandomJob(seed);
    Timestamp now = FloorToMillis(job.events.back().at);
    for (int n = 0; n < 50; ++n) {
      const Shown shown(job.plan, job.events, now);
      const auto next = NextChange(job.plan, job.events, now);
      const Timestamp until = next ? *next - kOneMillisecond : now + std::chrono::hours(100'000);
      ASSERT_TRUE(shown == Shown(job.plan, job.events, until));
      if (!next) break;
      ASSERT_GT(*next, now);
      ASSERT_FALSE(shown == Shown(job.plan, job.events, *next));
      now = *next;
    }
  }
}

TEST(SteeringPropertyTest, AJobArrivesWhereItIsSent) {
  for (DrawKey seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    SteeredJob job = RandomJob(seed);
    const Timestamp now = FloorToMillis(job.events.back().at);
    const JobState before = Evaluate(job.plan, job.events, now);
    const auto next = NextPhase(job.plan, job.events, now);
    const auto end = JobEnd(job.plan, job.events, now);
    ASSERT_EQ(next.has_value(), !IsTerminal(before.status));
    ASSERT_EQ(end.has_value(), !IsTerminal(before.status));
    if (!next || !end) continue;
    // What it must wait for comes first.
    if (ShutGate(job.plan, job.events, now)) {
      const auto opened = ProfiledEvents(job.plan, now);
      job.events.insert(job.events.end(), opened.begin(), opened.end());
      if (IsTerminal(Evaluate(job.plan, job.events, now).status)) continue;
    }
    const auto sent_to = [&](Nominal to) {
      return Evaluate(job.plan, With(job.events, AdvanceEvents(job.plan, job.events, to, now)),
                      now);
    };
    ASSERT_GT(Progress(job.plan, sent_to(*next)), Progress(job.plan, before));
    ASSERT_TRUE(IsTerminal(sent_to(*end).status));
    for (const PlannedPhase& phase : job.plan.phases) {
      const auto start = PhaseStart(job.plan, job.events, now, phase.status);
      if (!start) continue;
      ASSERT_EQ(*start, phase.start);
      const JobState there = sent_to(*start);
      ASSERT_GE(Progress(job.plan, there), Progress(job.plan, before) + 1);
    }
  }
}

}  // namespace
}  // namespace autopilot
