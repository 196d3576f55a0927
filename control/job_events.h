#pragma once

#include <cstddef>
#include <optional>

#include "control/control_error.h"
#include "storage/records.h"

namespace autopilot {

// Events are kept for ever and read with the job: a test that moves one job in an endless loop must
// not make it slow for all.
inline constexpr std::size_t kMostEvents = 1'000;

// A conflict if the job has so many events that tests may add no more.
std::optional<ControlError> CheckRoomForEvent(const JobRecord& job);

}  // namespace autopilot
