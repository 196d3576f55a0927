#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "lifecycle/plan.h"

namespace autopilot {

struct DrawnMetric {
  Metric metric;
  double value;
};

// The metrics of one candidate in the order in which the service lists them, before they are
// rounded. A fixed array, so that comparing candidates allocates nothing.
class DrawnMetrics {
 public:
  void Add(Metric metric, double value) { values_[size_++] = {metric, value}; }

  const DrawnMetric* begin() const { return values_.data(); }
  const DrawnMetric* end() const { return values_.data() + size_; }
  DrawnMetric* begin() { return values_.data(); }
  DrawnMetric* end() { return values_.data() + size_; }
  std::optional<double> Find(Metric metric) const;

 private:
  std::size_t size_ = 0;
  std::array<DrawnMetric, 7> values_{};
};

// What a candidate of that quality, from 0 to 1, has in that plan. All metrics get strictly better
// with the quality and follow from each other as they do for a real model. Where the job's data was
// read, none is worse than what a predictor that learns nothing reaches (metric_baselines.h).
DrawnMetrics DrawMetrics(const Plan& plan, double quality);

}  // namespace autopilot
