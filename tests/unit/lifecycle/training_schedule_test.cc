#include "lifecycle/training_schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "lifecycle/planner.h"
#include "tests/unit/lifecycle/fixtures.h"

// The training phase as it comes out in plans.

namespace autopilot {
namespace {

using ::testing::ElementsAre;
using S = SecondaryStatus;

constexpr std::int64_t kSecond = 1'000'000;

TEST(TrainingScheduleTest, HpoCandidatesTakeTwoToFiveMinutesInStaggeredWavesOfTen) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularHpo), 5);
  ASSERT_EQ(plan.candidates.size(), 100U);
  Nominal wave_end;
  for (std::size_t n = 0; n < plan.candidates.size(); ++n) {
    const PlannedCandidate& c = plan.candidates[n];
    EXPECT_GE(c.end - c.start, Nominal::Seconds(120));
    EXPECT_LE(c.end - c.start, Nominal::Seconds(300));
    EXPECT_EQ(c.start.us % kSecond, 0);
    EXPECT_EQ(c.end.us % kSecond, 0);
    if (n % 10 == 0) {
      EXPECT_GT(c.start, wave_end);
      EXPECT_LT(c.start, std::max(wave_end, plan.phases[3].start) + Nominal::Seconds(7));
    } else {
      EXPECT_GE(c.start - plan.candidates[n - 1].start, Nominal::Seconds(3));
      EXPECT_LE(c.start - plan.candidates[n - 1].start, Nominal::Seconds(6));
    }
    wave_end = std::max(wave_end, c.end);
  }
  EXPECT_GT(plan.phases[4].start, wave_end);
  EXPECT_LE(plan.phases[4].start, wave_end + Nominal::Seconds(15));
}

std::vector<Algorithm> AlgorithmsIn(const Plan& plan) {
  std::vector<Algorithm> algorithms;
  for (const PlannedCandidate& c : plan.candidates) algorithms.push_back(c.algorithm);
  return algorithms;
}

TEST(TrainingScheduleTest, ForecastingTriesItsAlgorithmsAndThenTheirEnsemble) {
  JobSpec spec = SpecOf(JobKind::kTimeSeriesForecasting);
  const Plan plan = MakePlan(spec, 1);
  EXPECT_THAT(
      AlgorithmsIn(plan),
      ElementsAre(Algorithm::kCnnQr, Algorithm::kDeepAr, Algorithm::kProphet, Algorithm::kNpts,
                  Algorithm::kArima, Algorithm::kEts, Algorithm::kEnsemble));
  for (std::size_t n = 0; n < 6; ++n) {
    EXPECT_LT(plan.candidates[n].end, plan.candidates[6].start) << "the ensemble needs its members";
  }
  spec.algorithms = {Algorithm::kEts, Algorithm::kDeepAr};
  EXPECT_THAT(AlgorithmsIn(MakePlan(spec, 1)),
              ElementsAre(Algorithm::kDeepAr, Algorithm::kEts, Algorithm::kEnsemble));
  spec.max_candidates = 1;  // the only value that a request may give
  EXPECT_THAT(AlgorithmsIn(MakePlan(spec, 1)),
              ElementsAre(Algorithm::kDeepAr, Algorithm::kEts, Algorithm::kEnsemble));
  spec.algorithms = {Algorithm::kProphet};
  EXPECT_THAT(AlgorithmsIn(MakePlan(spec, 1)), ElementsAre(Algorithm::kProphet));
}

TEST(TrainingScheduleTest, EveryAllowedAlgorithmAppearsWhenThereAreEnoughCandidates) {
  for (DrawKey key = 0; key < 50; ++key) {
    JobSpec spec = SpecOf(JobKind::kTabularEnsembling);
    spec.max_candidates = 8;
    EXPECT_THAT(AlgorithmsIn(MakePlan(spec, key)),
                ::testing::UnorderedElementsAreArray(AlgorithmsOf(spec.kind)));
    spec = SpecOf(JobKind::kTabularHpo);
    spec.max_candidates = 10;
    EXPECT_THAT(AlgorithmsIn(MakePlan(spec, key)),
                ::testing::IsSupersetOf(AlgorithmsOf(spec.kind)));
  }
}

TEST(TrainingScheduleTest, AnHpoJobOfThreeCandidatesIsAllXGBoostAndOftenUsesAPipelineAgain) {
  int with_reuse = 0;
  for (DrawKey key = 0; key < 100; ++key) {
    JobSpec spec = SpecOf(JobKind::kTabularHpo);
    spec.max_candidates = 3;
    const Plan plan = MakePlan(spec, key);
    EXPECT_THAT(AlgorithmsIn(plan), ::testing::Each(Algorithm::kXGBoost));
    EXPECT_EQ(plan.candidates[0].pipeline, 0);
    std::set<int> pipelines;
    for (const auto& c : plan.candidates) pipelines.insert(c.pipeline);
    with_reuse += pipelines.size() < 3 ? 1 : 0;
  }
  EXPECT_GT(with_reuse, 50);
  EXPECT_LT(with_reuse, 100);
}

TEST(TrainingScheduleTest, TheBestOfAllAlgorithmsIsMostlyXGBoost) {
  for (const std::int64_t candidates : {5, 10, 20, 100}) {
    int xgboost = 0;
    for (DrawKey key = 0; key < 200; ++key) {
      JobSpec spec = SpecOf(JobKind::kTabularHpo);
      spec.max_candidates = candidates;
      const Plan plan = MakePlan(spec, key);
      const auto best =
          std::max_element(plan.candidates.begin(), plan.candidates.end(),
                           [](const auto& a, const auto& b) { return a.quality < b.quality; });
      xgboost += best->algorithm == Algorithm::kXGBoost ? 1 : 0;
    }
    EXPECT_GT(xgboost, 180) << candidates;
  }
}

TEST(TrainingScheduleTest, XGBoostIsTriedMost) {
  for (DrawKey key = 0; key < 50; ++key) {
    std::map<Algorithm, int> counts;
    for (const auto& c : MakePlan(SpecOf(JobKind::kTabularHpo), key).candidates) {
      ++counts[c.algorithm];
    }
    EXPECT_GT(counts[Algorithm::kXGBoost], counts[Algorithm::kLinearLearner]);
    EXPECT_GT(counts[Algorithm::kXGBoost], counts[Algorithm::kMlp]);
  }
}

TEST(TrainingScheduleTest, AlgorithmsConfigRestrictsTheAlgorithms) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.algorithms = {Algorithm::kMlp, Algorithm::kLinearLearner};
  for (const Algorithm algorithm : AlgorithmsIn(MakePlan(spec, 9))) {
    EXPECT_TRUE(algorithm == Algorithm::kMlp || algorithm == Algorithm::kLinearLearner);
  }
  spec = SpecOf(JobKind::kTabularEnsembling);
  spec.algorithms = {Algorithm::kCatBoost};
  for (const Algorithm algorithm : AlgorithmsIn(MakePlan(spec, 9))) {
    EXPECT_EQ(algorithm, Algorithm::kCatBoost);
  }
}

TEST(TrainingScheduleTest, APipelineBelongsToOneAlgorithm) {
  const Plan plan = MakePlan(SpecOf(JobKind::kTabularHpo), 4);
  std::map<int, std::set<Algorithm>> algorithms;
  for (const auto& c : plan.candidates) algorithms[c.pipeline].insert(c.algorithm);
  EXPECT_EQ(algorithms.size(), 10U);
  for (const auto& [pipeline, set] : algorithms) {
    EXPECT_LT(pipeline, 10);
    EXPECT_EQ(set.size(), 1U) << pipeline;
  }
}

TEST(TrainingScheduleTest, ATrainingOverItsOwnLimitIsCutAndCountsIfHalfWasDone) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.max_candidates = 50;
  const Plan uncut = MakePlan(spec, 2);
  spec.max_runtime_per_training_job_s = 130;
  const Plan plan = MakePlan(spec, 2);
  EXPECT_LT(plan.end, uncut.end);
  EXPECT_EQ(plan.final_secondary_status, S::kCompleted);
  int useful = 0;
  int useless = 0;
  for (std::size_t n = 0; n < plan.candidates.size(); ++n) {
    const PlannedCandidate& c = plan.candidates[n];
    const std::int64_t full = (uncut.candidates[n].end - uncut.candidates[n].start).us;
    if (full <= 130 * kSecond) {
      EXPECT_EQ(c.outcome, CandidateStatus::kCompleted);
      EXPECT_EQ((c.end - c.start).us, full);
      continue;
    }
    EXPECT_EQ(c.outcome, CandidateStatus::kStopped);
    EXPECT_EQ(c.end - c.start, Nominal::Seconds(130));
    EXPECT_EQ(c.has_metrics, full <= 260 * kSecond);
    EXPECT_EQ(c.may_be_best, c.has_metrics);
    ++(c.has_metrics ? useful : useless);
  }
  EXPECT_GT(useful, 0);
  EXPECT_GT(useless, 0);
}

}  // namespace
}  // namespace autopilot
