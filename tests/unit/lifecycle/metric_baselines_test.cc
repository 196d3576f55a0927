#include "lifecycle/metric_baselines.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "lifecycle/metrics.h"
#include "lifecycle/planner.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

using enum Metric;

constexpr double kRounding = 1e-5;  // five decimals of HPO classification

Plan PlanOf(JobKind kind, std::optional<ProblemType> type, const DataFacts& facts, DrawKey key,
            double quality) {
  Plan plan;
  plan.draw_key = key;
  plan.kind = kind;
  plan.problem_type = type;
  plan.objective = type ? DefaultObjective(*type) : DefaultObjective(kind);
  plan.data = facts;
  plan.candidates.resize(1);
  plan.candidates[0].quality = static_cast<float>(quality);
  return plan;
}

std::map<Metric, double> Values(const Plan& plan) {
  std::map<Metric, double> values;
  for (const auto& metric : CandidateMetrics(plan, 0)) {
    values[metric.metric] = static_cast<double>(metric.value);
  }
  return values;
}

DataFacts Labels(std::vector<std::uint64_t> rows) {
  DataFacts facts;
  for (const std::uint64_t count : rows) {
    facts.labels.push_back({"label-" + std::to_string(facts.labels.size()), count});
    facts.rows += count;
  }
  facts.label_count = facts.labels.size();
  return facts;
}

DataFacts Deviation(double deviation) {
  DataFacts facts;
  facts.target_deviation = deviation;
  return facts;
}

TEST(MetricBaselinesTest, TheMajorityIsCountedAmongTheRowsThatHaveALabel) {
  DataFacts facts = Labels({60, 30, 10});
  facts.rows = 1'000;
  EXPECT_EQ(MajorityOf(facts)->share, 0.6);
  EXPECT_EQ(MajorityOf(facts)->classes, 3);
  facts.label_count = 500;  // most of them are not listed
  EXPECT_EQ(MajorityOf(facts)->share, 0.06);
  EXPECT_EQ(MajorityOf(facts)->classes, 500);
  EXPECT_FALSE(MajorityOf(DataFacts{}));
  EXPECT_FALSE(MajorityOf(std::nullopt));
  EXPECT_FALSE(MajorityOf(Labels({0, 0})));
}

TEST(MetricBaselinesTest, OneLabelAloneLeavesRoomForAnother) {
  EXPECT_LT(MajorityOf(Labels({60}))->share, 1);
  EXPECT_EQ(MajorityOf(Labels({60}))->classes, 2);
}

TEST(MetricBaselinesTest, ABinaryCandidateIsNoWorseThanTheMajority) {
  for (const std::uint64_t majority : {500U, 501U, 700U, 950U, 999U}) {
    const DataFacts facts = Labels({majority, 1'000 - majority});
    const double share = static_cast<double>(majority) / 1'000;
    const double entropy = -share * std::log(share) - (1 - share) * std::log(1 - share);
    for (DrawKey key = 0; key < 100; ++key) {
      for (const double quality : {0.0, 0.5, 1.0}) {
        const auto v = Values(
            PlanOf(JobKind::kTabularHpo, ProblemType::kBinaryClassification, facts, key, quality));
        ASSERT_GE(v.at(kAccuracy), share - kRounding);
        ASSERT_GE(v.at(kBalancedAccuracy), 0.5);
        ASSERT_GE(v.at(kAUC), v.at(kBalancedAccuracy));
        ASSERT_LE(v.at(kLogLoss), entropy + kRounding);
        for (const auto& [metric, value] : v) ASSERT_LE(value, 1) << Name(metric);
        const double precision = v.at(kPrecision);
        const double recall = v.at(kRecall);
        ASSERT_NEAR(v.at(kF1), 2 * precision * recall / (precision + recall), 2 * kRounding);
        // The confusion matrix is one of this data.
        const double specificity = 2 * v.at(kBalancedAccuracy) - recall;
        ASSERT_NEAR(v.at(kAccuracy), (1 - share) * recall + share * specificity, 3 * kRounding);
      }
    }
  }
}

TEST(MetricBaselinesTest, ACandidateOfSeveralClassesIsNoWorseThanTheMajority) {
  for (const DataFacts& facts : {Labels({50, 50, 50}), Labels({900, 50, 50}), Labels({5, 4, 3, 2}),
                                 Labels(std::vector<std::uint64_t>(100, 7))}) {
    const auto majority = MajorityOf(facts).value();
    for (DrawKey key = 0; key < 100; ++key) {
      for (const double quality : {0.0, 0.5, 1.0}) {
        const auto v = Values(PlanOf(JobKind::kTabularEnsembling,
                                     ProblemType::kMulticlassClassification, facts, key, quality));
        ASSERT_GE(v.at(kAccuracy), majority.share);
        ASSERT_GE(v.at(kAccuracy), v.at(kBalancedAccuracy));
        ASSERT_GE(v.at(kBalancedAccuracy), 1 / majority.classes);
        ASSERT_EQ(v.at(kBalancedAccuracy), v.at(kRecallMacro));
        ASSERT_LE(v.at(kF1macro), std::max(v.at(kPrecisionMacro), v.at(kRecallMacro)));
        for (const auto& [metric, value] : v) {
          ASSERT_LE(value, 1) << Name(metric);
          ASSERT_GT(value, 0) << Name(metric);
        }
      }
    }
  }
}

TEST(MetricBaselinesTest, ErrorsOfARegressionAreThoseOfItsTarget) {
  for (const double deviation : {1e-6, 0.03, 4.25, 1e6, 1e12}) {
    for (DrawKey key = 0; key < 100; ++key) {
      for (const double quality : {0.0, 0.5, 1.0}) {
        const auto v = Values(PlanOf(JobKind::kTabularHpo, ProblemType::kRegression,
                                     Deviation(deviation), key, quality));
        ASSERT_LE(v.at(kRMSE), deviation);
        ASSERT_GE(v.at(kRMSE), 0.1 * deviation);
        ASSERT_NEAR(v.at(kRMSE) * v.at(kRMSE) / v.at(kMSE), 1, 1e-6);
        ASSERT_LE(v.at(kMAE), v.at(kRMSE));
        ASSERT_NEAR(v.at(kR2), 1 - v.at(kMSE) / (deviation * deviation), 1e-6);
      }
    }
  }
}

TEST(MetricBaselinesTest, DeviationsWithoutAPlaceInAFloatStillGiveNumbers) {
  for (const double deviation : {0.0, 1e-300, 1e300}) {
    const auto v = Values(
        PlanOf(JobKind::kTabularHpo, ProblemType::kRegression, Deviation(deviation), 1, 0.5));
    for (const auto& [metric, value] : v) {
      EXPECT_TRUE(std::isfinite(value)) << Name(metric);
      EXPECT_GT(value, 0) << Name(metric);
    }
  }
}

TEST(MetricBaselinesTest, ImagesAndTextsAreClassifiedBetterThanByTheMajority) {
  for (const JobKind kind : {JobKind::kImageClassification, JobKind::kTextClassification}) {
    for (DrawKey key = 0; key < 100; ++key) {
      const auto v = Values(PlanOf(kind, {}, Labels({90, 10}), key, 0));
      ASSERT_GE(v.at(kAccuracy), 0.9);
      ASSERT_LT(v.at(kAccuracy), 1);
    }
  }
}

TEST(MetricBaselinesTest, AForecastErrsLessThanItsTargetVaries) {
  for (DrawKey key = 0; key < 100; ++key) {
    const auto v = Values(PlanOf(JobKind::kTimeSeriesForecasting, {}, Deviation(40), key, 0));
    ASSERT_LE(v.at(kRMSE), 40);
    ASSERT_GE(v.at(kRMSE), 4);
  }
}

struct Kind {
  JobKind kind;
  std::optional<ProblemType> type;
  DataFacts facts;
};

TEST(MetricBaselinesTest, HigherQualityIsNeverWorseInAnyMetric) {
  const Kind kinds[] = {
      {JobKind::kTabularHpo, ProblemType::kBinaryClassification, Labels({500, 500})},
      {JobKind::kTabularHpo, ProblemType::kBinaryClassification, Labels({990, 10})},
      {JobKind::kTabularHpo, ProblemType::kBinaryClassification, Labels({3, 2, 1})},
      {JobKind::kTabularHpo, ProblemType::kMulticlassClassification, Labels({8, 1, 1})},
      {JobKind::kTabularEnsembling, ProblemType::kMulticlassClassification, Labels({1, 1, 1})},
      {JobKind::kTabularHpo, ProblemType::kRegression, Deviation(3)},
      {JobKind::kImageClassification, {}, Labels({5, 4, 3})},
      {JobKind::kTimeSeriesForecasting, {}, Deviation(3)},
      {JobKind::kTextGeneration, {}, {}},
  };
  for (const auto& [kind, type, facts] : kinds) {
    for (DrawKey key = 0; key < 50; ++key) {
      auto worse = CandidateMetrics(PlanOf(kind, type, facts, key, 0), 0);
      for (int step = 1; step <= 20; ++step) {
        const auto better = CandidateMetrics(PlanOf(kind, type, facts, key, step / 20.0), 0);
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

TEST(MetricBaselinesTest, FactsThatSayNothingOfTheTargetChangeNothing) {
  for (const auto type : {ProblemType::kBinaryClassification,
                          ProblemType::kMulticlassClassification, ProblemType::kRegression}) {
    Plan plan = PlanOf(JobKind::kTabularHpo, type, {}, 3, 0.6);
    const auto with = Values(plan);
    plan.data.reset();
    EXPECT_EQ(with, Values(plan));
  }
}

}  // namespace
}  // namespace autopilot
