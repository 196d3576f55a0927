#include "tests/unit/lifecycle/steered_jobs.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "lifecycle/planner.h"
#include "lifecycle/profile_gate.h"
#include "lifecycle/transitions.h"
#include "tests/unit/lifecycle/fixtures.h"
#include "tests/unit/lifecycle/random_jobs.h"

namespace autopilot {
namespace {

std::optional<Nominal> RandomMove(Draws& draws, const SteeredJob& job, Timestamp at) {
  switch (draws.Below(5)) {
    case 0:
      return NextPhase(job.plan, job.events, at);
    case 1:
      return NextTick(job.plan, job.events, at);
    case 2:
      return PhaseStart(
          job.plan, job.events, at,
          job.plan.phases[draws.Below(static_cast<std::uint32_t>(job.plan.phases.size()))].status);
    case 3:
      return JobEnd(job.plan, job.events, at);
    default:
      return Further(job.plan, job.events, at,
                     Nominal{draws.Between(1, std::max<std::int64_t>(job.plan.end.us, 1))});
  }
}

// Appends what somebody may do to the job at that instant.
void Interfere(Draws& draws, SteeredJob& job, Timestamp at) {
  const bool by_time = job.plan.progression.mode == ProgressionMode::kTime;
  switch (draws.Below(4)) {
    case 0:
      if (by_time) {
        job.events = With(job.events, EventKind::kRateChanged, at, RandomRate(draws).millionths);
      }
      return;
    case 1:
      job.events = With(job.events, StopEvents(job.plan, job.events, at));
      return;
    default:
      if (const auto to = RandomMove(draws, job, at)) {
        job.events = With(job.events, AdvanceEvents(job.plan, job.events, *to, at));
      }
  }
}

DataFacts RandomFacts(Draws& draws) {
  DataFacts facts;
  facts.rows = static_cast<std::uint64_t>(draws.Between(1, 1'000'000));
  facts.columns = static_cast<std::uint64_t>(draws.Between(1, 500));
  if (draws.Below(4) != 0) facts.problem_type = static_cast<ProblemType>(draws.Below(3));
  for (std::uint32_t n = draws.Below(6); n > 0; --n) {
    facts.labels.push_back({"label-" + std::to_string(n), n * 10});
  }
  facts.label_count = facts.labels.size();
  if (draws.Below(2) == 0) facts.target_deviation = draws.Uniform(0, 1'000);
  return facts;
}

SteeredJob NewJob(Draws& draws, DrawKey seed, AwaitsProfile awaits) {
  const JobSpec spec = RandomSpec(draws);
  SteeredJob job{.plan = MakePlan(spec, RandomOutcome(draws, spec), seed), .events = {}};
  ApplyProgression(job.plan, RandomProgression(draws));
  if (awaits == AwaitsProfile::kYes) MakeRoomForProfile(job.plan);
  job.events = StartOfLife(kBirth, RandomRate(draws), job.plan, awaits);
  job.at_birth = job.events.size();
  return job;
}

auto Comparable(const JobState& s) {
  return std::tuple(s.status, s.secondary_status, s.created, s.last_modified, s.ended,
                    s.data_analyzed, s.shows_best_candidate, s.reports_done, s.endpoint_deployed,
                    s.deployment_failed);
}

auto Comparable(const CandidateState& s) {
  return std::tuple(s.index, s.status, s.created, s.last_modified, s.ended, s.shows_metrics,
                    s.may_be_best);
}

}  // namespace

Plan RandomlyProfiled(Draws& draws, const Plan& plan) {
  if (draws.Below(3) == 0) return WithFailedAnalysis(plan, "no luck");
  const auto profiled = WithData(plan, RandomFacts(draws), {});
  return profiled ? *profiled : WithFailedAnalysis(plan, profiled.error());
}

Timestamp RandomInstant(Draws& draws, const SteeredJob& job) {
  const Timestamp last = FloorToMillis(job.events.back().at);
  std::vector<Timestamp> instants{last};
  for (const Transition& transition : TransitionsOf(job.plan, job.events, last)) {
    if (!transition.at || *transition.at < last) continue;
    instants.push_back(*transition.at);
    instants.push_back(*transition.at + kOneMillisecond);
    instants.push_back(After(last, draws.Between(0, (*transition.at - last).count())));
  }
  // A job that waits at its gate has no transitions ahead.
  if (ShutGate(job.plan, job.events, last)) {
    instants.push_back(After(last, std::int64_t{1} << draws.Between(10, 42)));
  }
  return FloorToMillis(instants[draws.Below(static_cast<std::uint32_t>(instants.size()))]);
}

SteeredJob RandomJob(DrawKey seed) {
  Draws draws(Derive(seed, "steered"));
  const auto awaits = draws.Below(2) == 0 ? AwaitsProfile::kNo : AwaitsProfile::kYes;
  SteeredJob job = NewJob(draws, seed, awaits);
  for (std::uint32_t n = draws.Below(6); n > 0; --n) {
    const Timestamp at = RandomInstant(draws, job);
    if (IsAwaitingProfile(job.events) && draws.Below(3) == 0) {
      job.plan = RandomlyProfiled(draws, job.plan);
      job.events = With(job.events, ProfiledEvents(job.plan, at));
    } else {
      Interfere(draws, job, at);
    }
  }
  return job;
}

SteeredJob RandomWaitingJob(DrawKey seed) {
  Draws draws(Derive(seed, "waiting"));
  while (true) {
    SteeredJob job = NewJob(draws, seed, AwaitsProfile::kYes);
    for (std::uint32_t n = draws.Below(4); n > 0; --n) {
      Interfere(draws, job, RandomInstant(draws, job));
    }
    if (IsAwaitingProfile(job.events)) return job;
  }
}

EventLog Prefix(const EventLog& events, std::size_t count) {
  return {events.begin(), events.begin() + static_cast<std::ptrdiff_t>(count)};
}

EventLog UpTo(const EventLog& events, Timestamp now) {
  EventLog past;
  for (const Event& event : events) {
    if (event.at <= now) past.push_back(event);
  }
  return past;
}

Shown::Shown(const Plan& plan, const EventLog& events, Timestamp now)
    : job(Evaluate(plan, events, now)), candidates(EvaluateCandidates(plan, events, now)) {}

bool Shown::operator==(const Shown& other) const {
  return Comparable(job) == Comparable(other.job) &&
         std::equal(candidates.begin(), candidates.end(), other.candidates.begin(),
                    other.candidates.end(),
                    [](const auto& a, const auto& b) { return Comparable(a) == Comparable(b); });
}

}  // namespace autopilot
