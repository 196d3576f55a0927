#include "lifecycle/events.h"

#include <algorithm>
#include <iterator>

namespace autopilot {
namespace {

constexpr Rate kRealSpeed{1'000'000};

// True for a job that stays where its outcome says, with time for all that lies before. In manual
// progression there is no time that could be released.
bool IsStuck(const Plan& plan, const EventLog& events) {
  if (!plan.held_at || plan.progression.mode == ProgressionMode::kManual) return false;
  const auto last = std::find_if(events.rbegin(), events.rend(), [](const Event& event) {
    return event.kind == EventKind::kHeld || event.kind == EventKind::kReleased;
  });
  return last != events.rend() && last->kind == EventKind::kHeld;
}

}  // namespace

EventLog StartOfLife(Timestamp created, Rate rate) {
  return {{.kind = EventKind::kCreated, .at = created, .argument = rate.millionths}};
}

EventLog StartOfLife(Timestamp created, Rate rate, const Plan& plan) {
  const ProgressionMode mode = plan.progression.mode;
  EventLog events =
      StartOfLife(created, mode == ProgressionMode::kSecondsPerPhase ? kRealSpeed : rate);
  const auto add = [&](EventKind kind, Nominal n) {
    events.push_back({.kind = kind, .at = created, .argument = n.us});
  };
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

std::vector<Event> StopEvents(const Plan& plan, const EventLog& events, Timestamp at) {
  std::vector<Event> added;
  if (IsStuck(plan, events)) added.push_back({.kind = EventKind::kReleased, .at = at});
  added.push_back({.kind = EventKind::kStopRequested, .at = at});
  return added;
}

std::vector<Event> AdvanceEvents(const Plan& plan, const EventLog& events, Nominal to,
                                 Timestamp at) {
  std::vector<Event> added;
  if (IsStuck(plan, events) && to > *plan.held_at) {
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
