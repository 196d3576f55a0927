#include "lifecycle/timeline.h"

#include <algorithm>
#include <iterator>

namespace autopilot {
namespace {

// A product of microseconds and millionths does not fit 64 bits.
__extension__ using Wide = __int128;

constexpr Wide kMillion = 1'000'000;
// Where both directions stop: beyond it sums of instants could overflow.
constexpr Wide kFarAway = Wide{1} << 61;

std::int64_t Cap(Wide us) { return static_cast<std::int64_t>(std::min(us, kFarAway)); }

}  // namespace

Timeline::Timeline(const EventLog& events) {
  for (const Event& event : events) {
    if (event.kind == EventKind::kCreated) {
      segments_.push_back({event.at, Nominal{}, Rate{event.argument}});
    }
  }
}

Timestamp Timeline::At(Nominal n) const {
  auto segment = segments_.rbegin();
  while (std::next(segment) != segments_.rend() && segment->nominal_start > n) ++segment;
  const Wide nominal = std::max<std::int64_t>(n.us - segment->nominal_start.us, 0);
  const Wide rate = segment->rate.millionths;
  return segment->clock_start +
         std::chrono::microseconds(Cap((nominal * kMillion + rate - 1) / rate));
}

Nominal Timeline::Reached(Timestamp t) const {
  auto segment = segments_.rbegin();
  while (std::next(segment) != segments_.rend() && segment->clock_start > t) ++segment;
  const Wide elapsed = std::max<std::int64_t>((t - segment->clock_start).count(), 0);
  return segment->nominal_start + Nominal{Cap(elapsed * segment->rate.millionths / kMillion)};
}

}  // namespace autopilot
