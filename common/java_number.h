#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "common/time.h"

namespace autopilot {

// A number in the form of Java's Double.toString, which is what the service writes into JSON:
// "0.5", "1234567.0", "1.606961388927E9".
class JavaNumber {
 public:
  // The shortest decimal that reads back as `value`. NaN and the infinities have no JSON form and
  // must not be passed.
  explicit JavaNumber(double value);
  // Epoch seconds with millisecond precision (the instant is cut down, not rounded).
  explicit JavaNumber(Timestamp t);

  std::string_view text() const { return {text_.data(), size_}; }

 private:
  void Write(bool negative, std::string_view digits, int exponent);
  void Append(std::string_view part);
  void Append(std::size_t count, char c);

  std::array<char, 32> text_{};  // the longest one has 24: "-2.2250738585072014E-308"
  std::size_t size_ = 0;
};

inline std::string JavaDouble(double value) { return std::string(JavaNumber(value).text()); }

}  // namespace autopilot
