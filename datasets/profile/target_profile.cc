#include "datasets/profile/target_profile.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "common/utf8.h"
#include "datasets/profile/number_text.h"

namespace autopilot {
namespace {

std::size_t HashOf(std::string_view value, std::optional<double> number) {
  // Without it, a number would have the hash of the text that its eight bytes are.
  constexpr std::size_t kNumber = 0x9E37'79B9'7F4A'7C15;
  return number ? std::hash<double>{}(*number) ^ kNumber : std::hash<std::string_view>{}(value);
}

double IfFinite(double number) { return std::isfinite(number) ? number : 0; }

}  // namespace

void TargetCounter::Add(std::string_view value) {
  if (value.empty()) {
    ++missing_;
    return;
  }
  ++rows_;
  const auto number = NumberIn(value);
  const std::size_t hash = HashOf(value, number);
  if (counts_.Add(hash)) labels_.push_back({hash, std::string(Utf8Start(value, kLongestLabel))});
  if (number) {
    AddNumber(*number);
  } else if (not_a_number_.empty()) {
    not_a_number_ = Utf8Start(value, kLongestLabel);
  }
}

void TargetCounter::AddNumber(double number) {
  ++numbers_;
  integer_ = integer_ && std::trunc(number) == number;
  const double distance = number - mean_;
  mean_ += distance / static_cast<double>(numbers_);
  squares_ += distance * (number - mean_);
}

TargetProfile TargetCounter::Finish() const {
  TargetProfile profile;
  profile.rows = rows_;
  profile.missing = missing_;
  profile.distinct = counts_.size();
  profile.distinct_is_at_least = counts_.size() == kMaxDistinct;
  profile.numeric = rows_ > 0 && numbers_ == rows_;
  profile.not_a_number = not_a_number_;
  profile.integer = profile.numeric && integer_;
  if (numbers_ > 0) {
    profile.mean = IfFinite(mean_);
    profile.deviation = IfFinite(std::sqrt(squares_ / static_cast<double>(numbers_)));
  }
  auto& values = profile.most_frequent;
  values.reserve(labels_.size());
  for (const Label& label : labels_) values.push_back({label.value, counts_.RowsOf(label.hash)});
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), kMaxLabels));
  std::partial_sort(values.begin(), middle, values.end(),
                    [](const ValueCount& a, const ValueCount& b) {
                      return a.rows != b.rows ? a.rows > b.rows : a.value < b.value;
                    });
  values.erase(middle, values.end());
  return profile;
}

}  // namespace autopilot
