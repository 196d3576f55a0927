#include "bench/numbered_text.h"

#include <stdexcept>
#include <utility>

namespace autopilot::bench {
namespace {

// The largest power of ten below 2^64.
constexpr std::size_t kMostDigits = 19;

}  // namespace

NumberedText::NumberedText(std::string text) : text_(std::move(text)) {
  const std::size_t at = text_.find('#');
  if (at == std::string::npos) return;
  const std::size_t end = text_.find_first_not_of('#', at);
  number_at_ = at;
  digits_ = (end == std::string::npos ? text_.size() : end) - at;
  if (digits_ > kMostDigits) throw std::invalid_argument("a number of more than 19 digits");
}

std::uint64_t NumberedText::limit() const {
  std::uint64_t limit = 1;
  for (std::size_t i = 0; i < digits_; ++i) limit *= 10;
  return limit;
}

void NumberedText::Fill(std::string& copy, std::uint64_t number) const {
  for (std::size_t i = digits_; i > 0; --i) {
    copy[number_at_ + i - 1] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

}  // namespace autopilot::bench
