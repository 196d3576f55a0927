#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>

#include "common/clock.h"

namespace autopilot {

// The machine's wall clock, except that it never goes back: where somebody sets that back, this one
// goes on at its own pace until the wall clock has caught up.
class WallClock final : public Clock {
 public:
  using Source = std::function<std::chrono::microseconds()>;

  WallClock();
  // `system`: time since the Unix epoch, which may jump; `steady`: since any start, which does not.
  // Both are called from any thread.
  WallClock(Source system, Source steady);

  Timestamp Now() const override;

 private:
  const Source system_;
  const Source steady_;
  // The most by which the system's clock has been ahead of the steady one, in microseconds.
  mutable std::atomic<std::int64_t> ahead_;
};

}  // namespace autopilot
