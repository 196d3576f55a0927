#include "control/job_events.h"

#include <string>

namespace autopilot {

std::optional<ControlError> CheckRoomForEvent(const JobRecord& job) {
  if (job.events.size() < kMostEvents) return std::nullopt;
  return ControlError{.message = "The job " + job.name +
                                 " has been moved or had its speed changed " +
                                 std::to_string(kMostEvents) +
                                 " times, which is the most. Stop it, or reset the account.",
                      .kind = ControlErrorKind::kConflict};
}

}  // namespace autopilot
