#pragma once

#include "common/time.h"

namespace autopilot {

// Where `now` comes from. Passed by reference to whatever needs it; safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp Now() const = 0;
};

}  // namespace autopilot
