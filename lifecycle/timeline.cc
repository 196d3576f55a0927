#include "lifecycle/timeline.h"

#include <algorithm>

namespace autopilot {
namespace {

// A product of microseconds and millionths does not fit 64 bits.
__extension__ using Wide = __int128;

constexpr Wide kMillion = 1'000'000;
// Where both directions stop: beyond it sums of instants could overflow.
constexpr Wide kFarAway = Wide{1} << 61;

std::int64_t Cap(Wide us) { return static_cast<std::int64_t>(std::min(us, kFarAway)); }

}  // namespace

Timeline::Timeline(const EventLog& events)
    : created_(events.front().at), rate_{events.front().argument} {}

Timestamp Timeline::At(Nominal n) const {
  const Wide nominal = std::max<std::int64_t>(n.us, 0);
  const Wide rate = rate_.millionths;
  return created_ + std::chrono::microseconds(Cap((nominal * kMillion + rate - 1) / rate));
}

Nominal Timeline::Reached(Timestamp t) const {
  const Wide elapsed = std::max<std::int64_t>((t - created_).count(), 0);
  return Nominal{Cap(elapsed * rate_.millionths / kMillion)};
}

}  // namespace autopilot
