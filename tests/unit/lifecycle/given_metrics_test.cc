#include "lifecycle/given_metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <vector>

#include "lifecycle/planner.h"
#include "lifecycle/state.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

using enum Metric;

struct Kind {
  JobKind kind;
  std::optional<ProblemType> problem_type;
};

constexpr Kind kBinary{JobKind::kTabularHpo, ProblemType::kBinaryClassification};
constexpr Kind kMulticlass{JobKind::kTabularHpo, ProblemType::kMulticlassClassification};
constexpr Kind kRegression{JobKind::kTabularEnsembling, ProblemType::kRegression};
constexpr Kind kText{JobKind::kTextGeneration, {}};

Plan PlanWith(const Kind& kind, const std::vector<MetricRange>& metrics, DrawKey key,
              std::size_t best = 2) {
  JobSpec spec = SpecOf(kind.kind);
  spec.problem_type = kind.problem_type;
  Outcome outcome;
  outcome.candidate_count = 5;
  outcome.best_candidate = best;
  outcome.metrics = metrics;
  return MakePlan(spec, outcome, key);
}

std::map<Metric, float> Values(const Plan& plan, std::size_t candidate) {
  std::map<Metric, float> values;
  for (const auto& [metric, value] : CandidateMetrics(plan, candidate)) values[metric] = value;
  return values;
}

std::size_t Worst(const Plan& plan) {
  std::size_t worst = 0;
  for (std::size_t n = 0; n < plan.candidates.size(); ++n) {
    if (plan.candidates[n].quality < plan.candidates[worst].quality) worst = n;
  }
  return worst;
}

std::size_t Best(const Plan& plan) {
  const EventLog events = StartOfLife(kBirth, kSpeed600);
  const Timestamp end = Project(plan, events).final_at;
  return BestCandidate(plan, EvaluateCandidates(plan, events, end)).value().index;
}

// Values that no rounding to five decimals leaves as they are.
TEST(GivenMetricsTest, TheBestHasTheBetterEndAndTheWorstTheOther) {
  for (DrawKey key = 0; key < 100; ++key) {
    const Plan f1 = PlanWith(kBinary, {{kF1, 0.6123456F, 0.9123456F}}, key);
    EXPECT_EQ(Values(f1, 2).at(kF1), 0.9123456F);
    EXPECT_EQ(ObjectiveValue(f1, 2), 0.9123456F);
    EXPECT_EQ(Values(f1, Worst(f1)).at(kF1), 0.6123456F);
    EXPECT_EQ(Best(f1), 2U);
    const Plan rmse = PlanWith(kRegression, {{kRMSE, 3.1234567F, 9.7654321F}}, key);
    EXPECT_EQ(Values(rmse, 2).at(kRMSE), 3.1234567F);
    EXPECT_EQ(Values(rmse, Worst(rmse)).at(kRMSE), 9.7654321F);
    for (std::size_t n = 0; n < 5; ++n) {
      EXPECT_GE(Values(rmse, n).at(kRMSE), 3.1234567F);
      EXPECT_LE(Values(rmse, n).at(kRMSE), 9.7654321F);
    }
  }
}

TEST(GivenMetricsTest, EqualEndsGiveAllTheSameAndTheChosenOneIsTheBest) {
  for (const float value : {0.0F, 0.3F, 0.8765432F, 1.0F}) {
    for (DrawKey key = 0; key < 50; ++key) {
      for (const std::size_t best : {0U, 4U}) {
        const Plan plan = PlanWith(kBinary, {{kF1, value, value}}, key, best);
        for (std::size_t n = 0; n < 5; ++n) EXPECT_EQ(Values(plan, n).at(kF1), value);
        EXPECT_EQ(Best(plan), best);
      }
    }
  }
}

TEST(GivenMetricsTest, TheOthersFitTheOneThatIsGivenWhereACandidateCanHaveIt) {
  int fitted = 0;
  for (DrawKey key = 0; key < 200; ++key) {
    const Plan plan = PlanWith(kBinary, {{kF1, 0.65F, 0.75F}}, key);
    // What a candidate of this data set can have at worst and at best.
    if (DrawMetrics(plan, 0).Find(kF1) > 0.65 || DrawMetrics(plan, 1).Find(kF1) < 0.75) continue;
    ++fitted;
    for (std::size_t n = 0; n < 5; ++n) {
      const auto v = Values(plan, n);
      const auto precision = static_cast<double>(v.at(kPrecision));
      const auto recall = static_cast<double>(v.at(kRecall));
      EXPECT_NEAR(static_cast<double>(v.at(kF1)), 2 * precision * recall / (precision + recall),
                  3e-5)
          << key << " " << n;
    }
  }
  EXPECT_GT(fitted, 20);
}

TEST(GivenMetricsTest, WhatNoCandidateCanHaveIsTakenAsGiven) {
  for (DrawKey key = 0; key < 50; ++key) {
    const Plan plain = PlanWith(kBinary, {}, key);
    const Plan plan = PlanWith(kBinary, {{kF1, 0.01F, 0.999F}}, key);
    EXPECT_EQ(plan.candidates, plain.candidates) << "their qualities stay";
    auto expected = Values(plain, 2);
    expected[kF1] = 0.999F;
    EXPECT_EQ(Values(plan, 2), expected);
  }
}

TEST(GivenMetricsTest, SeveralAreTakenAsGiven) {
  const Plan plan = PlanWith(kBinary, {{kAccuracy, 0.25F, 0.5F}, {kAUC, 0.75F, 0.75F}}, 1);
  const Plan plain = PlanWith(kBinary, {}, 1);
  EXPECT_EQ(plan.candidates, plain.candidates);
  auto expected = Values(plain, 2);
  expected[kAccuracy] = 0.5F;
  expected[kAUC] = 0.75F;
  EXPECT_EQ(Values(plan, 2), expected);
}

struct FollowCase {
  const char* what;
  Kind kind;
  std::vector<MetricRange> given;
  std::map<Metric, float> expected;  // of the best
};

TEST(GivenMetricsTest, WhatFollowsFromGivenMetricsFollows) {
  const FollowCase cases[] = {
      {"MSE from RMSE", kRegression, {{kRMSE, 3, 4}}, {{kRMSE, 3.0F}, {kMSE, 9.0F}}},
      {"RMSE from MSE", kRegression, {{kMSE, 9, 16}}, {{kRMSE, 3.0F}, {kMSE, 9.0F}}},
      {"both given",
       kRegression,
       {{kMSE, 9.01F, 9.01F}, {kRMSE, 3, 3}},
       {{kRMSE, 3.0F}, {kMSE, 9.01F}}},
      {"F1 from precision and recall",
       kBinary,
       {{kPrecision, 0.5F, 0.5F}, {kRecall, 1, 1}},
       {{kF1, 2.0F / 3}}},
      {"F1 of nothing found", kBinary, {{kPrecision, 0, 0}, {kRecall, 0, 0}}, {{kF1, 0.0F}}},
      {"all three given",
       kBinary,
       {{kPrecision, 0.5F, 0.5F}, {kRecall, 1, 1}, {kF1, 0.7F, 0.7F}},
       {{kF1, 0.7F}}},
      {"mean recall", kMulticlass, {{kRecallMacro, 0.1F, 0.2F}}, {{kBalancedAccuracy, 0.2F}}},
      {"balanced accuracy", kMulticlass, {{kBalancedAccuracy, 0.1F, 0.2F}}, {{kRecallMacro, 0.2F}}},
      {"perplexity from the loss", kText, {{kValidationLoss, 0, 1}}, {{kPerplexity, 1.0F}}},
      {"the loss from perplexity", kText, {{kPerplexity, 1, 3}}, {{kValidationLoss, 0.0F}}},
  };
  for (const FollowCase& c : cases) {
    const auto values = Values(PlanWith(c.kind, c.given, 9), 2);
    for (const auto& [metric, value] : c.expected) {
      EXPECT_EQ(values.at(metric), value) << c.what << ": " << Name(metric);
    }
  }
}

TEST(GivenMetricsTest, ErrorsOfOneScaleStayInTheirOrder) {
  for (DrawKey key = 0; key < 50; ++key) {
    for (const Metric given : {kRMSE, kMSE, kMAE}) {
      const auto v = Values(PlanWith(kRegression, {{given, 4, 4}}, key), 2);
      EXPECT_LT(v.at(kMAE), v.at(kRMSE)) << Name(given);
      EXPECT_NEAR(static_cast<double>(v.at(kRMSE)) * static_cast<double>(v.at(kRMSE)) /
                      static_cast<double>(v.at(kMSE)),
                  1, 1e-6);
    }
  }
}

TEST(GivenMetricsTest, CandidatesWithoutMetricsDoNotSpanTheRange) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  Outcome outcome;
  outcome.candidate_count = 3;
  outcome.candidate_statuses = {CandidateStatus::kFailed};
  outcome.metrics = {{kF1, 0.1F, 0.2F}};
  for (DrawKey key = 0; key < 50; ++key) {
    const Plan plan = MakePlan(spec, outcome, key);
    const float one = Values(plan, 1).at(kF1);
    const float other = Values(plan, 2).at(kF1);
    EXPECT_EQ(std::min(one, other), 0.1F);
    EXPECT_EQ(std::max(one, other), 0.2F);
  }
}

TEST(GivenMetricsTest, ALoneCandidateHasTheBetterEnd) {
  JobSpec spec = SpecOf(JobKind::kImageClassification);
  Outcome outcome;
  outcome.metrics = {{kAccuracy, 0.1F, 0.95F}};
  const Plan plan = MakePlan(spec, outcome, 4);
  EXPECT_EQ(ObjectiveValue(plan, 0), 0.95F);
}

}  // namespace
}  // namespace autopilot
