#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "lifecycle/plan.h"

namespace autopilot {

struct MetricValue {
  Metric metric;
  float value;
};

// All metrics of one candidate in the order in which the service lists them (recorded for HPO
// classification and ensembling regression). They agree with each other: MSE is the square of RMSE,
// F1 follows from precision and recall, every value lies in its metric's range, and a candidate of
// higher quality has the better objective.
std::vector<MetricValue> CandidateMetrics(const Plan& plan, std::size_t candidate);

// The value of the plan's objective; it is among CandidateMetrics wherever the kind lists it.
float ObjectiveValue(const Plan& plan, std::size_t candidate);

}  // namespace autopilot
