#include "lifecycle/metric_curves.h"

#include <algorithm>
#include <cmath>

#include "common/draws.h"
#include "lifecycle/metric_baselines.h"

namespace autopilot {
namespace {

// A value that grows with quality from a point drawn in the first range to one in the second.
struct Growth {
  double low;
  double high;

  double At(double quality) const { return low + (high - low) * quality; }
};
Growth DrawGrowth(Draws& data, Growth low, Growth high) {
  const double from = data.Uniform(low.low, low.high);
  return {from, data.Uniform(high.low, high.high)};
}

// Recall and the true negative rate decide all the others through the share of positives.
struct BinaryRates {
  double positives;
  double recall;
  double specificity;
};

BinaryRates DrawBinaryRates(Draws& data, double quality) {
  const double positives = data.Uniform(0.1, 0.5);
  const double recall = DrawGrowth(data, {0.40, 0.65}, {0.80, 0.97}).At(quality);
  const double specificity = DrawGrowth(data, {0.60, 0.80}, {0.85, 0.99}).At(quality);
  return {positives, recall, specificity};
}

// The rarer label is the positive one. The accuracy is at least the share of the other one exactly
// where the precision is at least a half: then true positives are not outnumbered by false ones.
BinaryRates DrawBinaryRates(Draws& data, double quality, const MajorityBaseline& majority) {
  const double positives = 1 - std::max(majority.share, 0.5);
  const double recall = DrawGrowth(data, {0.40, 0.65}, {0.80, 0.97}).At(quality);
  const double precision = DrawGrowth(data, {0.55, 0.75}, {0.85, 0.97}).At(quality);
  const double false_positives = positives * recall * (1 - precision) / precision;
  return {positives, recall, 1 - false_positives / (1 - positives)};
}

// `data` draws what belongs to the data set and is the same for all candidates of the job.
void AddBinary(DrawnMetrics& list, Draws& data, double quality,
               const std::optional<MajorityBaseline>& majority) {
  const auto [positives, recall, specificity] =
      majority ? DrawBinaryRates(data, quality, *majority) : DrawBinaryRates(data, quality);
  const double separation = data.Uniform(0.2, 0.4);
  const double true_positives = positives * recall;
  const double false_positives = (1 - positives) * (1 - specificity);
  const double precision = true_positives / (true_positives + false_positives);
  const double balanced_accuracy = (recall + specificity) / 2;
  const double auc = balanced_accuracy + separation * (1 - balanced_accuracy);
  const double entropy =
      -positives * std::log(positives) - (1 - positives) * std::log(1 - positives);
  list.Add(Metric::kF1, 2 * precision * recall / (precision + recall));
  list.Add(Metric::kLogLoss, entropy * std::sqrt(2 * (1 - auc)));
  list.Add(Metric::kRecall, recall);
  list.Add(Metric::kPrecision, precision);
  list.Add(Metric::kAUC, auc);
  list.Add(Metric::kAccuracy, true_positives + (1 - positives) * specificity);
  list.Add(Metric::kBalancedAccuracy, balanced_accuracy);
}

// From `chance` to 1 as the skill goes from 0 to 1.
double Above(double chance, double skill) { return chance + skill * (1 - chance); }

void AddMulticlass(DrawnMetrics& list, Draws& data, double quality,
                   const std::optional<MajorityBaseline>& majority) {
  const double skill = majority ? DrawGrowth(data, {0.15, 0.40}, {0.65, 0.93}).At(quality)
                                : DrawGrowth(data, {0.30, 0.55}, {0.70, 0.95}).At(quality);
  const double recall = majority ? Above(1 / majority->classes, skill) : skill;
  const double precision = recall + data.Uniform(-0.03, 0.10) * (1 - recall);
  const double large_classes = data.Uniform(0, 0.3);
  const double accuracy =
      majority ? Above(majority->share, skill) : recall + large_classes * (1 - recall);
  const double spread = data.Uniform(0.99, 1.0);  // of the classes' own F1, whose mean is shown
  list.Add(Metric::kPrecisionMacro, precision);
  list.Add(Metric::kF1macro, spread * 2 * precision * recall / (precision + recall));
  list.Add(Metric::kAccuracy, accuracy);
  list.Add(Metric::kBalancedAccuracy, recall);  // the same by definition, and as recorded
  list.Add(Metric::kRecallMacro, recall);
}

void AddRegression(DrawnMetrics& list, Draws& data, double quality,
                   const std::optional<double>& mean_error) {
  const double drawn_variance = std::pow(10.0, data.Uniform(-1, 10));
  const double variance = mean_error ? *mean_error * *mean_error : drawn_variance;
  const double r2 = DrawGrowth(data, {0.30, 0.60}, {0.80, 0.95}).At(quality);
  const double mae_to_rmse = data.Uniform(0.68, 0.78);
  const double mse = variance * (1 - r2);
  list.Add(Metric::kRMSE, std::sqrt(mse));
  list.Add(Metric::kMSE, mse);
  list.Add(Metric::kMAE, mae_to_rmse * std::sqrt(mse));
  list.Add(Metric::kR2, r2);
}

void AddClassifier(DrawnMetrics& list, Draws& data, double quality,
                   const std::optional<MajorityBaseline>& majority) {
  if (majority) {
    const double skill = DrawGrowth(data, {0.30, 0.55}, {0.80, 0.95}).At(quality);
    return list.Add(Metric::kAccuracy, Above(majority->share, skill));
  }
  list.Add(Metric::kAccuracy, DrawGrowth(data, {0.55, 0.75}, {0.90, 0.98}).At(quality));
}

// All are the same error on different scales. The largest RMSE is 0.8 of the level.
void AddForecast(DrawnMetrics& list, Draws& data, double quality,
                 const std::optional<double>& mean_error) {
  const double wape = DrawGrowth(data, {0.30, 0.50}, {0.05, 0.15}).At(quality);
  const double drawn_level = std::pow(10.0, data.Uniform(0, 5));
  const double level = mean_error.value_or(drawn_level);
  list.Add(Metric::kRMSE, level * data.Uniform(1.2, 1.6) * wape);
  list.Add(Metric::kMASE, data.Uniform(2, 4) * wape);
  list.Add(Metric::kMAPE, data.Uniform(1.0, 1.4) * wape);
  list.Add(Metric::kWAPE, wape);
  list.Add(Metric::kAverageWeightedQuantileLoss, data.Uniform(0.7, 0.9) * wape);
}

void AddTextGeneration(DrawnMetrics& list, Draws& data, double quality) {
  const double rouge1 = DrawGrowth(data, {0.20, 0.35}, {0.45, 0.60}).At(quality);
  const double longest = data.Uniform(0.70, 0.85);
  const double loss = DrawGrowth(data, {1.8, 2.6}, {0.8, 1.4}).At(quality);
  list.Add(Metric::kRouge1, rouge1);
  list.Add(Metric::kRouge2, data.Uniform(0.40, 0.55) * rouge1);
  list.Add(Metric::kRougeL, longest * rouge1);
  list.Add(Metric::kRougeLSum, (longest + 1) / 2 * rouge1);
  list.Add(Metric::kPerplexity, std::exp(loss));
  list.Add(Metric::kValidationLoss, loss);
  list.Add(Metric::kTrainingLoss, data.Uniform(0.80, 0.95) * loss);
}

}  // namespace

std::optional<double> DrawnMetrics::Find(Metric metric) const {
  for (const DrawnMetric& drawn : *this) {
    if (drawn.metric == metric) return drawn.value;
  }
  return std::nullopt;
}

DrawnMetrics DrawMetrics(const Plan& plan, double quality) {
  DrawnMetrics list;
  Draws data(Derive(plan.draw_key, "metrics"));
  switch (plan.kind) {
    case JobKind::kImageClassification:
    case JobKind::kTextClassification:
      AddClassifier(list, data, quality, MajorityOf(plan.data));
      return list;
    case JobKind::kTimeSeriesForecasting:
      AddForecast(list, data, quality, MeanErrorOf(plan.data));
      return list;
    case JobKind::kTextGeneration:
      AddTextGeneration(list, data, quality);
      return list;
    case JobKind::kTabularHpo:
    case JobKind::kTabularEnsembling:
      break;
  }
  switch (plan.problem_type.value_or(ProblemType::kBinaryClassification)) {
    case ProblemType::kBinaryClassification:
      AddBinary(list, data, quality, MajorityOf(plan.data));
      break;
    case ProblemType::kMulticlassClassification:
      AddMulticlass(list, data, quality, MajorityOf(plan.data));
      break;
    case ProblemType::kRegression:
      AddRegression(list, data, quality, MeanErrorOf(plan.data));
      break;
  }
  return list;
}

}  // namespace autopilot
