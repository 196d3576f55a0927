#include "lifecycle/timeline.h"

#include <algorithm>

namespace autopilot {
namespace {

// A product of microseconds and millionths does not fit 64 bits.
__extension__ using Wide = __int128;

constexpr Wide kMillion = 1'000'000;
// Where nominal time stops: beyond it sums could overflow.
constexpr Nominal kUncapped{std::int64_t{1} << 61};
constexpr Rate kRealSpeed{1'000'000};
constexpr std::chrono::microseconds kRestOfMillisecond(999);

}  // namespace

Timestamp Timeline::Segment::At(Nominal n) const {
  if (n <= from) return start;
  if (n > cap) return kNever;
  const Wide nominal = Wide{n.us} - from.us;
  const Wide elapsed = (nominal * kMillion + rate.millionths - 1) / rate.millionths;
  const Wide left = (kNever - start).count();
  return start + std::chrono::microseconds(static_cast<std::int64_t>(std::min(elapsed, left)));
}

Nominal Timeline::Segment::Reached(Timestamp t) const {
  const Wide elapsed = std::max<std::int64_t>((t - start).count(), 0);
  const Wide reached = from.us + elapsed * rate.millionths / kMillion;
  return Nominal{static_cast<std::int64_t>(std::min<Wide>(reached, cap.us))};
}

Timeline::Timeline(const Event& created)
    : segments_{{.start = FloorToMillis(created.at),
                 .from = Nominal{},
                 .rate = {created.argument},
                 .cap = kUncapped,
                 .last = kUncapped,
                 .change = created.change,
                 .real_speed = created.argument == kRealSpeed.millionths}} {}

Timeline::Timeline(const EventLog& events) : Timeline(events.front()) {
  for (const Event& event : events) Add(event);
}

void Timeline::Add(const Event& event) {
  const Timestamp instant = FloorToMillis(event.at);
  Segment& current = segments_.back();
  Segment next = current;
  next.start = std::max(instant + kRestOfMillisecond, current.start);
  next.from = current.Reached(next.start);
  const Nominal reached = next.from;
  const Nominal argument{event.argument};
  switch (event.kind) {
    case EventKind::kCreated:
    case EventKind::kStopRequested:
      return;
    case EventKind::kRateChanged:
      next.rate = {event.argument};
      next.real_speed = current.real_speed && next.rate == kRealSpeed;
      break;
    case EventKind::kAdvanced:
      next.from = std::max(argument, reached);
      if (next.cap != kUncapped) next.cap = std::max(next.cap, next.from);
      next.real_speed = false;
      break;
    case EventKind::kHeld:
      // A job that is held from its creation on has not run for the rest of that millisecond.
      if (segments_.size() == 1 && instant == current.start) {
        current.cap = current.last = argument;
        return;
      }
      next.cap = std::max(argument, reached);
      break;
    case EventKind::kReleased:
      next.cap = kUncapped;
      break;
  }
  current.last = reached;
  next.last = next.cap;
  next.change = event.change;
  segments_.push_back(next);
}

Nominal Timeline::Reached(Timestamp t) const {
  const auto later =
      std::partition_point(segments_.begin(), segments_.end(),
                           [t](const Segment& segment) { return segment.start <= t; });
  return later == segments_.begin() ? Nominal{} : std::prev(later)->Reached(t);
}

Nominal Timeline::Position(Timestamp t) const {
  return std::max(Reached(t), segments_.back().from);
}

std::size_t Timeline::SegmentOf(Nominal n) const {
  const auto found = std::partition_point(segments_.begin(), std::prev(segments_.end()),
                                          [n](const Segment& segment) { return segment.last < n; });
  return static_cast<std::size_t>(found - segments_.begin());
}

}  // namespace autopilot
