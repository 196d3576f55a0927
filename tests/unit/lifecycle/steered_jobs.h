#pragma once

#include <cstddef>
#include <vector>

#include "common/draws.h"
#include "common/time.h"
#include "lifecycle/events.h"
#include "lifecycle/plan.h"
#include "lifecycle/profiled_plan.h"
#include "lifecycle/state.h"

namespace autopilot {

// Jobs of all kinds whose time and outcome a test steers, with events at any instant. About half of
// them await their profile, which many get; the plan then is what the data has made of it.
struct SteeredJob {
  Plan plan;
  EventLog events;
  std::size_t at_birth = 0;  // so many events belong to the creation
};
SteeredJob RandomJob(DrawKey seed);

// Such a job without its profile yet, after anything else.
SteeredJob RandomWaitingJob(DrawKey seed);

// What reading its data may make of a plan: all of it goes well, or fails.
Plan RandomlyProfiled(Draws& draws, const Plan& plan);

// An instant at or after the last event: of something that happens, close to it, or any.
Timestamp RandomInstant(Draws& draws, const SteeredJob& job);

EventLog Prefix(const EventLog& events, std::size_t count);
EventLog UpTo(const EventLog& events, Timestamp now);

// Everything that is shown of a job.
struct Shown {
  Shown(const Plan& plan, const EventLog& events, Timestamp now);

  bool operator==(const Shown& other) const;

  JobState job;
  std::vector<CandidateState> candidates;
};

}  // namespace autopilot
