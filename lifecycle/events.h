#pragma once

#include <cstdint>
#include <vector>

#include "common/time.h"
#include "lifecycle/plan.h"

namespace autopilot {

// What happened to a job; append-only, stored in this order. Numbers are stored: only append.
enum class EventKind : std::uint8_t {
  kCreated = 1,        // argument: Rate::millionths at which the plan runs
  kStopRequested = 2,  // argument: 0
  kRateChanged = 3,    // argument: Rate::millionths from here on
  kAdvanced = 4,       // argument: nominal microseconds, reached at once; a held job is held there
  kHeld = 5,           // argument: nominal microseconds that time does not pass
  kReleased = 6,       // argument: 0; time passes again
  // argument: nominal microseconds, the gate, which time does not pass before the job's data has
  // been read; apart from a hold, so that the end of one does not end the other
  kAwaitsProfile = 7,
  kProfiled = 8,  // argument: 0; the data has been read, the gate is open
};

struct Event {
  EventKind kind = EventKind::kCreated;
  Timestamp at;
  std::int64_t argument = 0;
  // The number, in the job's scope, of the change that appended it, assigned by the store: 0 before
  // that.
  std::int64_t change = 0;

  bool operator==(const Event&) const = default;
};

// The first event is kCreated; `at` and `change` never go back. Whoever appends cuts `at` down to
// the millisecond, in which the API shows it; evaluation does so where that was not done.
using EventLog = std::vector<Event>;

EventLog StartOfLife(Timestamp created, Rate rate);
// The same with what the plan's progression and its stuck phase ask for: a job in manual
// progression is held at its start, an immediate one is advanced to its end, a stuck one held where
// it stays (an immediate one is there at once). A job of seconds per phase runs at rate 1, for
// which its plan is made.
//
// kYes: its data will be read, and it waits for that at the end of its analysis (profile_gate.h);
// an immediate one is there at once. Plans without a gate do not wait.
enum class AwaitsProfile : std::uint8_t { kNo, kYes };
EventLog StartOfLife(Timestamp created, Rate rate, const Plan& plan,
                     AwaitsProfile awaits = AwaitsProfile::kNo);

// True while the job has a gate that is not open: its data has not been read, and nobody has asked
// it to stop, in which case the data is of no use any more.
bool IsAwaitingProfile(const EventLog& events);
// What to append when the data of a job that awaits its profile has been read at `at`, and `plan`
// is what became of its plan. An immediate job goes on to its end, or to where it is stuck.
std::vector<Event> ProfiledEvents(const Plan& plan, Timestamp at);

// What to append when the job is asked to stop at `at`: a stuck job is released first, so that its
// Stopping takes its time. In manual progression Stopping ends by an advance only.
std::vector<Event> StopEvents(const Plan& plan, const EventLog& events, Timestamp at);
// What to append when a test moves the job to `to` at `at`: a stuck job that is sent beyond the
// place where it is stuck is released, and goes on by itself from there. None gets beyond the gate
// while that is shut.
std::vector<Event> AdvanceEvents(const Plan& plan, const EventLog& events, Nominal to,
                                 Timestamp at);

// The events as they were when the change of that number had just been made: those with at most
// this number. Empty if the job was created later.
EventLog EventsUpTo(const EventLog& events, std::int64_t change);

}  // namespace autopilot
