#include "lifecycle/events.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "lifecycle/profile_gate.h"

namespace autopilot {
namespace {

constexpr Rate kRealSpeed{1'000'000};

// Where a job stays as its outcome says, with time for all that lies before. In manual progression
// there is no time that could be released. The plan does not know the place any more where the
// job's data has made it fail before that.
std::optional<Nominal> StuckAt(const Plan& plan, const EventLog& events) {
  if (plan.progression.mode == ProgressionMode::kManual) return std::nullopt;
  const auto last = std::find_if(events.rbegin(), events.rend(), [](const Event& event) {
    return event.kind == EventKind::kHeld || event.kind == EventKind::kReleased;
  });
  if (last == events.rend() || last->kind == EventKind::kReleased) return std::nullopt;
  return Nominal{last->argument};
}

}  // namespace

EventLog StartOfLife(Timestamp created, Rate rate) {
  return {{.kind = EventKind::kCreated, .at = created, .argument = rate.millionths}};
}

EventLog StartOfLife(Timestamp created, Rate rate, const Plan& plan, AwaitsProfile awaits) {
  const ProgressionMode mode = plan.progression.mode;
  EventLog events =
      StartOfLife(created, mode == ProgressionMode::kSecondsPerPhase ? kRealSpeed : rate);
  const auto add = [&](EventKind kind, Nominal n) {
    events.push_back({.kind = kind, .at = created, .argument = n.us});
  };
  if (awaits == AwaitsProfile::kYes) {
    if (const auto gate = ProfileGate(plan)) add(EventKind::kAwaitsProfile, *gate);
  }
  if (mode == ProgressionMode::kManual) {
    add(EventKind::kHeld, Nominal{});
  } else if (plan.held_at) {
    add(EventKind::kHeld, *plan.held_at);
  }
  if (mode == ProgressionMode::kImmediate) {
    add(EventKind::kAdvanced, plan.held_at.value_or(plan.end));
  }
  return events;
}

bool IsAwaitingProfile(const EventLog& events) {
  bool awaits = false;
  for (const Event& event : events) {
    if (event.kind == EventKind::kAwaitsProfile) awaits = true;
    if (event.kind == EventKind::kProfiled || event.kind == EventKind::kStopRequested) {
      awaits = false;
    }
  }
  return awaits;
}

std::vector<Event> ProfiledEvents(const Plan& plan, Timestamp at) {
  std::vector<Event> added{{.kind = EventKind::kProfiled, .at = at}};
  if (plan.progression.mode != ProgressionMode::kImmediate) return added;
  const Nominal to = plan.held_at.value_or(plan.end);
  const auto analyzed = AnalysisEnd(plan);
  // A job that is stuck before has not come to the gate: it is where it belongs.
  if (analyzed && to >= *analyzed) {
    added.push_back({.kind = EventKind::kAdvanced, .at = at, .argument = to.us});
  }
  return added;
}

std::vector<Event> StopEvents(const Plan& plan, const EventLog& events, Timestamp at) {
  std::vector<Event> added;
  if (StuckAt(plan, events)) added.push_back({.kind = EventKind::kReleased, .at = at});
  added.push_back({.kind = EventKind::kStopRequested, .at = at});
  return added;
}

std::vector<Event> AdvanceEvents(const Plan& plan, const EventLog& events, Nominal to,
                                 Timestamp at) {
  std::vector<Event> added;
  const auto stuck = StuckAt(plan, events);
  if (stuck && to > *stuck) {
    added.push_back({.kind = EventKind::kReleased, .at = at});
  }
  added.push_back({.kind = EventKind::kAdvanced, .at = at, .argument = to.us});
  return added;
}

EventLog EventsUpTo(const EventLog& events, std::int64_t change) {
  EventLog made;
  std::copy_if(events.begin(), events.end(), std::back_inserter(made),
               [change](const Event& event) { return event.change <= change; });
  return made;
}

}  // namespace autopilot
