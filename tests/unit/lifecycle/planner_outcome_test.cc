#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "lifecycle/planner.h"
#include "lifecycle/state.h"
#include "lifecycle/steered_plan.h"
#include "tests/unit/lifecycle/expectations.h"
#include "tests/unit/lifecycle/fixtures.h"

// Plans whose outcome a test decides.

namespace autopilot {
namespace {

using ::testing::ElementsAre;
using S = SecondaryStatus;
using C = CandidateStatus;

constexpr DrawKey kKey = 3;

JobSpec DeployingSpec(JobKind kind) {
  JobSpec spec = SpecOf(kind);
  spec.max_candidates = 4;
  spec.deploy_model = true;
  return spec;
}

Plan PlanOf(JobKind kind, const Outcome& outcome) {
  return MakePlan(DeployingSpec(kind), outcome, kKey);
}

TEST(PlannerOutcomeTest, AnOutcomeThatDecidesNothingIsNone) {
  for (const JobKind kind : kAllKinds) {
    EXPECT_EQ(PlanOf(kind, {}), MakePlan(DeployingSpec(kind), kKey));
  }
}

TEST(PlannerOutcomeTest, PhasesLastAsLongAsATestSays) {
  const std::vector<PhaseLength> lengths{{S::kStarting, Nominal::Seconds(1)},
                                         {S::kFeatureEngineering, Nominal{}},
                                         {S::kModelTuning, Nominal::Seconds(1'000)},
                                         {S::kGeneratingExplainabilityReport, Nominal::Seconds(7)},
                                         {S::kGeneratingModelInsightsReport, Nominal{}},
                                         {S::kDeployingModel, Nominal::Seconds(60)}};
  Outcome outcome;
  outcome.phase_lengths = lengths;
  const Plan plan = PlanOf(JobKind::kTabularHpo, outcome);
  EXPECT_THAT(plan.phases,
              ElementsAre(PlannedPhase{S::kStarting, Nominal{}},
                          PlannedPhase{S::kAnalyzingData, Nominal::Seconds(1)},
                          PlannedPhase{S::kFeatureEngineering, Nominal::Seconds(511)},
                          PlannedPhase{S::kModelTuning, Nominal::Seconds(511)},
                          PlannedPhase{S::kGeneratingExplainabilityReport, Nominal::Seconds(1'511)},
                          PlannedPhase{S::kGeneratingModelInsightsReport, Nominal::Seconds(1'518)},
                          PlannedPhase{S::kDeployingModel, Nominal::Seconds(1'518)}));
  EXPECT_EQ(plan.end, Nominal::Seconds(1'578));
}

TEST(PlannerOutcomeTest, CandidatesScaleWithTheirPhase) {
  const JobSpec spec = DeployingSpec(JobKind::kTabularHpo);
  const Plan usual = MakePlan(spec, kKey);
  const auto tuning = SpanOf(usual, S::kModelTuning).value();
  Outcome outcome;
  outcome.phase_lengths = {{S::kModelTuning, Nominal{(tuning.end - tuning.start).us * 3}}};
  const Plan plan = MakePlan(spec, outcome, kKey);
  ASSERT_EQ(plan.candidates.size(), usual.candidates.size());
  for (std::size_t n = 0; n < plan.candidates.size(); ++n) {
    const PlannedCandidate& had = usual.candidates[n];
    EXPECT_EQ((plan.candidates[n].start - tuning.start).us, 3 * (had.start - tuning.start).us);
    EXPECT_EQ((plan.candidates[n].end - tuning.start).us, 3 * (had.end - tuning.start).us);
  }
}

TEST(PlannerOutcomeTest, TheLimitOfATrainingIsThatOfItsGivenLength) {
  JobSpec spec = DeployingSpec(JobKind::kTabularEnsembling);
  spec.max_runtime_per_training_job_s = 100;
  Outcome outcome;
  outcome.phase_lengths = {{S::kTrainingModels, Nominal::Seconds(10'000)}};
  const Plan plan = MakePlan(spec, outcome, kKey);
  EXPECT_EQ(plan.final_status, JobStatus::kFailed);
  for (const PlannedCandidate& c : plan.candidates) {
    EXPECT_EQ(c.end - c.start, Nominal::Seconds(100));
    EXPECT_EQ(c.outcome, C::kStopped);
  }
  outcome.phase_lengths = {{S::kTrainingModels, Nominal::Seconds(50)}};
  EXPECT_EQ(MakePlan(spec, outcome, kKey).final_status, JobStatus::kCompleted);
}

TEST(PlannerOutcomeTest, ThereAreAsManyCandidatesAsATestSays) {
  for (const JobKind kind : kAllKinds) {
    for (const std::int64_t count : {1, 3, 30}) {
      Outcome outcome;
      outcome.candidate_count = count;
      const Plan plan = PlanOf(kind, outcome);
      EXPECT_EQ(plan.candidates.size(), static_cast<std::size_t>(count));
      EXPECT_EQ(plan.max_candidates, 4) << "what was asked for is shown all the same";
      const bool ensemble = kind == JobKind::kTimeSeriesForecasting && count > 1;
      EXPECT_EQ(plan.candidates.back().algorithm == Algorithm::kEnsemble, ensemble);
    }
  }
}

TEST(PlannerOutcomeTest, CandidatesEndAsATestSays) {
  const Plan usual = PlanOf(JobKind::kTabularHpo, {});
  Outcome outcome;
  outcome.candidate_statuses = {C::kFailed, C::kCompleted, C::kStopped};
  const Plan plan = PlanOf(JobKind::kTabularHpo, outcome);
  ASSERT_EQ(plan.candidates.size(), 4U);
  const auto length = [](const Plan& of, std::size_t n) {
    return (of.candidates[n].end - of.candidates[n].start).us;
  };
  EXPECT_EQ(plan.candidates[0].outcome, C::kFailed);
  EXPECT_EQ(length(plan, 0), length(usual, 0) / 2);
  EXPECT_FALSE(plan.candidates[0].has_metrics || plan.candidates[0].may_be_best);
  EXPECT_EQ(plan.candidates[1], usual.candidates[1]);
  EXPECT_EQ(plan.candidates[2].outcome, C::kStopped);
  EXPECT_EQ(length(plan, 2), length(usual, 2) * 3 / 4);
  EXPECT_TRUE(plan.candidates[2].has_metrics);
  EXPECT_LT(plan.candidates[2].quality, usual.candidates[2].quality);
  EXPECT_EQ(plan.candidates[3], usual.candidates[3]);
  EXPECT_EQ(plan.phases, usual.phases);
}

TEST(PlannerOutcomeTest, AJobWhoseCandidatesAllFailFails) {
  for (const JobKind kind : kAllKinds) {
    Outcome outcome;
    outcome.candidate_count = 3;
    outcome.candidate_statuses.assign(3, C::kFailed);
    const Plan plan = PlanOf(kind, outcome);
    EXPECT_THAT(SequenceOf(plan),
                ::testing::AnyOf(::testing::EndsWith("ModelTuning Failed/Failed"),
                                 ::testing::EndsWith("TrainingModels Failed/Failed")));
    EXPECT_EQ(plan.failure_reason, "No candidate finished training: every training job failed.");
    EXPECT_EQ(plan.endpoint_name, std::nullopt);
  }
  JobSpec spec = DeployingSpec(JobKind::kTabularHpo);
  spec.max_runtime_per_training_job_s = 10;
  Outcome outcome;
  outcome.candidate_statuses = {C::kFailed};
  EXPECT_EQ(MakePlan(spec, outcome, kKey).failure_reason,
            "No candidate finished training: every training job failed or reached "
            "MaxRuntimePerTrainingJobInSeconds.");
}

TEST(PlannerOutcomeTest, TheChosenCandidateIsTheBest) {
  for (const JobKind kind : kAllKinds) {
    for (DrawKey key = 0; key < 50; ++key) {
      for (const std::size_t best : {0U, 3U, 6U}) {
        Outcome outcome;
        outcome.candidate_count = 7;
        outcome.best_candidate = best;
        const Plan plan = MakePlan(SpecOf(kind), outcome, key);
        const EventLog events = StartOfLife(kBirth, kSpeed600);
        const Timestamp end = Project(plan, events).final_at;
        ASSERT_EQ(BestCandidate(plan, EvaluateCandidates(plan, events, end))->index, best);
      }
    }
  }
}

struct FailureCase {
  JobKind kind;
  std::optional<S> phase;
  const char* sequence;
  const char* reason;
};

TEST(PlannerOutcomeTest, AJobFailsInTheMiddleOfTheChosenPhase) {
  const char* const data_reason =
      "Could not complete the data builder processing job. The AutoML Job cannot continue. Error "
      "message: ClientError: The data could not be analyzed.";
  const FailureCase cases[] = {
      {JobKind::kTabularHpo, {}, "Starting AnalyzingData Failed/Failed", data_reason},
      {JobKind::kTextGeneration, {}, "Starting PreTraining Failed/Failed", data_reason},
      {JobKind::kTabularHpo, S::kStarting, "Starting Failed/Failed",
       "The AutoML job failed during Starting."},
      {JobKind::kTabularHpo, S::kFeatureEngineering,
       "Starting AnalyzingData FeatureEngineering Failed/Failed",
       "The AutoML job failed during FeatureEngineering."},
      {JobKind::kTabularEnsembling, S::kTrainingModels,
       "Starting AnalyzingData TrainingModels Failed/Failed",
       "The AutoML job failed during TrainingModels."},
      {JobKind::kTabularEnsembling, S::kGeneratingModelInsightsReport,
       "Starting AnalyzingData TrainingModels GeneratingExplainabilityReport "
       "GeneratingModelInsightsReport Failed/Failed",
       "The AutoML job failed during GeneratingModelInsightsReport."},
      {JobKind::kImageClassification, S::kDeployingModel,
       "Starting PreTraining TrainingModels DeployingModel Failed/Failed",
       "The AutoML job failed during DeployingModel."},
  };
  for (const FailureCase& c : cases) {
    const Plan usual = PlanOf(c.kind, {});
    Outcome outcome;
    outcome.failure = PlannedFailure{.phase = c.phase, .reason = ""};
    const Plan plan = PlanOf(c.kind, outcome);
    EXPECT_EQ(SequenceOf(plan), c.sequence);
    EXPECT_EQ(plan.failure_reason, c.reason);
    EXPECT_EQ(plan.endpoint_name, std::nullopt);
    EXPECT_EQ(plan.end, SpanOf(usual, plan.phases.back().status)->Middle());
    for (const PlannedCandidate& candidate : plan.candidates) {
      EXPECT_LE(candidate.end, plan.end);
      if (candidate.end == plan.end) {
        EXPECT_EQ(candidate.outcome, C::kStopped);
      }
    }
    outcome.failure->reason = "No luck";
    EXPECT_EQ(PlanOf(c.kind, outcome).failure_reason, "No luck");
  }
}

TEST(PlannerOutcomeTest, AFailureBeforeTheTrainingLeavesNoCandidates) {
  Outcome outcome;
  outcome.failure = PlannedFailure{};
  EXPECT_TRUE(PlanOf(JobKind::kTabularHpo, outcome).candidates.empty());
}

TEST(PlannerOutcomeTest, AStuckJobStaysInTheMiddleOfItsPhase) {
  for (const JobKind kind : kAllKinds) {
    const Plan usual = PlanOf(kind, {});
    for (const PlannedPhase& phase : usual.phases) {
      Outcome outcome;
      outcome.stuck = StuckPhase{phase.status};
      Plan plan = PlanOf(kind, outcome);
      EXPECT_EQ(plan.held_at, SpanOf(usual, phase.status)->Middle());
      plan.held_at.reset();
      EXPECT_EQ(plan, usual);
    }
    Outcome outcome;
    outcome.stuck = StuckPhase{};
    const Plan plan = PlanOf(kind, outcome);
    EXPECT_LT(plan.candidates.front().start, plan.held_at) << "there are candidates to see";
    EXPECT_GT(plan.candidates.back().end, plan.held_at);
  }
}

TEST(PlannerOutcomeTest, TheRuntimeLimitComesInTheTrainingButNotBeforeAModel) {
  for (const JobKind kind : kAllKinds) {
    for (DrawKey key = 0; key < 50; ++key) {
      for (const std::int64_t count : {1, 2, 12}) {
        Outcome outcome;
        outcome.candidate_count = count;
        const Plan usual = MakePlan(DeployingSpec(kind), outcome, key);
        outcome.reaches_runtime_limit = true;
        const Plan plan = MakePlan(DeployingSpec(kind), outcome, key);
        EXPECT_THAT(SequenceOf(plan), ::testing::EndsWith(" Completed/MaxAutoMLJobRuntimeReached"));
        const auto training = SpanOf(usual, plan.phases.back().status);
        ASSERT_TRUE(training);
        EXPECT_GE(plan.end, training->Middle());
        EXPECT_LT(plan.end, training->end);
        EXPECT_EQ(plan.endpoint_name, std::nullopt);
        const bool model = std::any_of(plan.candidates.begin(), plan.candidates.end(),
                                       [](const PlannedCandidate& c) { return c.may_be_best; });
        EXPECT_EQ(model, count > 1);
        outcome.best_candidate = static_cast<std::size_t>(count) - 1;
        const Plan with_best = MakePlan(DeployingSpec(kind), outcome, key);
        EXPECT_TRUE(with_best.candidates.at(*outcome.best_candidate).may_be_best);
      }
    }
  }
}

TEST(PlannerOutcomeTest, TheLimitsOfTheRequestHoldAllTheSame) {
  JobSpec spec = DeployingSpec(JobKind::kTabularHpo);
  spec.max_job_runtime_s = 600;
  Outcome outcome;
  outcome.failure = PlannedFailure{.phase = S::kModelTuning, .reason = ""};
  outcome.explainability_fails = true;
  outcome.partial_failure_reasons = {"never"};
  Plan plan = MakePlan(spec, outcome, kKey);
  EXPECT_EQ(SequenceOf(plan),
            "Starting AnalyzingData FeatureEngineering Completed/MaxAutoMLJobRuntimeReached");
  EXPECT_EQ(plan.end, Nominal::Seconds(600));
  EXPECT_EQ(plan.failure_reason, std::nullopt);
  EXPECT_TRUE(plan.partial_failure_reasons.empty());
  EXPECT_FALSE(plan.explainability_failed);
  outcome = {};
  outcome.reaches_runtime_limit = true;
  EXPECT_EQ(MakePlan(spec, outcome, kKey).end, Nominal::Seconds(600));
}

struct StepCase {
  bool explainability;
  bool insights;
  bool deployment;
  S secondary;
  std::vector<std::string> reasons;
};

TEST(PlannerOutcomeTest, AFailingStepDoesNotEndTheJob) {
  const std::string explainability = "The explainability report could not be generated.";
  const std::string insights = "The model insights report could not be generated.";
  const std::string deployment = "The best candidate could not be deployed.";
  const StepCase cases[] = {
      {true, false, false, S::kExplainabilityError, {explainability}},
      {false, true, false, S::kModelInsightsError, {insights}},
      {false, false, true, S::kModelDeploymentError, {deployment}},
      {true, true, false, S::kModelInsightsError, {explainability, insights}},
      {true, true, true, S::kModelDeploymentError, {explainability, insights, deployment}},
  };
  for (const StepCase& c : cases) {
    const Plan usual = PlanOf(JobKind::kTabularHpo, {});
    Outcome outcome;
    outcome.explainability_fails = c.explainability;
    outcome.model_insights_fails = c.insights;
    outcome.deployment_fails = c.deployment;
    const Plan plan = PlanOf(JobKind::kTabularHpo, outcome);
    EXPECT_EQ(plan.phases, usual.phases);
    EXPECT_EQ(plan.end, usual.end);
    EXPECT_EQ(plan.final_status, JobStatus::kCompleted);
    EXPECT_EQ(plan.final_secondary_status, c.secondary);
    EXPECT_EQ(plan.partial_failure_reasons, c.reasons);
    EXPECT_EQ(plan.explainability_failed, c.explainability);
    EXPECT_EQ(plan.model_insights_failed, c.insights);
    EXPECT_EQ(plan.deployment_failed, c.deployment);
    EXPECT_EQ(plan.endpoint_name.has_value(), !c.deployment);
    outcome.partial_failure_reasons = {"mine"};
    EXPECT_THAT(PlanOf(JobKind::kTabularHpo, outcome).partial_failure_reasons, ElementsAre("mine"));
  }
}

TEST(PlannerOutcomeTest, AFailedStepStaysKnownWhenTheJobFailsLater) {
  Outcome outcome;
  outcome.explainability_fails = outcome.deployment_fails = true;
  outcome.failure = PlannedFailure{.phase = S::kDeployingModel, .reason = "no luck"};
  const Plan plan = PlanOf(JobKind::kTabularHpo, outcome);
  EXPECT_EQ(plan.final_secondary_status, S::kFailed);
  EXPECT_TRUE(plan.explainability_failed);
  EXPECT_FALSE(plan.deployment_failed) << "it did not come so far";
  EXPECT_EQ(plan.partial_failure_reasons.size(), 1U);
}

TEST(PlannerOutcomeTest, PartialFailuresNeedNoFailedStep) {
  Outcome outcome;
  outcome.partial_failure_reasons = {"one", "two"};
  const Plan plan = PlanOf(JobKind::kTextClassification, outcome);
  EXPECT_EQ(plan.final_secondary_status, S::kCompleted);
  EXPECT_THAT(plan.partial_failure_reasons, ElementsAre("one", "two"));
}

}  // namespace
}  // namespace autopilot
