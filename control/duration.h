#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <tl/expected.hpp>

namespace autopilot {

// The longest duration that control requests take: a hundred years, far from any overflow.
inline constexpr std::chrono::microseconds kMaxDuration = std::chrono::days(36'500);

// Reads a duration from 0 to kMaxDuration: ISO 8601 in weeks, days, hours, minutes and seconds
// ("PT10M", "PT0.5S", "P1DT2H"; years and months have no fixed length), or a number of
// milliseconds. Cut down to the microsecond. The error is a predicate that wants the field's name
// as its subject: "must be ...".
tl::expected<std::chrono::microseconds, std::string> ParseDuration(const nlohmann::json& value);

// The ISO 8601 form, which ParseDuration reads back: "P1DT2H0.5S". `duration` >= 0.
std::string FormatDuration(std::chrono::microseconds duration);

}  // namespace autopilot
