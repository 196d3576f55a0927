#include "lifecycle/planner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <set>
#include <string>

#include "tests/unit/lifecycle/expectations.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

using S = SecondaryStatus;

std::int64_t LengthOf(const Plan& plan, S status) {
  for (std::size_t n = 0; n < plan.phases.size(); ++n) {
    if (plan.phases[n].status != status) continue;
    const Nominal end = n + 1 < plan.phases.size() ? plan.phases[n + 1].start : plan.end;
    return (end - plan.phases[n].start).us;
  }
  return -1;
}

constexpr std::int64_t kSecond = 1'000'000;

struct SequenceCase {
  JobKind kind;
  bool definitions_only;
  bool deploy;
  const char* sequence;
};

TEST(PlannerTest, EveryKindGoesThroughItsPhases) {
  const SequenceCase cases[] = {
      {JobKind::kTabularHpo, false, false,
       "Starting AnalyzingData FeatureEngineering ModelTuning GeneratingExplainabilityReport "
       "GeneratingModelInsightsReport Completed/Completed"},
      {JobKind::kTabularHpo, false, true,
       "Starting AnalyzingData FeatureEngineering ModelTuning GeneratingExplainabilityReport "
       "GeneratingModelInsightsReport DeployingModel Completed/Completed"},
      {JobKind::kTabularHpo, true, false,
       "Starting AnalyzingData Completed/CandidateDefinitionsGenerated"},
      {JobKind::kTabularHpo, true, true,
       "Starting AnalyzingData Completed/CandidateDefinitionsGenerated"},
      {JobKind::kTabularEnsembling, false, false,
       "Starting AnalyzingData TrainingModels GeneratingExplainabilityReport "
       "GeneratingModelInsightsReport Completed/Completed"},
      {JobKind::kTabularEnsembling, false, true,
       "Starting AnalyzingData TrainingModels GeneratingExplainabilityReport "
       "GeneratingModelInsightsReport DeployingModel Completed/Completed"},
      {JobKind::kTabularEnsembling, true, false,
       "Starting AnalyzingData Completed/CandidateDefinitionsGenerated"},
      {JobKind::kImageClassification, false, false,
       "Starting PreTraining TrainingModels Completed/Completed"},
      {JobKind::kTextClassification, false, true,
       "Starting PreTraining TrainingModels DeployingModel Completed/Completed"},
      {JobKind::kTextGeneration, false, false,
       "Starting PreTraining TrainingModels Completed/Completed"},
      {JobKind::kTimeSeriesForecasting, false, false,
       "Starting PreTraining TrainingModels GeneratingExplainabilityReport Completed/Completed"},
      {JobKind::kTimeSeriesForecasting, false, true,
       "Starting PreTraining TrainingModels GeneratingExplainabilityReport DeployingModel "
       "Completed/Completed"},
  };
  for (const SequenceCase& c : cases) {
    JobSpec spec = SpecOf(c.kind);
    spec.candidate_definitions_only = c.definitions_only;
    spec.deploy_model = c.deploy;
    const Plan plan = MakePlan(spec, 1);
    EXPECT_EQ(SequenceOf(plan), c.sequence);
    EXPECT_EQ(plan.endpoint_name.has_value(), c.deploy && !c.definitions_only);
    EXPECT_EQ(plan.candidates.empty(), c.definitions_only);
  }
}

TEST(PlannerTest, HpoPhasesLastAsRecorded) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.max_candidates = 10;
  spec.deploy_model = true;
  const Plan plan = MakePlan(spec, 1);
  EXPECT_EQ(LengthOf(plan, S::kStarting), 3 * kSecond);
  EXPECT_EQ(LengthOf(plan, S::kAnalyzingData), 510 * kSecond);
  EXPECT_EQ(LengthOf(plan, S::kFeatureEngineering), 480 * kSecond);
  EXPECT_EQ(LengthOf(plan, S::kGeneratingExplainabilityReport), 90 * kSecond);
  EXPECT_EQ(LengthOf(plan, S::kGeneratingModelInsightsReport), 90 * kSecond);
  EXPECT_EQ(LengthOf(plan, S::kDeployingModel), 300 * kSecond);
}

TEST(PlannerTest, AnHpoJobOfTwoWavesTakesAboutHalfAnHour) {
  for (DrawKey key = 0; key < 200; ++key) {
    JobSpec spec = SpecOf(JobKind::kTabularHpo);
    spec.max_candidates = 15;
    const Plan plan = MakePlan(spec, key);
    EXPECT_GT(plan.end, Nominal::Seconds(25 * 60));
    EXPECT_LT(plan.end, Nominal::Seconds(34 * 60));
  }
}

TEST(PlannerTest, ALoneEnsemblingCandidateTakesNearlyTheWholeJobAsRecorded) {
  JobSpec spec = SpecOf(JobKind::kTabularEnsembling);
  spec.max_candidates = 1;
  for (DrawKey key = 0; key < 50; ++key) {
    const Plan plan = MakePlan(spec, key);
    ASSERT_EQ(plan.candidates.size(), 1U);
    EXPECT_LT(plan.candidates[0].start, Nominal::Seconds(9));
    EXPECT_EQ(plan.candidates[0].end, Nominal::Seconds(202));
    EXPECT_EQ(plan.end, Nominal::Seconds(216));
  }
}

TEST(PlannerTest, EnsemblingTakesThreeAndAHalfMinutesForUpToTenCandidates) {
  for (const std::int64_t candidates : {1, 2, 10}) {
    JobSpec spec = SpecOf(JobKind::kTabularEnsembling);
    spec.max_candidates = candidates;
    const Plan plan = MakePlan(spec, 3);
    EXPECT_EQ(plan.end, Nominal::Seconds(216)) << candidates;
    EXPECT_EQ(LengthOf(plan, S::kTrainingModels), 198 * kSecond);
  }
  JobSpec spec = SpecOf(JobKind::kTabularEnsembling);
  spec.max_candidates = 25;
  EXPECT_EQ(LengthOf(MakePlan(spec, 3), S::kTrainingModels), (3 * 196 + 2) * kSecond);
}

TEST(PlannerTest, TheOtherKindsTakeTenToThirtyMinutes) {
  for (const JobKind kind : {JobKind::kImageClassification, JobKind::kTextClassification,
                             JobKind::kTextGeneration, JobKind::kTimeSeriesForecasting}) {
    std::set<std::int64_t> lengths;
    for (DrawKey key = 0; key < 200; ++key) {
      const Plan plan = MakePlan(SpecOf(kind), key);
      EXPECT_GE(plan.end, Nominal::Seconds(600));
      EXPECT_LE(plan.end, Nominal::Seconds(1'800));
      lengths.insert(plan.end.us);
    }
    EXPECT_GT(lengths.size(), 100U);
  }
}

TEST(PlannerTest, EveryKindHasItsNumberOfCandidates) {
  const std::map<JobKind, std::size_t> expected{
      {JobKind::kTabularHpo, 100},        {JobKind::kTabularEnsembling, 10},
      {JobKind::kImageClassification, 1}, {JobKind::kTextClassification, 1},
      {JobKind::kTextGeneration, 1},      {JobKind::kTimeSeriesForecasting, 7}};
  for (const auto& [kind, count] : expected) {
    const Plan plan = MakePlan(SpecOf(kind), 1);
    EXPECT_EQ(plan.candidates.size(), count);
    EXPECT_EQ(plan.max_candidates, static_cast<std::int64_t>(count));
    JobSpec spec = SpecOf(kind);
    spec.max_candidates = 3;
    EXPECT_EQ(MakePlan(spec, 1).candidates.size(),
              kind == JobKind::kTimeSeriesForecasting ? count : 3U);
    EXPECT_EQ(MakePlan(spec, 1).max_candidates, 3);
  }
}

struct ResolutionCase {
  std::optional<ProblemType> problem_type;
  std::optional<Metric> objective;
  ProblemType resolved_type;
  Metric resolved_objective;
};

TEST(PlannerTest, ProblemTypeAndObjectiveAreResolved) {
  const auto kBinary = ProblemType::kBinaryClassification;
  const auto kMulticlass = ProblemType::kMulticlassClassification;
  const auto kRegression = ProblemType::kRegression;
  const ResolutionCase cases[] = {
      {{}, {}, kBinary, Metric::kF1},
      {kBinary, {}, kBinary, Metric::kF1},
      {kMulticlass, {}, kMulticlass, Metric::kAccuracy},
      {kRegression, {}, kRegression, Metric::kMSE},
      {{}, Metric::kF1, kBinary, Metric::kF1},
      {{}, Metric::kAUC, kBinary, Metric::kAUC},
      {{}, Metric::kPrecision, kBinary, Metric::kPrecision},
      {{}, Metric::kRecall, kBinary, Metric::kRecall},
      {{}, Metric::kAccuracy, kBinary, Metric::kAccuracy},
      {{}, Metric::kBalancedAccuracy, kBinary, Metric::kBalancedAccuracy},
      {{}, Metric::kF1macro, kMulticlass, Metric::kF1macro},
      {{}, Metric::kPrecisionMacro, kMulticlass, Metric::kPrecisionMacro},
      {{}, Metric::kRecallMacro, kMulticlass, Metric::kRecallMacro},
      {{}, Metric::kMSE, kRegression, Metric::kMSE},
      {{}, Metric::kRMSE, kRegression, Metric::kRMSE},
      {{}, Metric::kMAE, kRegression, Metric::kMAE},
      {{}, Metric::kR2, kRegression, Metric::kR2},
      {kMulticlass, Metric::kBalancedAccuracy, kMulticlass, Metric::kBalancedAccuracy},
  };
  for (const ResolutionCase& c : cases) {
    for (const JobKind kind : {JobKind::kTabularHpo, JobKind::kTabularEnsembling}) {
      JobSpec spec = SpecOf(kind);
      spec.problem_type = c.problem_type;
      spec.objective = c.objective;
      const Plan plan = MakePlan(spec, 1);
      EXPECT_EQ(plan.problem_type, c.resolved_type);
      EXPECT_EQ(plan.objective, c.resolved_objective);
    }
  }
}

TEST(PlannerTest, TheOtherKindsHaveTheirObjectiveAndNoProblemType) {
  const std::map<JobKind, Metric> expected{
      {JobKind::kImageClassification, Metric::kAccuracy},
      {JobKind::kTextClassification, Metric::kAccuracy},
      {JobKind::kTextGeneration, Metric::kValidationLoss},
      {JobKind::kTimeSeriesForecasting, Metric::kAverageWeightedQuantileLoss}};
  for (const auto& [kind, objective] : expected) {
    const Plan plan = MakePlan(SpecOf(kind), 1);
    EXPECT_EQ(plan.objective, objective);
    EXPECT_EQ(plan.problem_type, std::nullopt);
  }
  JobSpec spec = SpecOf(JobKind::kTimeSeriesForecasting);
  spec.objective = Metric::kWAPE;
  EXPECT_EQ(MakePlan(spec, 1).objective, Metric::kWAPE);
}

TEST(PlannerTest, TextGenerationHasNoObjectiveToChoose) {
  for (std::size_t n = 0; n < kMetricCount; ++n) {
    EXPECT_FALSE(IsObjectiveOf(JobKind::kTextGeneration, static_cast<Metric>(n)));
  }
}

TEST(PlannerTest, MaxCandidatesReachedEndsHpoWithoutReports) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.on_max_candidates = OnMaxCandidates::kMaxCandidatesReached;
  EXPECT_EQ(SequenceOf(MakePlan(spec, 1)),
            "Starting AnalyzingData FeatureEngineering ModelTuning Completed/MaxCandidatesReached");
  spec.kind = JobKind::kTabularEnsembling;
  EXPECT_EQ(MakePlan(spec, 1).final_secondary_status, S::kCompleted);
}

TEST(PlannerTest, AGeneratedEndpointNameIsLegalAndAGivenOneIsKept) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.deploy_model = true;
  std::set<std::string> names;
  for (DrawKey key = 0; key < 20; ++key) {
    const std::string name = MakePlan(spec, key).endpoint_name.value();
    EXPECT_THAT(name, ::testing::StartsWith("automl-"));
    EXPECT_THAT(name, ::testing::EndsWith("-endpoint"));
    EXPECT_EQ(name.size(), 28U);
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos);
    names.insert(name);
  }
  EXPECT_EQ(names.size(), 20U);
  spec.endpoint_name = "My-Endpoint";
  EXPECT_EQ(MakePlan(spec, 1).endpoint_name, "My-Endpoint");
}

TEST(PlannerTest, AJobWithoutAnyModelFailsAfterTraining) {
  for (const JobKind kind : kAllKinds) {
    JobSpec spec = SpecOf(kind);
    spec.max_candidates = 3;
    spec.max_runtime_per_training_job_s = 1;
    spec.deploy_model = true;
    spec.endpoint_name = "never";
    const Plan plan = MakePlan(spec, 2);
    EXPECT_THAT(SequenceOf(plan),
                ::testing::AnyOf(::testing::EndsWith(" ModelTuning Failed/Failed"),
                                 ::testing::EndsWith(" TrainingModels Failed/Failed")));
    EXPECT_EQ(plan.endpoint_name, std::nullopt);
    EXPECT_EQ(plan.failure_reason,
              "No candidate finished training: every training job reached "
              "MaxRuntimePerTrainingJobInSeconds.");
    EXPECT_FALSE(plan.candidates.empty());
    spec.max_job_runtime_s = plan.end.us / kSecond - 1;
    const Plan cut = MakePlan(spec, 2);
    EXPECT_THAT(SequenceOf(cut), ::testing::EndsWith(" Completed/MaxAutoMLJobRuntimeReached"));
    EXPECT_EQ(cut.failure_reason, std::nullopt);
  }
}

TEST(PlannerTest, AJobOverItsLimitIsCutExactlyThere) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.max_candidates = 20;
  spec.deploy_model = true;
  const std::int64_t tuning = 3 + 510 + 480;
  spec.max_job_runtime_s = tuning + 150;
  const Plan plan = MakePlan(spec, 2);
  EXPECT_EQ(SequenceOf(plan),
            "Starting AnalyzingData FeatureEngineering ModelTuning "
            "Completed/MaxAutoMLJobRuntimeReached");
  EXPECT_EQ(plan.end, Nominal::Seconds(tuning + 150));
  EXPECT_EQ(plan.endpoint_name, std::nullopt);
  EXPECT_EQ(plan.candidates.size(), 10U) << "the second wave never started";
  for (const PlannedCandidate& c : plan.candidates) {
    EXPECT_LE(c.end, plan.end);
    if (c.outcome == CandidateStatus::kStopped) {
      EXPECT_EQ(c.end, plan.end);
      EXPECT_FALSE(c.may_be_best);
    }
  }
}

TEST(PlannerTest, AJobThatEndsExactlyAtItsLimitIsNotCut) {
  JobSpec spec = SpecOf(JobKind::kTabularEnsembling);
  spec.max_job_runtime_s = 216;
  EXPECT_EQ(MakePlan(spec, 2).final_secondary_status, S::kCompleted);
  spec.max_job_runtime_s = 215;
  const Plan cut = MakePlan(spec, 2);
  EXPECT_EQ(cut.final_secondary_status, S::kMaxAutoMLJobRuntimeReached);
  EXPECT_EQ(cut.end, Nominal::Seconds(215));
  EXPECT_EQ(cut.phases.size(), 5U);
  spec.max_job_runtime_s = 210;  // where the model insights report would start
  EXPECT_EQ(MakePlan(spec, 2).phases.back().status, S::kGeneratingExplainabilityReport);
}

TEST(PlannerTest, AVeryShortLimitEndsTheJobWhileStarting) {
  for (const JobKind kind : kAllKinds) {
    JobSpec spec = SpecOf(kind);
    spec.max_job_runtime_s = 1;
    const Plan plan = MakePlan(spec, 2);
    EXPECT_EQ(SequenceOf(plan), "Starting Completed/MaxAutoMLJobRuntimeReached");
    EXPECT_EQ(plan.end, Nominal::Seconds(1));
    EXPECT_TRUE(plan.candidates.empty());
  }
}

TEST(PlannerTest, DefinitionsOnlyJobsHaveALimitToo) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.candidate_definitions_only = true;
  EXPECT_EQ(MakePlan(spec, 2).end, Nominal::Seconds(513));
  spec.max_job_runtime_s = 100;
  EXPECT_EQ(SequenceOf(MakePlan(spec, 2)),
            "Starting AnalyzingData Completed/MaxAutoMLJobRuntimeReached");
}

TEST(PlannerTest, TheLargestLimitIsNoLimit) {
  JobSpec spec = SpecOf(JobKind::kTabularEnsembling);
  spec.max_job_runtime_s = std::numeric_limits<std::int64_t>::max();
  spec.max_runtime_per_training_job_s = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(MakePlan(spec, 2), MakePlan(SpecOf(JobKind::kTabularEnsembling), 2));
}

TEST(PlannerTest, APlanDependsOnItsKeyAndOnNothingElse) {
  const JobSpec spec = SpecOf(JobKind::kTabularHpo);
  EXPECT_EQ(MakePlan(spec, 77), MakePlan(spec, 77));
  EXPECT_NE(MakePlan(spec, 77).candidates, MakePlan(spec, 78).candidates);
}

}  // namespace
}  // namespace autopilot
