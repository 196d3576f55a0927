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
                 .real_speed = created.argument == kRealSpeed.millionths}},
      hold_(kUncapped) {}

Timeline::Timeline(const EventLog& events) : Timeline(events.front()) {
  for (const Event& event : events) Add(event);
}

Nominal Timeline::Cap() const { return gate_ ? std::min(hold_, *gate_) : hold_; }

Timeline::Segment Timeline::After(const Event& event) const {
  Segment next = segments_.back();
  next.start = std::max(FloorToMillis(event.at) + kRestOfMillisecond, next.start);
  next.from = segments_.back().Reached(next.start);
  return next;
}

void Timeline::Append(Segment next, const Event& event) {
  segments_.back().last = segments_.back().Reached(next.start);
  next.cap = next.last = Cap();
  next.change = event.change;
  segments_.push_back(next);
}

void Timeline::OpenGate(const Event& event) {
  if (!gate_) return;
  const Nominal gate = *gate_;
  gate_.reset();
  const Segment next = After(event);
  if (next.from >= gate) return Append(next, event);
  // Nothing has waited. A segment that begins here would round differently.
  segments_.back().cap = segments_.back().last = Cap();
}

void Timeline::Add(const Event& event) {
  Segment next = After(event);
  const Nominal reached = next.from;
  const Nominal argument{event.argument};
  // A job that is held from its creation on has not run for the rest of that millisecond.
  const bool at_birth = segments_.size() == 1 && FloorToMillis(event.at) == segments_.front().start;
  switch (event.kind) {
    case EventKind::kCreated:
    case EventKind::kStopRequested:
      return;
    case EventKind::kRateChanged:
      next.rate = {event.argument};
      next.real_speed = next.real_speed && next.rate == kRealSpeed;
      break;
    case EventKind::kAdvanced:
      next.from = std::max(gate_ ? std::min(argument, *gate_) : argument, reached);
      if (hold_ != kUncapped) hold_ = std::max(hold_, next.from);
      next.real_speed = false;
      break;
    case EventKind::kHeld:
      hold_ = at_birth ? argument : std::max(argument, reached);
      break;
    case EventKind::kReleased:
      hold_ = kUncapped;
      break;
    case EventKind::kAwaitsProfile:
      gate_ = at_birth ? argument : std::max(argument, reached);
      break;
    case EventKind::kProfiled:
      return OpenGate(event);
  }
  const bool holds = event.kind == EventKind::kHeld || event.kind == EventKind::kAwaitsProfile;
  if (at_birth && holds) {
    segments_.front().cap = segments_.front().last = Cap();
  } else {
    Append(next, event);
  }
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
