#include "common/java_number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace autopilot {
namespace {

// Shortest digits in scientific form, "d.ddde+XX" or "de+XX", taken apart.
struct Decimal {
  std::string digits;  // without the point
  int exponent = 0;    // of the first digit
};

Decimal ShortestDigits(double magnitude) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude,
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const auto e = text.find('e');
  Decimal decimal;
  for (const char c : text.substr(0, e)) {
    if (c != '.') decimal.digits += c;
  }
  const auto exponent = text.substr(e + 1);
  const auto* first = exponent.data() + (exponent.front() == '+' ? 1 : 0);
  std::from_chars(first, exponent.data() + exponent.size(), decimal.exponent);
  return decimal;
}

}  // namespace

std::string JavaDouble(double value) {
  std::string out = std::signbit(value) ? "-" : "";
  const double magnitude = std::fabs(value);
  if (magnitude == 0) return out + "0.0";
  auto [digits, exponent] = ShortestDigits(magnitude);
  if (magnitude < 1e-3 || magnitude >= 1e7) {
    out += digits.front();
    out += '.';
    out += digits.size() > 1 ? digits.substr(1) : "0";
    return out + 'E' + std::to_string(exponent);
  }
  if (exponent < 0)
    return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return out + digits + std::string(whole - digits.size(), '0') + ".0";
  return out + digits.substr(0, whole) + '.' + digits.substr(whole);
}

std::string JavaTimestamp(Timestamp t) {
  const auto millis = std::chrono::floor<std::chrono::milliseconds>(t).time_since_epoch().count();
  return JavaDouble(static_cast<double>(millis) / 1000.0);
}

}  // namespace autopilot
