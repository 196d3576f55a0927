#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace autopilot {

// The enumerations of the AutoML API that the simulation works with. The numbers are stored in
// plans and events: never renumber, only append. Names are spelled as AWS spells them.

enum class JobStatus : std::uint8_t { kCompleted, kInProgress, kFailed, kStopped, kStopping };

enum class SecondaryStatus : std::uint8_t {
  kStarting,
  kMaxCandidatesReached,
  kFailed,
  kStopped,
  kMaxAutoMLJobRuntimeReached,
  kStopping,
  kCandidateDefinitionsGenerated,
  kCompleted,
  kExplainabilityError,
  kDeployingModel,
  kModelDeploymentError,
  kGeneratingModelInsightsReport,
  kModelInsightsError,
  kAnalyzingData,
  kFeatureEngineering,
  kModelTuning,
  kGeneratingExplainabilityReport,
  kTrainingModels,
  kPreTraining,
};

// All phases of all kinds of job, in the order in which a job goes through its own.
inline constexpr std::array kAllPhases{SecondaryStatus::kStarting,
                                       SecondaryStatus::kAnalyzingData,
                                       SecondaryStatus::kPreTraining,
                                       SecondaryStatus::kFeatureEngineering,
                                       SecondaryStatus::kModelTuning,
                                       SecondaryStatus::kTrainingModels,
                                       SecondaryStatus::kGeneratingExplainabilityReport,
                                       SecondaryStatus::kGeneratingModelInsightsReport,
                                       SecondaryStatus::kDeployingModel};

enum class CandidateStatus : std::uint8_t { kCompleted, kInProgress, kFailed, kStopped, kStopping };

// What is being trained and how; decides phases, candidates, names and containers.
enum class JobKind : std::uint8_t {
  kTabularHpo,
  kTabularEnsembling,
  kImageClassification,
  kTextClassification,
  kTextGeneration,
  kTimeSeriesForecasting,
};

constexpr bool IsTabular(JobKind kind) {
  return kind == JobKind::kTabularHpo || kind == JobKind::kTabularEnsembling;
}

enum class ProblemType : std::uint8_t {
  kBinaryClassification,
  kMulticlassClassification,
  kRegression,
};

// AutoMLMetricExtendedEnum of the service model.
enum class Metric : std::uint8_t {
  kAccuracy,
  kMSE,
  kF1,
  kF1macro,
  kAUC,
  kRMSE,
  kMAE,
  kR2,
  kBalancedAccuracy,
  kPrecision,
  kPrecisionMacro,
  kRecall,
  kRecallMacro,
  kLogLoss,
  kInferenceLatency,
  kMAPE,
  kMASE,
  kWAPE,
  kAverageWeightedQuantileLoss,
  kRouge1,
  kRouge2,
  kRougeL,
  kRougeLSum,
  kPerplexity,
  kValidationLoss,
  kTrainingLoss,
};

// AutoMLAlgorithm of the service model, and what stands for the algorithm where a kind has no
// choice of one (kNone) or a time-series candidate is the ensemble of the others (kEnsemble).
enum class Algorithm : std::uint8_t {
  kNone,
  kXGBoost,
  kLinearLearner,
  kMlp,
  kLightGbm,
  kCatBoost,
  kRandomForest,
  kExtraTrees,
  kNnTorch,
  kFastAi,
  kCnnQr,
  kDeepAr,
  kProphet,
  kNpts,
  kArima,
  kEts,
  kEnsemble,
};

// How many values each has; they are numbered from 0 without gaps.
inline constexpr std::size_t kJobStatusCount = 5;
inline constexpr std::size_t kSecondaryStatusCount = 19;
inline constexpr std::size_t kCandidateStatusCount = 5;
inline constexpr std::size_t kJobKindCount = 6;
inline constexpr std::size_t kProblemTypeCount = 3;
inline constexpr std::size_t kMetricCount = 26;
inline constexpr std::size_t kAlgorithmCount = 17;

std::string_view Name(JobStatus value);
std::string_view Name(SecondaryStatus value);
std::string_view Name(CandidateStatus value);
std::string_view Name(ProblemType value);
std::string_view Name(Metric value);
std::string_view Name(Algorithm value);  // "" for kNone, "ensemble" for kEnsemble

// The value of that name, spelled exactly so.
std::optional<JobStatus> ParseJobStatus(std::string_view name);
std::optional<CandidateStatus> ParseCandidateStatus(std::string_view name);
std::optional<ProblemType> ParseProblemType(std::string_view name);
std::optional<Metric> ParseMetric(std::string_view name);
std::optional<Algorithm> ParseAlgorithm(std::string_view name);

// True for the metrics that are better when larger. R2 and all accuracies are; errors, losses and
// latencies are not.
bool IsMaximized(Metric metric);

// Completed, Failed or Stopped: the job will not change any more.
bool IsTerminal(JobStatus status);

}  // namespace autopilot
