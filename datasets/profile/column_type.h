#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace autopilot {

// What the values of a column look like; the words of FeatureDataTypes for the last four.
enum class ColumnType : std::uint8_t { kEmpty, kNumeric, kCategorical, kText, kDatetime };

std::string_view Name(ColumnType type);  // "numeric"; "empty"

// Guesses a column's type from some of its values. Numeric or datetime if at least nine of ten
// values are; else text if at least half of them have several words and they hardly repeat, or else
// categorical. The rule is ours.
class ColumnTypeGuess {
 public:
  void Add(std::string_view value);  // "", which is a missing one, tells nothing
  ColumnType Type() const;

 private:
  // So many distinct values hardly repeat, however many values there are.
  static constexpr std::size_t kManyDistinct = 500;

  std::uint64_t values_ = 0;
  std::uint64_t numbers_ = 0;
  std::uint64_t dates_ = 0;
  std::uint64_t with_words_ = 0;
  std::vector<std::size_t> distinct_;  // hashes in order, at most kManyDistinct
};

}  // namespace autopilot
