#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace autopilot::bench {

// A text in which the first run of '#' stands for a number of as many digits: all its fillings have
// one length, and making the next one is writing some digits.
class NumberedText {
 public:
  // Throws std::invalid_argument for more than 19 digits.
  explicit NumberedText(std::string text);

  const std::string& text() const { return text_; }
  bool has_number() const { return digits_ > 0; }
  // The first number that there are no digits for; 1 without a place for one.
  std::uint64_t limit() const;
  // Writes the number, which is below limit(), into a copy of text().
  void Fill(std::string& copy, std::uint64_t number) const;

 private:
  std::string text_;
  std::size_t number_at_ = 0;
  std::size_t digits_ = 0;
};

}  // namespace autopilot::bench
