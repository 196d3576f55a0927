#pragma once

#include <string>

#include "common/time.h"

namespace autopilot {

// "2026-01-31T12:34:56.789Z": UTC, cut down to the millisecond.
std::string IsoTime(Timestamp t);

}  // namespace autopilot
