#pragma once

#include <atomic>

#include "common/clock.h"

namespace autopilot::testing {

// A clock that stands still until it is moved. Any thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start) : us_(start.time_since_epoch().count()) {}

  Timestamp Now() const override { return Timestamp(std::chrono::microseconds(us_.load())); }
  void Advance(std::chrono::microseconds by) { us_ += by.count(); }
  void Set(Timestamp to) { us_ = to.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> us_;
};

}  // namespace autopilot::testing
