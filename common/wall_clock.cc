#include "common/wall_clock.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace autopilot {
namespace {

template <typename Clock>
std::chrono::microseconds SinceStartOf() {
  return std::chrono::floor<std::chrono::microseconds>(Clock::now().time_since_epoch());
}

}  // namespace

WallClock::WallClock()
    : WallClock(SinceStartOf<std::chrono::system_clock>, SinceStartOf<std::chrono::steady_clock>) {}

WallClock::WallClock(Source system, Source steady)
    : system_(std::move(system)),
      steady_(std::move(steady)),
      ahead_(std::numeric_limits<std::int64_t>::min()) {}

Timestamp WallClock::Now() const {
  // In this order: what passes in between makes the difference smaller, and only the greatest
  // counts.
  const std::int64_t system = system_().count();
  const std::int64_t steady = steady_().count();
  const std::int64_t ahead = system - steady;
  std::int64_t most = ahead_;
  while (ahead > most && !ahead_.compare_exchange_weak(most, ahead)) {
  }
  return Timestamp(std::chrono::microseconds(steady + std::max(ahead, most)));
}

}  // namespace autopilot
