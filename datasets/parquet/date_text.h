#pragma once

#include <cstdint>
#include <string>

namespace autopilot {

// "2024-01-31", of days since 1970-01-01. Years beyond 0000 to 9999 have a sign: "+10000-01-01".
void AppendDate(std::int64_t days, std::string& text);

// "12:00:00" or "12:00:00.25": seconds of a day, and billionths of a second.
void AppendTimeOfDay(std::int64_t seconds, std::int64_t nanos, std::string& text);

// "2024-01-31T12:00:00.25" of seconds since 1970 and billionths of one, which are not negative.
void AppendDateTime(std::int64_t seconds, std::int64_t nanos, std::string& text);

}  // namespace autopilot
