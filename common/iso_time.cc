#include "common/iso_time.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace autopilot {
namespace {

// Takes what the text begins with, piece by piece, until a piece is not there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  // Exactly so many digits.
  int Digits(std::size_t count) {
    int value = 0;
    for (; count > 0; --count) {
      ok_ = ok_ && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
      if (!ok_) return 0;
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }
  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void Expect(char c) { ok_ = ok_ && Take(c); }
  // The digits behind a point as microseconds.
  int Fraction() {
    if (!Take('.')) return 0;
    const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    ok_ = ok_ && digits >= 1 && digits <= 6;
    if (!ok_) return 0;
    int micros = Digits(digits);
    for (std::size_t n = digits; n < 6; ++n) micros *= 10;
    return micros;
  }
  bool AtEnd() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

// Minutes east of Greenwich; what is wrong with it makes the scanner fail.
int ZoneMinutes(Scanner& in) {
  if (in.Take('Z')) return 0;
  const bool west = in.Take('-');
  if (!west) in.Expect('+');
  const int hours = in.Digits(2);
  in.Expect(':');
  const int minutes = hours * 60 + in.Digits(2);
  return west ? -minutes : minutes;
}

}  // namespace

std::string IsoTime(Timestamp t) {
  const auto millis = std::chrono::floor<std::chrono::milliseconds>(t);
  const auto day = std::chrono::floor<std::chrono::days>(millis);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(millis - day);
  std::array<char, 64> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
      static_cast<int>(time.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<Timestamp> ParseIsoTime(std::string_view text) {
  Scanner in(text);
  const std::chrono::year year(in.Digits(4));
  in.Expect('-');
  const std::chrono::month month(static_cast<unsigned>(in.Digits(2)));
  in.Expect('-');
  const std::chrono::year_month_day date(year, month,
                                         std::chrono::day(static_cast<unsigned>(in.Digits(2))));
  in.Expect('T');
  const int hours = in.Digits(2);
  in.Expect(':');
  const int minutes = in.Digits(2);
  in.Expect(':');
  const int seconds = in.Digits(2);
  const int micros = in.Fraction();
  const int zone = ZoneMinutes(in);
  const bool exists = in.AtEnd() && date.ok() && hours < 24 && minutes < 60 && seconds < 60 &&
                      zone > -24 * 60 && zone < 24 * 60;
  if (!exists || date.year() < std::chrono::year(1970)) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(hours) +
         std::chrono::minutes(minutes - zone) + std::chrono::seconds(seconds) +
         std::chrono::microseconds(micros);
}

std::string BasicIsoTime(Timestamp t) {
  std::string text = IsoTime(t);
  text.erase(text.find('.'), 4);  // the milliseconds
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

std::optional<Timestamp> ParseBasicIsoTime(std::string_view text) {
  if (text.size() != std::string_view("20260131T123456Z").size()) return std::nullopt;
  std::string extended(text);
  for (const std::size_t place : {13U, 11U}) extended.insert(place, ":");
  for (const std::size_t place : {6U, 4U}) extended.insert(place, "-");
  return extended.back() == 'Z' ? ParseIsoTime(extended) : std::nullopt;
}

}  // namespace autopilot
