#include "lifecycle/vocabulary.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

template <typename Enum, typename Parse>
void ExpectRoundTrip(std::size_t count, Parse parse) {
  for (std::size_t n = 0; n < count; ++n) {
    const auto value = static_cast<Enum>(n);
    EXPECT_FALSE(Name(value).empty()) << n;
    EXPECT_EQ(parse(Name(value)), value) << Name(value);
  }
  EXPECT_EQ(parse("Unheard"), std::nullopt);
}

TEST(VocabularyTest, EveryNameReadsBack) {
  ExpectRoundTrip<JobStatus>(kJobStatusCount, ParseJobStatus);
  ExpectRoundTrip<CandidateStatus>(kCandidateStatusCount, ParseCandidateStatus);
  ExpectRoundTrip<ProblemType>(kProblemTypeCount, ParseProblemType);
  ExpectRoundTrip<Metric>(kMetricCount, ParseMetric);
}

TEST(VocabularyTest, TheCountsReachTheLastValue) {
  EXPECT_EQ(static_cast<std::size_t>(SecondaryStatus::kPreTraining) + 1, kSecondaryStatusCount);
  EXPECT_EQ(static_cast<std::size_t>(JobKind::kTimeSeriesForecasting) + 1, kJobKindCount);
  EXPECT_EQ(static_cast<std::size_t>(Metric::kTrainingLoss) + 1, kMetricCount);
  EXPECT_EQ(static_cast<std::size_t>(Algorithm::kEnsemble) + 1, kAlgorithmCount);
}

TEST(VocabularyTest, NamesAreSpelledAsInTheApi) {
  EXPECT_EQ(Name(JobStatus::kInProgress), "InProgress");
  EXPECT_EQ(Name(SecondaryStatus::kPreTraining), "PreTraining");
  EXPECT_EQ(Name(SecondaryStatus::kGeneratingModelInsightsReport), "GeneratingModelInsightsReport");
  EXPECT_EQ(Name(ProblemType::kMulticlassClassification), "MulticlassClassification");
  EXPECT_EQ(Name(Metric::kAverageWeightedQuantileLoss), "AverageWeightedQuantileLoss");
  EXPECT_EQ(Name(Metric::kTrainingLoss), "TrainingLoss");
  EXPECT_EQ(Name(Algorithm::kEts), "ets");
  EXPECT_EQ(ParseAlgorithm("nn-torch"), Algorithm::kNnTorch);
  EXPECT_EQ(ParseAlgorithm("XGBoost"), std::nullopt);
}

TEST(VocabularyTest, ErrorsAndLossesAreMinimizedTheRestIsMaximized) {
  for (const Metric metric : {Metric::kMSE, Metric::kRMSE, Metric::kMAE, Metric::kLogLoss,
                              Metric::kWAPE, Metric::kPerplexity, Metric::kValidationLoss}) {
    EXPECT_FALSE(IsMaximized(metric)) << Name(metric);
  }
  for (const Metric metric : {Metric::kAccuracy, Metric::kF1, Metric::kAUC, Metric::kR2,
                              Metric::kRecallMacro, Metric::kRougeLSum}) {
    EXPECT_TRUE(IsMaximized(metric)) << Name(metric);
  }
}

}  // namespace
}  // namespace autopilot
