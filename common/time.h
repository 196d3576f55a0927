#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace autopilot {

// The two units of time, never mixed (see docs/architecture.md, "Time").

// Clock time: an instant as the API shows it, in whole microseconds since the Unix epoch.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

// Nominal time: what a phase would take in the real service, in whole microseconds from the start
// of the job. It becomes clock time through a Rate.
struct Nominal {
  std::int64_t us = 0;

  static constexpr Nominal Millis(std::int64_t n) { return {n * 1'000}; }
  static constexpr Nominal Seconds(std::int64_t n) { return {n * 1'000'000}; }
  auto operator<=>(const Nominal&) const = default;
  constexpr Nominal operator+(Nominal other) const { return {us + other.us}; }
  constexpr Nominal operator-(Nominal other) const { return {us - other.us}; }
};

// Nominal microseconds per microsecond of clock, in millionths: `--speed 600` is {600'000'000}.
struct Rate {
  std::int64_t millionths = 1'000'000;

  auto operator<=>(const Rate&) const = default;
};

// The instant cut down to the millisecond, the precision in which the API shows it.
constexpr Timestamp FloorToMillis(Timestamp t) {
  return std::chrono::floor<std::chrono::milliseconds>(t);
}

// The end of the year 9999: dates behind it have no common form.
inline constexpr Timestamp kEndOfDates{std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1)};

}  // namespace autopilot
