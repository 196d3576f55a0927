#include "lifecycle/vocabulary.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

template <typename Enum, typename Parse>
void ExpectRoundTrip(Enum last, Parse parse) {
  for (int n = 0; n <= static_cast<int>(last); ++n) {
    const auto value = static_cast<Enum>(n);
    EXPECT_FALSE(Name(value).empty()) << n;
    EXPECT_EQ(parse(Name(value)), value) << Name(value);
  }
  EXPECT_EQ(parse("Unheard"), std::nullopt);
}

TEST(VocabularyTest, EveryNameReadsBack) {
  ExpectRoundTrip(JobStatus::kStopping, ParseJobStatus);
  ExpectRoundTrip(CandidateStatus::kStopping, ParseCandidateStatus);
  ExpectRoundTrip(ProblemType::kRegression, ParseProblemType);
  ExpectRoundTrip(Metric::kTrainingLoss, ParseMetric);
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
