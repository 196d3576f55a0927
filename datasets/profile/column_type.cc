#include "datasets/profile/column_type.h"

#include <algorithm>
#include <functional>

#include "datasets/profile/number_text.h"

namespace autopilot {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Begins with year, month and day: "2026-11-27", "2026/11/27 10:00:00".
bool IsDate(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  if (text.size() < kForm.size()) return false;
  for (std::size_t n = 0; n < kForm.size(); ++n) {
    const bool fits = kForm[n] == 'd' ? IsDigit(text[n])
                                      : (text[n] == '-' || text[n] == '/') && text[n] == text[4];
    if (!fits) return false;
  }
  return text.size() == kForm.size() || text[kForm.size()] == 'T' || text[kForm.size()] == ' ';
}

bool HasSeveralWords(std::string_view text) {
  constexpr auto kFewestBlanks = 2;
  return std::count(text.begin(), text.end(), ' ') >= kFewestBlanks;
}

}  // namespace

std::string_view Name(ColumnType type) {
  switch (type) {
    case ColumnType::kEmpty:
      return "empty";
    case ColumnType::kNumeric:
      return "numeric";
    case ColumnType::kCategorical:
      return "categorical";
    case ColumnType::kText:
      return "text";
    case ColumnType::kDatetime:
      break;
  }
  return "datetime";
}

void ColumnTypeGuess::Add(std::string_view value) {
  if (value.empty()) return;
  ++values_;
  if (NumberIn(value)) {
    ++numbers_;
  } else if (IsDate(value)) {
    ++dates_;
  } else if (HasSeveralWords(value)) {
    ++with_words_;
  }
  if (distinct_.size() == kManyDistinct) return;
  const std::size_t hash = std::hash<std::string_view>{}(value);
  const auto place = std::lower_bound(distinct_.begin(), distinct_.end(), hash);
  if (place == distinct_.end() || *place != hash) distinct_.insert(place, hash);
}

ColumnType ColumnTypeGuess::Type() const {
  if (values_ == 0) return ColumnType::kEmpty;
  const auto most = [this](std::uint64_t count) { return count * 10 >= values_ * 9; };
  if (most(numbers_)) return ColumnType::kNumeric;
  if (most(dates_)) return ColumnType::kDatetime;
  const bool repeats = distinct_.size() < kManyDistinct && distinct_.size() * 2 < values_;
  return with_words_ * 2 >= values_ && !repeats ? ColumnType::kText : ColumnType::kCategorical;
}

}  // namespace autopilot
