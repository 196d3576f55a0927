#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "common/time.h"

namespace autopilot {

// No plan is longer, and stored plans that claim to be are damaged. 2^52 us, about 142 years: sums
// of such times and clock instants stay far from the ends of 64 bits.
inline constexpr Nominal kLongestPlan{std::int64_t{1} << 52};

// A requested runtime limit in seconds as nominal time, however large the request.
inline std::optional<Nominal> LimitOf(std::optional<std::int64_t> seconds) {
  if (!seconds) return std::nullopt;
  return Nominal::Seconds(std::min(*seconds, kLongestPlan.us / 1'000'000));
}

}  // namespace autopilot
