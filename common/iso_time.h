#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/time.h"

namespace autopilot {

// "2026-01-31T12:34:56.789Z": UTC, cut down to the millisecond.
std::string IsoTime(Timestamp t);

// Reads a date and time of the years 1970 to 9999 with its zone: "2026-01-31T12:34:56Z",
// "2026-01-31T14:34:56.789+02:00". Up to six digits of a second; nothing for any other text.
std::optional<Timestamp> ParseIsoTime(std::string_view text);

// The "basic format" that signatures use: "20260131T123456Z", cut down to the second. No other is
// read.
std::string BasicIsoTime(Timestamp t);
std::optional<Timestamp> ParseBasicIsoTime(std::string_view text);

}  // namespace autopilot
