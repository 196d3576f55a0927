#include "common/java_number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace autopilot {

JavaNumber::JavaNumber(double value) {
  const double magnitude = std::fabs(value);
  // Scientific form, "d.ddde+XX" or "de+XX", taken apart.
  std::array<char, 40> buffer{};
  const auto* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude,
                                  std::chars_format::scientific)
                        .ptr;
  const char* e = std::find(buffer.cbegin(), buffer.cend(), 'e');
  const auto* exponent_text = e + (e[1] == '+' ? 2 : 1);
  int exponent = 0;
  std::from_chars(exponent_text, end, exponent);
  std::size_t count = static_cast<std::size_t>(e - buffer.data());
  if (count > 1) {
    buffer[1] = buffer[0];  // over the point
    Write(std::signbit(value), {buffer.data() + 1, count - 1}, exponent);
  } else {
    Write(std::signbit(value), {buffer.data(), 1}, exponent);
  }
}

JavaNumber::JavaNumber(Timestamp t) : JavaNumber(0.0) {
  const auto millis = std::chrono::floor<std::chrono::milliseconds>(t).time_since_epoch().count();
  // No two decimals of up to 15 digits are the same double, so that these digits are the shortest.
  constexpr std::int64_t kMostDigits = 1'000'000'000'000'000;
  if (millis == 0 || millis <= -kMostDigits || millis >= kMostDigits) {
    *this = JavaNumber(static_cast<double>(millis) / 1000.0);
    return;
  }
  std::array<char, 20> buffer{};
  const auto* end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(millis)).ptr;
  const auto count = static_cast<std::size_t>(end - buffer.data());
  std::string_view digits(buffer.data(), count);
  digits.remove_suffix(count - 1 - digits.find_last_not_of('0'));
  Write(millis < 0, digits, static_cast<int>(count) - 4);
}

// `digits`: without a point or zeros at the end; `exponent`: of the first one.
void JavaNumber::Write(bool negative, std::string_view digits, int exponent) {
  size_ = 0;
  if (negative) Append("-");
  if (digits == "0") {
    Append("0.0");
  } else if (exponent < -3 || exponent >= 7) {
    Append(digits.substr(0, 1));
    Append(".");
    Append(digits.size() > 1 ? digits.substr(1) : "0");
    Append("E");
    size_ = static_cast<std::size_t>(
        std::to_chars(text_.data() + size_, text_.data() + text_.size(), exponent).ptr -
        text_.data());
  } else if (exponent < 0) {
    Append("0.");
    Append(static_cast<std::size_t>(-exponent - 1), '0');
    Append(digits);
  } else {
    const auto whole = std::min(static_cast<std::size_t>(exponent) + 1, digits.size());
    Append(digits.substr(0, whole));
    Append(static_cast<std::size_t>(exponent) + 1 - whole, '0');
    Append(".");
    Append(whole < digits.size() ? digits.substr(whole) : "0");
  }
}

void JavaNumber::Append(std::string_view part) {
  std::copy(part.begin(), part.end(), text_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += part.size();
}

void JavaNumber::Append(std::size_t count, char c) {
  std::fill_n(text_.begin() + static_cast<std::ptrdiff_t>(size_), count, c);
  size_ += count;
}

}  // namespace autopilot
