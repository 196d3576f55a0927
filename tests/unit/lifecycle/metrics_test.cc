#include "lifecycle/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

#include "lifecycle/planner.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

using ::testing::ElementsAre;
using enum Metric;

struct Kind {
  JobKind kind;
  std::optional<ProblemType> problem_type;
};

const std::vector<Kind> kEveryList{
    {JobKind::kTabularHpo, ProblemType::kBinaryClassification},
    {JobKind::kTabularHpo, ProblemType::kMulticlassClassification},
    {JobKind::kTabularHpo, ProblemType::kRegression},
    {JobKind::kTabularEnsembling, ProblemType::kBinaryClassification},
    {JobKind::kTabularEnsembling, ProblemType::kRegression},
    {JobKind::kImageClassification, {}},
    {JobKind::kTextClassification, {}},
    {JobKind::kTextGeneration, {}},
    {JobKind::kTimeSeriesForecasting, {}}};

Plan PlanOf(const Kind& kind, DrawKey key, float quality) {
  Plan plan;
  plan.draw_key = key;
  plan.kind = kind.kind;
  plan.problem_type = kind.problem_type;
  plan.objective =
      kind.problem_type ? DefaultObjective(*kind.problem_type) : DefaultObjective(kind.kind);
  plan.candidates.resize(1);
  plan.candidates[0].quality = quality;
  return plan;
}

std::vector<Metric> Names(const Kind& kind) {
  std::vector<Metric> names;
  for (const auto& metric : CandidateMetrics(PlanOf(kind, 1, 0.5F), 0)) {
    names.push_back(metric.metric);
  }
  return names;
}

std::map<Metric, double> Values(const Plan& plan) {
  std::map<Metric, double> values;
  for (const auto& metric : CandidateMetrics(plan, 0)) {
    values[metric.metric] = static_cast<double>(metric.value);
  }
  return values;
}

TEST(MetricsTest, TheListsAreInTheRecordedOrder) {
  EXPECT_THAT(Names(kEveryList[0]),
              ElementsAre(kF1, kLogLoss, kRecall, kPrecision, kAUC, kAccuracy, kBalancedAccuracy));
  EXPECT_THAT(Names(kEveryList[1]),
              ElementsAre(kPrecisionMacro, kF1macro, kAccuracy, kBalancedAccuracy, kRecallMacro));
  EXPECT_THAT(Names(kEveryList[2]), ElementsAre(kRMSE, kMSE, kMAE, kR2));
  EXPECT_THAT(Names({JobKind::kTabularEnsembling, ProblemType::kRegression}),
              ElementsAre(kRMSE, kMSE, kMAE, kR2));
  EXPECT_THAT(Names({JobKind::kImageClassification, {}}), ElementsAre(kAccuracy));
  EXPECT_THAT(Names({JobKind::kTextClassification, {}}), ElementsAre(kAccuracy));
  EXPECT_THAT(Names({JobKind::kTimeSeriesForecasting, {}}),
              ElementsAre(kRMSE, kMASE, kMAPE, kWAPE, kAverageWeightedQuantileLoss));
  EXPECT_THAT(Names({JobKind::kTextGeneration, {}}),
              ElementsAre(kRouge1, kRouge2, kRougeL, kRougeLSum, kPerplexity, kValidationLoss,
                          kTrainingLoss));
}

bool IsShare(Metric metric) {
  switch (metric) {
    case kMSE:
    case kRMSE:
    case kMAE:
    case kLogLoss:
    case kMASE:
    case kMAPE:
    case kWAPE:
    case kAverageWeightedQuantileLoss:
    case kPerplexity:
    case kValidationLoss:
    case kTrainingLoss:
      return false;
    default:
      return true;
  }
}

TEST(MetricsTest, EveryValueIsFiniteAndInItsRange) {
  for (const Kind& kind : kEveryList) {
    for (DrawKey key = 0; key < 300; ++key) {
      for (const float quality : {0.0F, 0.37F, 1.0F}) {
        for (const auto& [metric, value] : Values(PlanOf(kind, key, quality))) {
          ASSERT_TRUE(std::isfinite(value)) << Name(metric);
          ASSERT_GT(value, 0) << Name(metric);
          ASSERT_TRUE(value <= 1 || !IsShare(metric)) << Name(metric) << " " << value;
        }
      }
    }
  }
}

TEST(MetricsTest, HigherQualityIsNeverWorseInAnyMetric) {
  for (const Kind& kind : kEveryList) {
    for (DrawKey key = 0; key < 100; ++key) {
      auto worse = CandidateMetrics(PlanOf(kind, key, 0), 0);
      for (int step = 1; step <= 20; ++step) {
        const auto better = CandidateMetrics(PlanOf(kind, key, static_cast<float>(step) / 20), 0);
        for (std::size_t n = 0; n < worse.size(); ++n) {
          if (IsMaximized(worse[n].metric)) {
            ASSERT_LT(worse[n].value, better[n].value) << Name(worse[n].metric);
          } else {
            ASSERT_GT(worse[n].value, better[n].value) << Name(worse[n].metric);
          }
        }
        worse = better;
      }
    }
  }
}

TEST(MetricsTest, BinaryMetricsFollowFromEachOther) {
  for (DrawKey key = 0; key < 300; ++key) {
    const auto v = Values(PlanOf(kEveryList[0], key, 0.6F));
    EXPECT_NEAR(v.at(kF1),
                2 * v.at(kPrecision) * v.at(kRecall) / (v.at(kPrecision) + v.at(kRecall)), 2e-5);
    EXPECT_GE(v.at(kAUC), v.at(kBalancedAccuracy));
    // The confusion matrix exists: its share of positives follows from recall and specificity.
    const double specificity = 2 * v.at(kBalancedAccuracy) - v.at(kRecall);
    const double positives = (v.at(kAccuracy) - specificity) / (v.at(kRecall) - specificity);
    if (std::fabs(v.at(kRecall) - specificity) < 0.02) continue;
    EXPECT_NEAR(positives * v.at(kRecall) /
                    (positives * v.at(kRecall) + (1 - positives) * (1 - specificity)),
                v.at(kPrecision), 5e-3);
  }
}

TEST(MetricsTest, BalancedAccuracyOfSeveralClassesIsTheMeanRecall) {
  for (DrawKey key = 0; key < 100; ++key) {
    const auto v = Values(PlanOf(kEveryList[1], key, 0.6F));
    EXPECT_EQ(v.at(kBalancedAccuracy), v.at(kRecallMacro));
    EXPECT_LE(v.at(kF1macro), std::max(v.at(kPrecisionMacro), v.at(kRecallMacro)));
  }
}

TEST(MetricsTest, RegressionMetricsFollowFromEachOther) {
  for (DrawKey key = 0; key < 300; ++key) {
    const auto v = Values(PlanOf(kEveryList[2], key, 0.6F));
    EXPECT_NEAR(v.at(kRMSE) * v.at(kRMSE) / v.at(kMSE), 1, 1e-6);
    EXPECT_LE(v.at(kMAE), v.at(kRMSE));
  }
}

TEST(MetricsTest, ForecastAndTextGenerationMetricsFollowFromEachOther) {
  for (DrawKey key = 0; key < 300; ++key) {
    const auto text = Values(PlanOf({JobKind::kTextGeneration, {}}, key, 0.6F));
    EXPECT_NEAR(text.at(kPerplexity) / std::exp(text.at(kValidationLoss)), 1, 1e-6);
    EXPECT_LT(text.at(kTrainingLoss), text.at(kValidationLoss));
    EXPECT_LT(text.at(kRouge2), text.at(kRougeL));
    EXPECT_LE(text.at(kRougeL), text.at(kRougeLSum));
    EXPECT_LE(text.at(kRougeLSum), text.at(kRouge1));
    const auto forecast = Values(PlanOf({JobKind::kTimeSeriesForecasting, {}}, key, 0.6F));
    EXPECT_LT(forecast.at(kAverageWeightedQuantileLoss), forecast.at(kWAPE));
  }
}

TEST(MetricsTest, HpoClassificationShowsFiveDecimalsAsAFloat) {
  for (const std::size_t list : {0U, 1U}) {
    for (const auto& metric : CandidateMetrics(PlanOf(kEveryList[list], 3, 0.6F), 0)) {
      const double rounded = std::round(static_cast<double>(metric.value) * 1e5) / 1e5;
      EXPECT_EQ(metric.value, static_cast<float>(rounded)) << Name(metric.metric);
    }
  }
}

TEST(MetricsTest, LinearLearnerShowsItsValuesUnrounded) {
  for (const std::size_t list : {0U, 1U}) {
    Plan plan = PlanOf(kEveryList[list], 3, 0.6F);
    const auto rounded = CandidateMetrics(plan, 0);
    plan.candidates[0].algorithm = Algorithm::kLinearLearner;
    const auto exact = CandidateMetrics(plan, 0);
    ASSERT_EQ(exact.size(), rounded.size());
    for (std::size_t n = 0; n < exact.size(); ++n) {
      EXPECT_NE(exact[n].value, rounded[n].value) << Name(exact[n].metric);
      EXPECT_NEAR(static_cast<double>(exact[n].value), static_cast<double>(rounded[n].value), 6e-6);
    }
  }
}

TEST(MetricsTest, TheObjectiveIsOneOfTheMetrics) {
  for (const Kind& kind : kEveryList) {
    for (std::size_t n = 0; n < kMetricCount; ++n) {
      Plan plan = PlanOf(kind, 12, 0.6F);
      const auto metric = static_cast<Metric>(n);
      const bool allowed = kind.problem_type ? IsObjectiveOf(*kind.problem_type, metric)
                                             : IsObjectiveOf(kind.kind, metric);
      if (!allowed && metric != plan.objective) continue;
      plan.objective = metric;
      EXPECT_EQ(static_cast<double>(ObjectiveValue(plan, 0)), Values(plan).at(metric))
          << Name(metric);
    }
  }
}

}  // namespace
}  // namespace autopilot
