#include "lifecycle/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace autopilot {
namespace {

using namespace std::string_view_literals;

constexpr std::array kJobStatuses{"Completed"sv, "InProgress"sv, "Failed"sv, "Stopped"sv,
                                  "Stopping"sv};
constexpr std::array kSecondaryStatuses{"Starting"sv,
                                        "MaxCandidatesReached"sv,
                                        "Failed"sv,
                                        "Stopped"sv,
                                        "MaxAutoMLJobRuntimeReached"sv,
                                        "Stopping"sv,
                                        "CandidateDefinitionsGenerated"sv,
                                        "Completed"sv,
                                        "ExplainabilityError"sv,
                                        "DeployingModel"sv,
                                        "ModelDeploymentError"sv,
                                        "GeneratingModelInsightsReport"sv,
                                        "ModelInsightsError"sv,
                                        "AnalyzingData"sv,
                                        "FeatureEngineering"sv,
                                        "ModelTuning"sv,
                                        "GeneratingExplainabilityReport"sv,
                                        "TrainingModels"sv,
                                        "PreTraining"sv};
constexpr std::array kProblemTypes{"BinaryClassification"sv, "MulticlassClassification"sv,
                                   "Regression"sv};
constexpr std::array kMetrics{"Accuracy"sv,
                              "MSE"sv,
                              "F1"sv,
                              "F1macro"sv,
                              "AUC"sv,
                              "RMSE"sv,
                              "MAE"sv,
                              "R2"sv,
                              "BalancedAccuracy"sv,
                              "Precision"sv,
                              "PrecisionMacro"sv,
                              "Recall"sv,
                              "RecallMacro"sv,
                              "LogLoss"sv,
                              "InferenceLatency"sv,
                              "MAPE"sv,
                              "MASE"sv,
                              "WAPE"sv,
                              "AverageWeightedQuantileLoss"sv,
                              "Rouge1"sv,
                              "Rouge2"sv,
                              "RougeL"sv,
                              "RougeLSum"sv,
                              "Perplexity"sv,
                              "ValidationLoss"sv,
                              "TrainingLoss"sv};
constexpr std::array kAlgorithms{""sv,         "xgboost"sv,  "linear-learner"sv, "mlp"sv,
                                 "lightgbm"sv, "catboost"sv, "randomforest"sv,   "extra-trees"sv,
                                 "nn-torch"sv, "fastai"sv,   "cnn-qr"sv,         "deepar"sv,
                                 "prophet"sv,  "npts"sv,     "arima"sv,          "ets"sv,
                                 "ensemble"sv};

static_assert(kJobStatuses.size() == kJobStatusCount);
static_assert(kJobStatuses.size() == kCandidateStatusCount);
static_assert(kSecondaryStatuses.size() == kSecondaryStatusCount);
static_assert(kProblemTypes.size() == kProblemTypeCount);
static_assert(kMetrics.size() == kMetricCount);
static_assert(kAlgorithms.size() == kAlgorithmCount);

// A new enumerator makes the compiler ask for a case here; it then also needs a name above and a
// larger count. The kinds of job have no names of their own.
constexpr bool IsCounted(JobKind kind) {
  switch (kind) {
    case JobKind::kTabularHpo:
    case JobKind::kTabularEnsembling:
    case JobKind::kImageClassification:
    case JobKind::kTextClassification:
    case JobKind::kTextGeneration:
    case JobKind::kTimeSeriesForecasting:
      return static_cast<std::size_t>(kind) < kJobKindCount;
  }
  return false;
}
static_assert(IsCounted(JobKind::kTimeSeriesForecasting));

template <typename Enum, std::size_t N>
std::string_view NameIn(const std::array<std::string_view, N>& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

template <typename Enum, std::size_t N>
std::optional<Enum> ParseIn(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view Name(JobStatus value) { return NameIn(kJobStatuses, value); }
std::string_view Name(SecondaryStatus value) { return NameIn(kSecondaryStatuses, value); }
std::string_view Name(CandidateStatus value) { return NameIn(kJobStatuses, value); }
std::string_view Name(ProblemType value) { return NameIn(kProblemTypes, value); }
std::string_view Name(Metric value) { return NameIn(kMetrics, value); }
std::string_view Name(Algorithm value) { return NameIn(kAlgorithms, value); }

std::optional<JobStatus> ParseJobStatus(std::string_view name) {
  return ParseIn<JobStatus>(kJobStatuses, name);
}
std::optional<CandidateStatus> ParseCandidateStatus(std::string_view name) {
  return ParseIn<CandidateStatus>(kJobStatuses, name);
}
std::optional<ProblemType> ParseProblemType(std::string_view name) {
  return ParseIn<ProblemType>(kProblemTypes, name);
}
std::optional<Metric> ParseMetric(std::string_view name) { return ParseIn<Metric>(kMetrics, name); }
std::optional<Algorithm> ParseAlgorithm(std::string_view name) {
  return ParseIn<Algorithm>(kAlgorithms, name);
}

bool IsMaximized(Metric metric) {
  switch (metric) {
    case Metric::kMSE:
    case Metric::kRMSE:
    case Metric::kMAE:
    case Metric::kLogLoss:
    case Metric::kInferenceLatency:
    case Metric::kMAPE:
    case Metric::kMASE:
    case Metric::kWAPE:
    case Metric::kAverageWeightedQuantileLoss:
    case Metric::kPerplexity:
    case Metric::kValidationLoss:
    case Metric::kTrainingLoss:
      return false;
    default:
      return true;
  }
}

bool IsTerminal(JobStatus status) {
  return status == JobStatus::kCompleted || status == JobStatus::kFailed ||
         status == JobStatus::kStopped;
}

}  // namespace autopilot
