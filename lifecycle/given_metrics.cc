#include "lifecycle/given_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace autopilot {
namespace {

// The qualities of the best and the worst candidate, between which the given ranges lie.
struct Extremes {
  float best = 0;
  float worst = 0;
};

Extremes ExtremesOf(const Plan& plan) {
  std::optional<float> best;
  std::optional<float> best_of_all;
  std::optional<float> worst;
  for (const PlannedCandidate& candidate : plan.candidates) {
    if (!candidate.has_metrics) continue;
    if (candidate.may_be_best) best = std::max(best.value_or(0), candidate.quality);
    best_of_all = std::max(best_of_all.value_or(0), candidate.quality);
    worst = std::min(worst.value_or(1), candidate.quality);
  }
  return {.best = best ? *best : best_of_all.value_or(0), .worst = worst.value_or(0)};
}

// How far from the worst (0) to the best (1) the value lies.
double Share(double value, double worst, double best) {
  return best == worst ? 1 : std::clamp((value - worst) / (best - worst), 0.0, 1.0);
}

double Between(const MetricRange& range, double share) {
  const bool maximized = IsMaximized(range.metric);
  const double best = static_cast<double>(maximized ? range.high : range.low);
  const double worst = static_cast<double>(maximized ? range.low : range.high);
  // Both ends exactly, whatever the arithmetic in between.
  if (share >= 1) return best;
  return worst + share * (best - worst);
}

double ValueAt(const Plan& plan, Metric metric, double quality) {
  return DrawMetrics(plan, quality).Find(metric).value_or(0);
}

// The quality that has that value; nothing where no quality has.
std::optional<double> QualityOf(const Plan& plan, Metric metric, double value) {
  constexpr int kBitsOfDouble = 60;
  const bool maximized = IsMaximized(metric);
  const auto reaches = [&](double quality) {
    const double drawn = ValueAt(plan, metric, quality);
    return maximized ? drawn >= value : drawn <= value;
  };
  const auto exceeds = [&](double quality) {
    const double drawn = ValueAt(plan, metric, quality);
    return maximized ? drawn > value : drawn < value;
  };
  if (exceeds(0) || !reaches(1)) return std::nullopt;
  double low = 0;
  double high = 1;
  for (int n = 0; n < kBitsOfDouble; ++n) {
    const double middle = (low + high) / 2;
    (reaches(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

GivenMetrics::GivenMetrics(const Plan& plan, std::size_t candidate) {
  if (plan.metric_ranges.empty()) return;
  const Extremes extremes = ExtremesOf(plan);
  const auto own = DrawMetrics(plan, static_cast<double>(plan.candidates[candidate].quality));
  const auto best = DrawMetrics(plan, static_cast<double>(extremes.best));
  const auto worst = DrawMetrics(plan, static_cast<double>(extremes.worst));
  for (const MetricRange& range : plan.metric_ranges) {
    const auto drawn = own.Find(range.metric);
    if (!drawn) continue;
    const double share = Share(*drawn, *worst.Find(range.metric), *best.Find(range.metric));
    Take(range.metric, Between(range, share));
  }
  FollowErrors(own);
  FollowRates();
  FollowLoss();
}

std::optional<float> GivenMetrics::Find(Metric metric) const {
  for (const MetricValue& value : values_) {
    if (value.metric == metric) return value.value;
  }
  return std::nullopt;
}

void GivenMetrics::Take(Metric metric, double value) {
  constexpr auto kMost = static_cast<double>(std::numeric_limits<float>::max());
  if (Find(metric) || std::isnan(value)) return;
  values_.push_back({metric, static_cast<float>(std::clamp(value, -kMost, kMost))});
}

void GivenMetrics::FollowErrors(const DrawnMetrics& drawn) {
  const auto drawn_mae = drawn.Find(Metric::kMAE);
  const auto drawn_rmse = drawn.Find(Metric::kRMSE);
  if (!drawn_mae || !drawn_rmse) return;
  const double mae_to_rmse = *drawn_mae / *drawn_rmse;
  if (const auto mse = Find(Metric::kMSE)) {
    Take(Metric::kRMSE, std::sqrt(static_cast<double>(*mse)));
  }
  if (const auto mae = Find(Metric::kMAE)) {
    Take(Metric::kRMSE, static_cast<double>(*mae) / mae_to_rmse);
  }
  if (const auto rmse = Find(Metric::kRMSE)) {
    const auto error = static_cast<double>(*rmse);
    Take(Metric::kMSE, error * error);
    Take(Metric::kMAE, error * mae_to_rmse);
  }
}

void GivenMetrics::FollowRates() {
  const auto precision = Find(Metric::kPrecision);
  const auto recall = Find(Metric::kRecall);
  if (precision && recall) {
    const auto p = static_cast<double>(*precision);
    const auto r = static_cast<double>(*recall);
    Take(Metric::kF1, p + r > 0 ? 2 * p * r / (p + r) : 0);
  }
  if (const auto macro = Find(Metric::kRecallMacro)) {
    Take(Metric::kBalancedAccuracy, static_cast<double>(*macro));
  }
  if (const auto balanced = Find(Metric::kBalancedAccuracy)) {
    Take(Metric::kRecallMacro, static_cast<double>(*balanced));
  }
}

void GivenMetrics::FollowLoss() {
  if (const auto loss = Find(Metric::kValidationLoss)) {
    Take(Metric::kPerplexity, std::exp(static_cast<double>(*loss)));
  }
  if (const auto perplexity = Find(Metric::kPerplexity)) {
    Take(Metric::kValidationLoss, std::log(static_cast<double>(*perplexity)));
  }
}

void FitQualities(Plan& plan) {
  if (plan.metric_ranges.size() != 1) return;
  const MetricRange& range = plan.metric_ranges.front();
  const auto best = QualityOf(plan, range.metric, Between(range, 1));
  const auto worst = QualityOf(plan, range.metric, Between(range, 0));
  if (!best || !worst) return;
  const Extremes had = ExtremesOf(plan);
  const float top = std::max(static_cast<float>(*best), std::numeric_limits<float>::min());
  const float below_top = std::nextafter(top, 0.0F);
  for (PlannedCandidate& candidate : plan.candidates) {
    if (!candidate.has_metrics) continue;
    const double share = Share(static_cast<double>(candidate.quality),
                               static_cast<double>(had.worst), static_cast<double>(had.best));
    const bool is_best = candidate.may_be_best && candidate.quality == had.best;
    const auto moved = static_cast<float>(*worst + share * (*best - *worst));
    // Even where all have the same value, the best one stays the one that it was.
    candidate.quality = is_best ? top : std::min(moved, below_top);
  }
}

}  // namespace autopilot
