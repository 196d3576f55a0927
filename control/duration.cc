#include "control/duration.h"

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace autopilot {
namespace {

using std::chrono::microseconds;

constexpr std::string_view kExpected =
    R"(must be a duration: ISO 8601 such as "PT10M", "PT0.5S" or "P1DT2H", without years and )"
    R"(months, or a number of milliseconds)";

struct Unit {
  char designator;
  bool of_time;  // stands behind the T
  std::int64_t us;
};

constexpr std::array<Unit, 5> kUnits = {{{'W', false, 604'800'000'000},
                                         {'D', false, 86'400'000'000},
                                         {'H', true, 3'600'000'000},
                                         {'M', true, 60'000'000},
                                         {'S', true, 1'000'000}}};

// A decimal number of at most 18 digits before and 6 behind its point.
struct Decimal {
  std::int64_t whole = 0;
  std::int64_t fraction = 0;  // in millionths
  bool has_fraction = false;
};

std::size_t DigitsAt(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789");
  return end == std::string_view::npos ? text.size() : end;
}

std::int64_t NumberOf(std::string_view digits) {
  std::int64_t number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

// Takes a number from the front of `text`.
std::optional<Decimal> TakeDecimal(std::string_view& text) {
  const std::size_t digits = DigitsAt(text);
  if (digits == 0 || digits > 18) return std::nullopt;
  Decimal number{.whole = NumberOf(text.substr(0, digits))};
  text.remove_prefix(digits);
  if (!text.starts_with('.')) return number;
  text.remove_prefix(1);
  const std::size_t decimals = DigitsAt(text);
  if (decimals == 0 || decimals > 6) return std::nullopt;
  number.fraction = NumberOf(text.substr(0, decimals));
  for (std::size_t i = decimals; i < 6; ++i) number.fraction *= 10;
  number.has_fraction = true;
  text.remove_prefix(decimals);
  return number;
}

// The microseconds of an ISO 8601 duration, at most one more than kMaxDuration.
std::optional<std::int64_t> ParseIso(std::string_view text) {
  constexpr std::int64_t kTooMuch = kMaxDuration.count() + 1;
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  std::int64_t sum = 0;
  bool in_time = false;
  bool complete = false;  // there is a number, and none is due
  bool at_end = false;    // only the last number may have a fraction
  const auto* unit = kUnits.begin();
  while (!text.empty()) {
    if (text.front() == 'T' && !in_time) {
      in_time = true;
      complete = false;
      text.remove_prefix(1);
      continue;
    }
    const std::optional<Decimal> number = TakeDecimal(text);
    if (!number || at_end || text.empty()) return std::nullopt;
    at_end = number->has_fraction;
    while (unit != kUnits.end() && (unit->designator != text.front() || unit->of_time != in_time)) {
      ++unit;  // units come in this order, each at most once
    }
    if (unit == kUnits.end()) return std::nullopt;
    sum = number->whole > kTooMuch / unit->us
              ? kTooMuch
              : std::min(kTooMuch,
                         sum + number->whole * unit->us + number->fraction * unit->us / 1'000'000);
    ++unit;
    complete = true;
    text.remove_prefix(1);
  }
  return complete ? std::optional(sum) : std::nullopt;
}

}  // namespace

tl::expected<microseconds, std::string> ParseDuration(const nlohmann::json& value) {
  std::optional<microseconds> duration;
  if (value.is_string()) {
    if (const auto us = ParseIso(value.get_ref<const std::string&>())) duration = microseconds(*us);
  } else if (value.is_number()) {
    const auto millis = value.get<double>();
    if (millis > static_cast<double>(kMaxDuration.count()) / 1'000) {
      duration = kMaxDuration + microseconds(1);
    } else if (millis >= 0) {
      duration = microseconds(static_cast<std::int64_t>(millis * 1'000));
    }
  }
  if (!duration) return tl::unexpected(std::string(kExpected));
  if (*duration > kMaxDuration) {
    return tl::unexpected("must not be longer than " + FormatDuration(kMaxDuration));
  }
  return *duration;
}

std::string FormatDuration(microseconds duration) {
  std::int64_t rest = duration.count();
  if (rest == 0) return "PT0S";
  std::string text = "P";
  bool in_time = false;
  for (const Unit& unit : kUnits) {
    if (unit.designator == 'W') continue;  // ISO 8601 does not mix weeks with other units
    const bool seconds = unit.designator == 'S';
    const std::int64_t whole = rest / unit.us;
    rest %= unit.us;
    if (whole == 0 && !(seconds && rest > 0)) continue;
    if (unit.of_time && !in_time) text += 'T';
    in_time = unit.of_time;
    text += std::to_string(whole);
    if (seconds && rest > 0) {
      std::string decimals = std::to_string(1'000'000 + rest).substr(1);
      decimals.erase(decimals.find_last_not_of('0') + 1);
      text += '.' + decimals;
    }
    text += unit.designator;
  }
  return text;
}

}  // namespace autopilot
