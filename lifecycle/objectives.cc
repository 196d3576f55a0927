#include <algorithm>
#include <array>
#include <span>

#include "lifecycle/planner.h"

namespace autopilot {
namespace {

constexpr std::array kBinaryObjectives{Metric::kAccuracy,         Metric::kAUC,
                                       Metric::kBalancedAccuracy, Metric::kF1,
                                       Metric::kPrecision,        Metric::kRecall};
constexpr std::array kMulticlassObjectives{Metric::kAccuracy, Metric::kBalancedAccuracy,
                                           Metric::kF1macro, Metric::kPrecisionMacro,
                                           Metric::kRecallMacro};
constexpr std::array kRegressionObjectives{Metric::kMAE, Metric::kMSE, Metric::kR2, Metric::kRMSE};
constexpr std::array kClassifierObjectives{Metric::kAccuracy};
constexpr std::array kForecastObjectives{Metric::kRMSE, Metric::kMASE, Metric::kMAPE, Metric::kWAPE,
                                         Metric::kAverageWeightedQuantileLoss};

std::span<const Metric> ObjectivesOf(ProblemType problem_type) {
  switch (problem_type) {
    case ProblemType::kBinaryClassification:
      return kBinaryObjectives;
    case ProblemType::kMulticlassClassification:
      return kMulticlassObjectives;
    case ProblemType::kRegression:
      return kRegressionObjectives;
  }
  return {};
}

bool Contains(std::span<const Metric> metrics, Metric metric) {
  return std::find(metrics.begin(), metrics.end(), metric) != metrics.end();
}

}  // namespace

bool IsObjectiveOf(ProblemType problem_type, Metric metric) {
  return Contains(ObjectivesOf(problem_type), metric);
}

Metric DefaultObjective(ProblemType problem_type) {
  switch (problem_type) {
    case ProblemType::kBinaryClassification:
      return Metric::kF1;
    case ProblemType::kMulticlassClassification:
      return Metric::kAccuracy;
    case ProblemType::kRegression:
      return Metric::kMSE;
  }
  return Metric::kF1;
}

bool IsObjectiveOf(JobKind kind, Metric metric) {
  switch (kind) {
    case JobKind::kTabularHpo:
    case JobKind::kTabularEnsembling:
      return Contains(kBinaryObjectives, metric) || Contains(kMulticlassObjectives, metric) ||
             Contains(kRegressionObjectives, metric);
    case JobKind::kImageClassification:
    case JobKind::kTextClassification:
      return Contains(kClassifierObjectives, metric);
    case JobKind::kTimeSeriesForecasting:
      return Contains(kForecastObjectives, metric);
    case JobKind::kTextGeneration:
      return false;
  }
  return false;
}

Metric DefaultObjective(JobKind kind) {
  switch (kind) {
    case JobKind::kTabularHpo:
    case JobKind::kTabularEnsembling:
      return Metric::kF1;
    case JobKind::kImageClassification:
    case JobKind::kTextClassification:
      return Metric::kAccuracy;
    case JobKind::kTextGeneration:
      return Metric::kValidationLoss;
    case JobKind::kTimeSeriesForecasting:
      return Metric::kAverageWeightedQuantileLoss;
  }
  return Metric::kF1;
}

const std::vector<Algorithm>& AlgorithmsOf(JobKind kind) {
  static const std::vector<Algorithm> kHpo{Algorithm::kXGBoost, Algorithm::kLinearLearner,
                                           Algorithm::kMlp};
  static const std::vector<Algorithm> kEnsembling{Algorithm::kCatBoost,      Algorithm::kExtraTrees,
                                                  Algorithm::kFastAi,        Algorithm::kLightGbm,
                                                  Algorithm::kLinearLearner, Algorithm::kNnTorch,
                                                  Algorithm::kRandomForest,  Algorithm::kXGBoost};
  static const std::vector<Algorithm> kForecasting{Algorithm::kCnnQr,   Algorithm::kDeepAr,
                                                   Algorithm::kProphet, Algorithm::kNpts,
                                                   Algorithm::kArima,   Algorithm::kEts};
  static const std::vector<Algorithm> kNone;
  switch (kind) {
    case JobKind::kTabularHpo:
      return kHpo;
    case JobKind::kTabularEnsembling:
      return kEnsembling;
    case JobKind::kTimeSeriesForecasting:
      return kForecasting;
    default:
      return kNone;
  }
}

}  // namespace autopilot
