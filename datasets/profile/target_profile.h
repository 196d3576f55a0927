#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/profile/hash_counter.h"

namespace autopilot {

struct ValueCount {
  std::string value = {};  // as it was first written, cut after TargetCounter::kLongestLabel bytes
  std::uint64_t rows = 0;  // stops at 2^32 - 1

  bool operator==(const ValueCount&) const = default;
};

// The values of a target column. Numbers are the same value however they are written: "1", "1.0".
struct TargetProfile {
  std::uint64_t rows = 0;             // with a value
  std::uint64_t missing = 0;          // without
  std::uint64_t distinct = 0;         // values; at most TargetCounter::kMaxDistinct
  bool distinct_is_at_least = false;  // kMaxDistinct or more, so that `distinct` may be too few
  std::vector<ValueCount> most_frequent = {};  // by rows, then by value; at most kMaxLabels
  bool numeric = false;                        // every value is a number
  bool integer = false;                        // every value is a whole number
  double mean = 0;                             // of the numbers; 0 where no double can hold it
  double deviation = 0;  // standard deviation of the numbers, all of them being the population
  std::string not_a_number = {};  // the first value that is none, cut as above

  bool operator==(const TargetProfile&) const = default;
};

// Makes a TargetProfile, with bounded memory: only the first kMaxDistinct distinct values are
// counted one by one.
class TargetCounter {
 public:
  static constexpr std::size_t kMaxDistinct = 10'000;
  static constexpr std::size_t kMaxLabels = 100;
  static constexpr std::size_t kLongestLabel = 256;

  void Add(std::string_view value);  // "" counts as missing
  TargetProfile Finish() const;

 private:
  void AddNumber(double number);

  struct Label {
    std::size_t hash;  // of the whole value
    std::string value;
  };

  HashCounter counts_{kMaxDistinct};
  std::vector<Label> labels_;  // of all that is in counts_
  std::uint64_t rows_ = 0;
  std::uint64_t missing_ = 0;
  std::uint64_t numbers_ = 0;
  bool integer_ = true;
  double mean_ = 0;
  double squares_ = 0;  // sum of squared distances from the mean (Welford)
  std::string not_a_number_;
};

}  // namespace autopilot
