#pragma once

#include <vector>

#include "common/time.h"
#include "lifecycle/events.h"

namespace autopilot {

// The map between a job's nominal time and clock time: straight pieces, each with its own rate. It
// never goes back, and a later event never moves an instant that lies before it.
class Timeline {
 public:
  explicit Timeline(const EventLog& events);

  // The first clock instant at which nominal time has reached `n`.
  Timestamp At(Nominal n) const;
  // Nominal time reached at that instant; 0 before the start.
  Nominal Reached(Timestamp t) const;

 private:
  struct Segment {
    Timestamp clock_start;
    Nominal nominal_start;
    Rate rate;
  };
  std::vector<Segment> segments_;
};

}  // namespace autopilot
