#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "lifecycle/metric_curves.h"
#include "lifecycle/metrics.h"
#include "lifecycle/plan.h"

namespace autopilot {

// The metrics of one candidate that a test gave as ranges, and those that follow from them: MSE,
// RMSE and with them the scale of MAE; F1 from precision and recall; perplexity and validation
// loss; the macro recall, which is the balanced accuracy. The best candidate has the better end of
// a range, the worst one that has metrics the other; those between lie where their quality puts
// them. Shown unrounded.
class GivenMetrics {
 public:
  GivenMetrics(const Plan& plan, std::size_t candidate);

  std::optional<float> Find(Metric metric) const;

 private:
  void Take(Metric metric, double value);
  void FollowErrors(const DrawnMetrics& drawn);
  void FollowRates();
  void FollowLoss();

  std::vector<MetricValue> values_;  // empty, and nothing computed, for plans without ranges
};

// Where exactly one metric is given and the candidates can have it by what they are, they become
// so: their qualities move, in the same order, so that the other metrics fit the given one.
void FitQualities(Plan& plan);

}  // namespace autopilot
