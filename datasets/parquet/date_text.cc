#include "datasets/parquet/date_text.h"

#include <chrono>
#include <string>

namespace autopilot {
namespace {

constexpr std::int64_t kSecondsOfDay = 86'400;
constexpr std::int64_t kDaysOf400Years = 146'097;

// With zeros before it, up to `width` digits.
void AppendPadded(std::int64_t number, std::size_t width, std::string& text) {
  const std::string digits = std::to_string(number);
  if (digits.size() < width) text.append(width - digits.size(), '0');
  text += digits;
}

// Rounded down.
std::int64_t FloorDivide(std::int64_t number, std::int64_t divisor) {
  return number / divisor - (number % divisor < 0 ? 1 : 0);
}

}  // namespace

void AppendDate(std::int64_t days, std::string& text) {
  // The calendar of the library has few years, but repeats itself.
  const std::int64_t cycle = FloorDivide(days, kDaysOf400Years);
  const std::chrono::year_month_day date{std::chrono::sys_days(
      std::chrono::days(static_cast<std::int32_t>(days - cycle * kDaysOf400Years)))};
  const std::int64_t year = static_cast<int>(date.year()) + cycle * 400;
  if (year < 0 || year > 9'999) text += year < 0 ? '-' : '+';
  AppendPadded(year < 0 ? -year : year, 4, text);
  text += '-';
  AppendPadded(static_cast<unsigned>(date.month()), 2, text);
  text += '-';
  AppendPadded(static_cast<unsigned>(date.day()), 2, text);
}

void AppendTimeOfDay(std::int64_t seconds, std::int64_t nanos, std::string& text) {
  AppendPadded(seconds / 3'600, 2, text);
  text += ':';
  AppendPadded(seconds / 60 % 60, 2, text);
  text += ':';
  AppendPadded(seconds % 60, 2, text);
  if (nanos == 0) return;
  text += '.';
  AppendPadded(nanos, 9, text);
  text.resize(text.find_last_not_of('0') + 1);
}

void AppendDateTime(std::int64_t seconds, std::int64_t nanos, std::string& text) {
  const std::int64_t days = FloorDivide(seconds, kSecondsOfDay);
  AppendDate(days, text);
  text += 'T';
  AppendTimeOfDay(seconds - days * kSecondsOfDay, nanos, text);
}

}  // namespace autopilot
