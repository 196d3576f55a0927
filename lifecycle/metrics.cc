#include "lifecycle/metrics.h"

#include <cmath>

#include "lifecycle/given_metrics.h"
#include "lifecycle/metric_curves.h"

namespace autopilot {
namespace {

// HPO classification shows five decimals that went through a 32-bit float (0.51459 as
// 0.5145900249481201), except for linear-learner, whose values are recorded as the float itself
// (0.35087719559669495), like everything else.
bool ShowsFiveDecimals(const Plan& plan, std::size_t candidate) {
  const bool classification =
      plan.problem_type.has_value() && plan.problem_type != ProblemType::kRegression;
  const bool linear = plan.candidates[candidate].algorithm == Algorithm::kLinearLearner;
  return plan.kind == JobKind::kTabularHpo && classification && !linear;
}

float Shown(double value, bool five_decimals) {
  return static_cast<float>(five_decimals ? std::round(value * 1e5) / 1e5 : value);
}

}  // namespace

std::vector<MetricValue> CandidateMetrics(const Plan& plan, std::size_t candidate) {
  const double quality = static_cast<double>(plan.candidates[candidate].quality);
  const bool five_decimals = ShowsFiveDecimals(plan, candidate);
  const GivenMetrics given(plan, candidate);
  std::vector<MetricValue> values;
  for (const auto& [metric, value] : DrawMetrics(plan, quality)) {
    const auto instead = given.Find(metric);
    values.push_back({metric, instead ? *instead : Shown(value, five_decimals)});
  }
  return values;
}

float ObjectiveValue(const Plan& plan, std::size_t candidate) {
  if (const auto given = GivenMetrics(plan, candidate).Find(plan.objective)) return *given;
  const double quality = static_cast<double>(plan.candidates[candidate].quality);
  const DrawnMetrics drawn = DrawMetrics(plan, quality);
  return Shown(drawn.Find(plan.objective).value_or(drawn.begin()->value),
               ShowsFiveDecimals(plan, candidate));
}

}  // namespace autopilot
