#pragma once

#include <cstdint>
#include <vector>

#include "common/time.h"

namespace autopilot {

// What happened to a job; append-only, stored in this order. Numbers are stored: only append.
enum class EventKind : std::uint8_t {
  kCreated = 1,        // argument: Rate::millionths at which the plan runs
  kStopRequested = 2,  // argument: 0
};

struct Event {
  EventKind kind = EventKind::kCreated;
  Timestamp at;
  std::int64_t argument = 0;
  // The store-wide number of the change that appended it, assigned by the store: 0 before that.
  std::int64_t change = 0;

  bool operator==(const Event&) const = default;
};

// The first event is kCreated; `at` and `change` never go back. Whoever appends cuts `at` down to
// the millisecond, in which the API shows it; evaluation does so where that was not done.
using EventLog = std::vector<Event>;

EventLog StartOfLife(Timestamp created, Rate rate);

// The events as they were when the change of that number had just been made: those with at most
// this number. Empty if the job was created later.
EventLog EventsUpTo(const EventLog& events, std::int64_t change);

}  // namespace autopilot
