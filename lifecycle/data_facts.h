#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lifecycle/vocabulary.h"

namespace autopilot {

struct LabelCount {
  std::string label;
  std::uint64_t rows = 0;

  bool operator==(const LabelCount&) const = default;
};

// What is known of a job's data once it was read, as far as the simulation makes use of it. Stored
// with the plan: it stays what it was when the objects change or go.
struct DataFacts {
  static constexpr std::size_t kMaxLabels = 100;

  std::uint64_t rows = 0;     // of the training data, without those whose sample weight is invalid
  std::uint64_t columns = 0;  // of the training data, with the target
  // What the target column looks like; absent where there is no target.
  std::optional<ProblemType> problem_type;
  std::uint64_t label_count = 0;   // distinct values of the target; classification only
  std::vector<LabelCount> labels;  // the most frequent ones, that first; at most kMaxLabels
  // Of a numeric target.
  std::optional<double> target_mean;
  std::optional<double> target_deviation;  // standard deviation
  std::optional<std::uint64_t> series;     // number of time series; forecasting only

  bool operator==(const DataFacts&) const = default;
};

}  // namespace autopilot
