#pragma once

#include "common/time.h"
#include "lifecycle/events.h"

namespace autopilot {

// The map between a job's nominal time and clock time: from its creation on at the rate it was
// created with.
class Timeline {
 public:
  explicit Timeline(const EventLog& events);  // begins with a kCreated event

  // The first clock instant at which nominal time has reached `n`.
  Timestamp At(Nominal n) const;
  // Nominal time reached at that instant; 0 before the start.
  Nominal Reached(Timestamp t) const;

 private:
  Timestamp created_;
  Rate rate_;
};

}  // namespace autopilot
