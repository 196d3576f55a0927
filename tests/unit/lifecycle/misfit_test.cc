#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>

#include "lifecycle/outcome.h"
#include "tests/unit/lifecycle/fixtures.h"
#include "tests/unit/lifecycle/random_jobs.h"

namespace autopilot {
namespace {

using S = SecondaryStatus;
using C = CandidateStatus;

struct SoundCase {
  const char* what;
  std::function<void(Outcome&)> set;
  const char* misfit;  // "" for none
};

constexpr const char* kAllPhases =
    "The phases are Starting, AnalyzingData, PreTraining, FeatureEngineering, ModelTuning, "
    "TrainingModels, GeneratingExplainabilityReport, GeneratingModelInsightsReport, "
    "DeployingModel.";

TEST(MisfitTest, WhatCanHappenToNoJobIsRefusedWhateverTheJob) {
  const std::string not_a_phase = std::string("Completed is not a phase. ") + kAllPhases;
  const SoundCase cases[] = {
      {"nothing decided", [](Outcome&) {}, ""},
      {"a length of what is no phase",
       [](Outcome& o) {
         o.phase_lengths = {{S::kCompleted, Nominal::Seconds(1)}};
       },
       not_a_phase.c_str()},
      {"a failure in what is no phase",
       [](Outcome& o) { o.failure = PlannedFailure{.phase = S::kCompleted, .reason = ""}; },
       not_a_phase.c_str()},
      {"stuck in what is no phase", [](Outcome& o) { o.stuck = StuckPhase{S::kCompleted}; },
       not_a_phase.c_str()},
      {"a negative length",
       [](Outcome& o) {
         o.phase_lengths = {{S::kStarting, Nominal{-1}}};
       },
       "The phase Starting lasts from 0 to 365 days."},
      {"a length of 366 days",
       [](Outcome& o) {
         o.phase_lengths = {{S::kStarting, Nominal::Seconds(366 * 86'400)}};
       },
       "The phase Starting lasts from 0 to 365 days."},
      {"a length of 365 days",
       [](Outcome& o) {
         o.phase_lengths = {{S::kStarting, Nominal::Seconds(365 * 86'400)}};
       },
       ""},
      {"two lengths of one phase",
       [](Outcome& o) {
         o.phase_lengths.assign(2, {S::kStarting, Nominal{}});
       },
       "The phase Starting has two lengths."},
      {"no candidate", [](Outcome& o) { o.candidate_count = 0; },
       "A job has from 1 to 750 candidates."},
      {"751 candidates", [](Outcome& o) { o.candidate_count = 751; },
       "A job has from 1 to 750 candidates."},
      {"750 candidates", [](Outcome& o) { o.candidate_count = 750; }, ""},
      {"a candidate that does not end", [](Outcome& o) { o.candidate_statuses = {C::kInProgress}; },
       "No candidate ends as InProgress. They end as Completed, Failed, Stopped."},
      {"more statuses than candidates",
       [](Outcome& o) {
         o.candidate_count = 2;
         o.candidate_statuses.assign(3, C::kFailed);
       },
       "There are 3 candidate statuses, but the job has 2 candidates."},
      {"a best candidate that there is not",
       [](Outcome& o) {
         o.candidate_count = 1;
         o.best_candidate = 1;
       },
       "Candidate 1 (from 0) cannot be the best one: the job has one candidate."},
      {"a best candidate that fails",
       [](Outcome& o) {
         o.candidate_statuses = {C::kCompleted, C::kFailed};
         o.best_candidate = 1;
       },
       "Candidate 1 (from 0) cannot be the best one: it ends as Failed."},
      {"a share above 1",
       [](Outcome& o) {
         o.metrics = {{Metric::kF1, 0.5F, 1.2F}};
       },
       "The metric F1 lies between 0 and 1, not at 1.2."},
      {"a share below 0",
       [](Outcome& o) {
         o.metrics = {{Metric::kAUC, -0.5F, 1}};
       },
       "The metric AUC lies between 0 and 1, not at -0.5."},
      {"an R2 above 1",
       [](Outcome& o) {
         o.metrics = {{Metric::kR2, -3, 1.5F}};
       },
       "The metric R2 lies between -1e+18 and 1, not at 1.5."},
      {"a negative error",
       [](Outcome& o) {
         o.metrics = {{Metric::kRMSE, -1, 1}};
       },
       "The metric RMSE lies between 0 and 1e+18, not at -1."},
      {"no number",
       [](Outcome& o) {
         o.metrics = {{Metric::kF1, std::numeric_limits<float>::quiet_NaN(), 1}};
       },
       "The metric F1 lies between 0 and 1, not at nan."},
      {"a range that goes back",
       [](Outcome& o) {
         o.metrics = {{Metric::kF1, 0.9F, 0.25F}};
       },
       "The range of the metric F1 ends at 0.25 before it begins at 0.9."},
      {"a metric twice",
       [](Outcome& o) {
         o.metrics.assign(2, {Metric::kF1, 0, 1});
       },
       "The metric F1 is given twice."},
      {"an MSE that is not the square of RMSE",
       [](Outcome& o) {
         o.metrics = {{Metric::kMSE, 4, 9}, {Metric::kRMSE, 2, 4}};
       },
       "The metric MSE is the square of RMSE. Leave one of them out, it follows from the other."},
      {"an MSE that is the square of a rounded RMSE",
       [](Outcome& o) {
         o.metrics = {{Metric::kMSE, 2, 9}, {Metric::kRMSE, 1.41F, 3}};
       },
       ""},
      {"a failure and a limit",
       [](Outcome& o) {
         o.failure = PlannedFailure{};
         o.reaches_runtime_limit = true;
       },
       "A job either fails or reaches its runtime limit, not both."},
      {"a long reason",
       [](Outcome& o) {
         o.failure = PlannedFailure{.phase = {}, .reason = std::string(1'025, 'x')};
       },
       "A failure reason has at most 1024 characters."},
      {"the longest reason",
       [](Outcome& o) {
         o.failure = PlannedFailure{.phase = {}, .reason = std::string(1'024, 'x')};
       },
       ""},
      {"six partial failures", [](Outcome& o) { o.partial_failure_reasons.assign(6, "x"); },
       "A job has at most 5 partial failure reasons."},
      {"a long partial failure",
       [](Outcome& o) { o.partial_failure_reasons = {std::string(1'025, 'x')}; },
       "A partial failure reason has at most 1024 characters."},
      {"stuck behind the failure",
       [](Outcome& o) {
         o.failure = PlannedFailure{};
         o.stuck = StuckPhase{S::kFeatureEngineering};
       },
       "The job cannot be stuck in FeatureEngineering: it fails before."},
      {"stuck in the training behind the failure",
       [](Outcome& o) {
         o.failure = PlannedFailure{.phase = S::kFeatureEngineering, .reason = ""};
         o.stuck = StuckPhase{};
       },
       "The job cannot be stuck in its training: it fails before."},
      {"stuck where it fails",
       [](Outcome& o) {
         o.failure = PlannedFailure{.phase = S::kTrainingModels, .reason = ""};
         o.stuck = StuckPhase{};
       },
       ""},
      {"stuck behind the limit",
       [](Outcome& o) {
         o.reaches_runtime_limit = true;
         o.stuck = StuckPhase{S::kDeployingModel};
       },
       "The job cannot be stuck in DeployingModel: it reaches its runtime limit before."},
  };
  for (const SoundCase& c : cases) {
    Outcome outcome;
    c.set(outcome);
    EXPECT_EQ(MisfitOfAll(outcome).value_or(""), c.misfit) << c.what;
    if (*c.misfit == '\0') continue;
    for (const JobKind kind : kAllKinds) {
      EXPECT_EQ(MisfitOf(outcome, SpecOf(kind)).value_or(""), c.misfit) << c.what;
    }
  }
}

struct JobCase {
  const char* what;
  JobSpec spec;
  std::function<void(Outcome&)> set;
  const char* misfit;
};

TEST(MisfitTest, WhatDoesNotFitTheJobIsRefusedWithWhatWould) {
  JobSpec hpo = SpecOf(JobKind::kTabularHpo);
  hpo.max_candidates = 3;
  JobSpec regression = hpo;
  regression.problem_type = ProblemType::kRegression;
  JobSpec by_objective = hpo;
  by_objective.objective = Metric::kRMSE;
  JobSpec definitions = hpo;
  definitions.candidate_definitions_only = true;
  const JobSpec forecast = SpecOf(JobKind::kTimeSeriesForecasting);
  const JobSpec image = SpecOf(JobKind::kImageClassification);
  JobSpec deploying = image;
  deploying.deploy_model = true;
  JobSpec limited = hpo;
  limited.max_job_runtime_s = 1;
  const auto fails_in = [](S phase) {
    return [phase](Outcome& o) { o.failure = PlannedFailure{.phase = phase, .reason = ""}; };
  };
  const auto metric = [](Metric of) {
    return [of](Outcome& o) { o.metrics = {{of, 0.5F, 0.5F}}; };
  };
  const JobCase cases[] = {
      {"a phase of another kind", forecast, fails_in(S::kFeatureEngineering),
       "The phase FeatureEngineering does not occur in a TimeSeriesForecasting job. Its phases are "
       "Starting, PreTraining, TrainingModels, GeneratingExplainabilityReport."},
      {"a length of such a phase", image,
       [](Outcome& o) {
         o.phase_lengths = {{S::kModelTuning, Nominal{}}};
       },
       "The phase ModelTuning does not occur in an ImageClassification job. Its phases are "
       "Starting, PreTraining, TrainingModels."},
      {"stuck in such a phase", hpo, [](Outcome& o) { o.stuck = StuckPhase{S::kTrainingModels}; },
       "The phase TrainingModels does not occur in a tabular HYPERPARAMETER_TUNING job. Its phases "
       "are Starting, AnalyzingData, FeatureEngineering, ModelTuning, "
       "GeneratingExplainabilityReport, GeneratingModelInsightsReport."},
      {"a phase that its limit would cut", limited, fails_in(S::kModelTuning), ""},
      {"a report that the kind does not make", image,
       [](Outcome& o) { o.explainability_fails = true; },
       "The phase GeneratingExplainabilityReport does not occur in an ImageClassification job. Its "
       "phases are Starting, PreTraining, TrainingModels."},
      {"another one", forecast, [](Outcome& o) { o.model_insights_fails = true; },
       "The phase GeneratingModelInsightsReport does not occur in a TimeSeriesForecasting job. Its "
       "phases are Starting, PreTraining, TrainingModels, GeneratingExplainabilityReport."},
      {"a deployment that was not asked for", image, [](Outcome& o) { o.deployment_fails = true; },
       "The deployment cannot fail: the job does not deploy its model. Its phases are Starting, "
       "PreTraining, TrainingModels."},
      {"one that was", deploying, [](Outcome& o) { o.deployment_fails = true; }, ""},
      {"a metric of another problem type", regression, metric(Metric::kAUC),
       "The metric AUC is not one of Regression. Its metrics are RMSE, MSE, MAE, R2."},
      {"a metric of another resolved type", by_objective, metric(Metric::kF1),
       "The metric F1 is not one of Regression. Its metrics are RMSE, MSE, MAE, R2."},
      {"a metric of the default type", hpo, metric(Metric::kF1), ""},
      {"a metric of another kind", forecast, metric(Metric::kR2),
       "The metric R2 is not one of TimeSeriesForecasting. Its metrics are RMSE, MASE, MAPE, WAPE, "
       "AverageWeightedQuantileLoss."},
      {"candidates of a job that has none", definitions, [](Outcome& o) { o.candidate_count = 3; },
       "There are no candidates in a tabular HYPERPARAMETER_TUNING job that only generates "
       "candidate definitions."},
      {"a training that there is not", definitions, [](Outcome& o) { o.stuck = StuckPhase{}; },
       "There are no candidates in a tabular HYPERPARAMETER_TUNING job that only generates "
       "candidate definitions."},
      {"a limit in such a training", definitions,
       [](Outcome& o) { o.reaches_runtime_limit = true; },
       "There are no candidates in a tabular HYPERPARAMETER_TUNING job that only generates "
       "candidate definitions."},
      {"more statuses than the request has candidates", hpo,
       [](Outcome& o) { o.candidate_statuses.assign(4, C::kFailed); },
       "There are 4 candidate statuses, but the job has 3 candidates."},
      {"a best candidate beyond those of the request", image,
       [](Outcome& o) { o.best_candidate = 1; },
       "Candidate 1 (from 0) cannot be the best one: the job has one candidate."},
      {"as many as the test decides", hpo,
       [](Outcome& o) {
         o.candidate_count = 9;
         o.best_candidate = 8;
       },
       ""},
  };
  for (const JobCase& c : cases) {
    Outcome outcome;
    c.set(outcome);
    EXPECT_EQ(MisfitOf(outcome, c.spec).value_or(""), c.misfit) << c.what;
    EXPECT_EQ(MisfitOfAll(outcome), std::nullopt) << c.what << ": another job can have it";
  }
}

TEST(MisfitTest, WhatNoKindHasTogetherIsRefusedWithAnExample) {
  Outcome outcome;
  outcome.phase_lengths = {{S::kFeatureEngineering, Nominal{}}, {S::kPreTraining, Nominal{}}};
  EXPECT_EQ(
      MisfitOfAll(outcome),
      "It fits no kind of job. For example: The phase PreTraining does not occur in a tabular "
      "HYPERPARAMETER_TUNING job. Its phases are Starting, AnalyzingData, "
      "FeatureEngineering, ModelTuning, GeneratingExplainabilityReport, "
      "GeneratingModelInsightsReport, DeployingModel.");
}

TEST(MisfitTest, EveryOutcomeThatFitsAJobIsAccepted) {
  for (DrawKey seed = 0; seed < 1'000; ++seed) {
    Draws draws(Derive(seed, "fitting"));
    const JobSpec spec = RandomSpec(draws);
    const Outcome outcome = RandomOutcome(draws, spec);
    ASSERT_EQ(MisfitOf(outcome, spec), std::nullopt) << seed;
    ASSERT_EQ(MisfitOfAll(outcome), std::nullopt) << seed;
  }
}

}  // namespace
}  // namespace autopilot
