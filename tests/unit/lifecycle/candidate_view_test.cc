#include "lifecycle/candidate_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "lifecycle/planner.h"
#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Pair;

const JobIdentity kJob{
    {"155385207986", "us-east-1"}, "automl-dm-1665994346", "s3://bucket/autopilot"};
constexpr const char* kOut = "s3://bucket/autopilot/automl-dm-1665994346/";
constexpr const char* kSklearn =
    "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-sklearn-automl:2.5-1-cpu-py3";

Plan PlanOf(JobKind kind, std::optional<ProblemType> type = {}, std::int64_t candidates = 3) {
  JobSpec spec = SpecOf(kind);
  spec.problem_type = type;
  spec.max_candidates = candidates;
  return MakePlan(spec, 21);
}

// A plan with one candidate of that algorithm in pipeline 0.
Plan HpoPlan(Algorithm algorithm, ProblemType type, std::optional<Metric> objective = {}) {
  JobSpec spec = SpecOf(JobKind::kTabularHpo);
  spec.problem_type = type;
  spec.objective = objective;
  spec.max_candidates = 1;
  spec.algorithms = {algorithm};
  return MakePlan(spec, 21);
}

// The key of a plan whose pipeline 0 transforms into that form.
Plan HpoPlanWithForm(const std::string& form) {
  Plan plan = HpoPlan(Algorithm::kXGBoost, ProblemType::kMulticlassClassification);
  while (ViewCandidate(plan, kJob, 0).steps.at(2).name.find("-dpp0-" + form + "-1-") ==
         std::string::npos) {
    ++plan.draw_key;
  }
  return plan;
}

TEST(CandidateViewTest, HpoCandidatesAreNamedAsRecorded) {
  const Plan plan = PlanOf(JobKind::kTabularHpo, {}, 12);
  std::set<std::string> tuning_jobs;
  for (std::size_t n = 0; n < plan.candidates.size(); ++n) {
    const std::string name = CandidateName(plan, kJob, n);
    EXPECT_EQ(name.size(), 45U);
    EXPECT_THAT(name, MatchesRegex("automl-dm-1665994346[A-Za-z0-9]+-0[01][0-9]-[0-9a-f]+"));
    EXPECT_EQ(std::stoi(name.substr(33, 3)), static_cast<int>(n) + 1);
    EXPECT_EQ(name, ViewCandidate(plan, kJob, n).name);
    tuning_jobs.insert(name.substr(0, 32));
  }
  EXPECT_EQ(tuning_jobs.size(), 1U);
}

TEST(CandidateViewTest, AJobNameOf32CharactersLeavesNoRoomForLetters) {
  JobIdentity job = kJob;
  job.name = std::string(32, 'x');
  const Plan plan = PlanOf(JobKind::kTabularHpo);
  const CandidateView view = ViewCandidate(plan, job, 0);
  EXPECT_THAT(view.name, MatchesRegex("x+-001-[0-9a-f]+"));
  EXPECT_EQ(view.name.size(), 45U);
  for (std::size_t n = 0; n < 3; ++n) EXPECT_EQ(view.steps[n].name.size(), 63U);
}

TEST(CandidateViewTest, HpoCandidatesHaveFourStepsAsRecorded) {
  const Plan plan = PlanOf(JobKind::kTabularHpo, {}, 40);
  std::map<int, std::string> processors;
  std::set<std::string> builders;
  for (std::size_t n = 0; n < plan.candidates.size(); ++n) {
    const auto steps = ViewCandidate(plan, kJob, n).steps;
    ASSERT_EQ(steps.size(), 4U);
    EXPECT_EQ(steps[0].type, "AWS::SageMaker::ProcessingJob");
    EXPECT_EQ(steps[1].type, "AWS::SageMaker::TrainingJob");
    EXPECT_EQ(steps[2].type, "AWS::SageMaker::TransformJob");
    EXPECT_EQ(steps[3].type, "AWS::SageMaker::TrainingJob");
    EXPECT_THAT(steps[0].name, MatchesRegex("automl-dm-1665994346-db-1-[0-9a-f]+"));
    EXPECT_THAT(steps[1].name, MatchesRegex("automl-dm-1665994346-dpp[0-9]-1-[0-9a-f]+"));
    EXPECT_THAT(steps[2].name, MatchesRegex("automl-dm-1665994346-dpp[0-9]-(rpb|csv)-1-[0-9a-f]+"));
    EXPECT_EQ(steps[3].name, CandidateName(plan, kJob, n));
    for (std::size_t step = 0; step < 3; ++step) EXPECT_EQ(steps[step].name.size(), 63U);
    EXPECT_EQ(steps[0].arn,
              "arn:aws:sagemaker:us-east-1:155385207986:processing-job/" + steps[0].name);
    EXPECT_EQ(steps[1].arn,
              "arn:aws:sagemaker:us-east-1:155385207986:training-job/" + steps[1].name);
    EXPECT_EQ(steps[2].arn,
              "arn:aws:sagemaker:us-east-1:155385207986:transform-job/" + steps[2].name);
    EXPECT_EQ(steps[3].arn,
              "arn:aws:sagemaker:us-east-1:155385207986:training-job/" + steps[3].name);
    builders.insert(steps[0].name);
    const int pipeline = plan.candidates[n].pipeline;
    const auto [known, first] = processors.emplace(pipeline, steps[1].name + steps[2].name);
    EXPECT_EQ(known->second, steps[1].name + steps[2].name) << "shared within a pipeline";
  }
  EXPECT_EQ(builders.size(), 1U);
}

TEST(CandidateViewTest, HpoClassificationHasTheThreeRecordedContainers) {
  const Plan plan = HpoPlanWithForm("rpb");
  const CandidateView view = ViewCandidate(plan, kJob, 0);
  const std::string processor_model =
      std::string(kOut) + "data-processor-models/" + view.steps[1].name + "/output/model.tar.gz";
  ASSERT_EQ(view.containers.size(), 3U);
  EXPECT_EQ(view.containers[0].image, kSklearn);
  EXPECT_EQ(view.containers[0].model_data_url, processor_model);
  EXPECT_THAT(
      view.containers[0].environment,
      ElementsAre(Pair("AUTOML_SPARSE_ENCODE_RECORDIO_PROTOBUF", "1"),
                  Pair("AUTOML_TRANSFORM_MODE", "feature-transform"),
                  Pair("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "application/x-recordio-protobuf"),
                  Pair("SAGEMAKER_PROGRAM", "sagemaker_serve"),
                  Pair("SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code")));
  EXPECT_EQ(view.containers[1].image,
            "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.3-1-cpu-py3");
  EXPECT_EQ(view.containers[1].model_data_url,
            std::string(kOut) + "tuning/automl-dm--dpp0-xgb/" + view.name + "/output/model.tar.gz");
  EXPECT_THAT(view.containers[1].environment,
              ElementsAre(Pair("MAX_CONTENT_LENGTH", "20971520"),
                          Pair("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/csv"),
                          Pair("SAGEMAKER_INFERENCE_OUTPUT", "predicted_label"),
                          Pair("SAGEMAKER_INFERENCE_SUPPORTED",
                               "predicted_label,probability,probabilities")));
  EXPECT_EQ(view.containers[2].image, kSklearn);
  EXPECT_EQ(view.containers[2].model_data_url, processor_model);
  EXPECT_THAT(view.containers[2].environment,
              ElementsAre(Pair("AUTOML_TRANSFORM_MODE", "inverse-label-transform"),
                          Pair("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/csv"),
                          Pair("SAGEMAKER_INFERENCE_INPUT", "predicted_label"),
                          Pair("SAGEMAKER_INFERENCE_OUTPUT", "predicted_label"),
                          Pair("SAGEMAKER_INFERENCE_SUPPORTED",
                               "predicted_label,probability,labels,probabilities"),
                          Pair("SAGEMAKER_PROGRAM", "sagemaker_serve"),
                          Pair("SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code")));
  EXPECT_THAT(view.container_definitions, IsEmpty());
}

TEST(CandidateViewTest, APipelineThatWritesCsvDoesNotEncodeRecords) {
  const CandidateView view = ViewCandidate(HpoPlanWithForm("csv"), kJob, 0);
  EXPECT_THAT(
      view.containers.at(0).environment,
      ElementsAre(Pair("AUTOML_TRANSFORM_MODE", "feature-transform"),
                  Pair("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "application/x-recordio-protobuf"),
                  Pair("SAGEMAKER_PROGRAM", "sagemaker_serve"),
                  Pair("SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code")));
}

TEST(CandidateViewTest, HpoRegressionHasTwoContainers) {
  const Plan plan = HpoPlan(Algorithm::kXGBoost, ProblemType::kRegression);
  const auto containers = ViewCandidate(plan, kJob, 0).containers;
  ASSERT_EQ(containers.size(), 2U);
  EXPECT_EQ(containers[0].image, kSklearn);
  EXPECT_THAT(containers[1].environment,
              ElementsAre(Pair("MAX_CONTENT_LENGTH", "20971520"),
                          Pair("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/csv")));
}

struct AlgorithmCase {
  Algorithm algorithm;
  const char* image;
  const char* folder;
};

TEST(CandidateViewTest, EveryAlgorithmHasItsImageAndFolder) {
  const AlgorithmCase cases[] = {
      {Algorithm::kXGBoost,
       "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.3-1-cpu-py3",
       "tuning/automl-dm--dpp0-xgb/"},
      {Algorithm::kLinearLearner,
       "382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:latest",
       "tuning/automl-dm--dpp0-ll/"},
      {Algorithm::kMlp, "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-mlp:1.0-1-cpu-py3",
       "tuning/automl-dm--dpp0-mlp/"},
  };
  for (const AlgorithmCase& c : cases) {
    const Plan plan = HpoPlan(c.algorithm, ProblemType::kRegression);
    const Container container = ViewCandidate(plan, kJob, 0).containers.at(1);
    EXPECT_EQ(container.image, c.image);
    EXPECT_THAT(container.model_data_url, ::testing::StartsWith(std::string(kOut) + c.folder));
  }
}

TEST(CandidateViewTest, EnsemblingRegressionIsAsRecorded) {
  const JobIdentity job{{"644160558196", "us-east-1"}, "Canvas-c7n-test", "s3://bucket/output/"};
  const Plan plan = PlanOf(JobKind::kTabularEnsembling, ProblemType::kRegression, 1);
  const CandidateView view = ViewCandidate(plan, job, 0);
  EXPECT_EQ(view.name, "Canvas-c7n-test-trial-t1-1");
  ASSERT_EQ(view.steps.size(), 1U);
  EXPECT_EQ(view.steps[0].type, "AWS::SageMaker::TrainingJob");
  EXPECT_THAT(view.steps[0].name, MatchesRegex("Canvas-c7n-test-t1-1-[0-9a-f]+"));
  EXPECT_EQ(view.steps[0].name.size(), 59U);
  EXPECT_EQ(view.steps[0].arn,
            "arn:aws:sagemaker:us-east-1:644160558196:training-job/" + view.steps[0].name);
  ASSERT_EQ(view.containers.size(), 1U);
  EXPECT_EQ(view.containers[0].image,
            "763104351884.dkr.ecr.us-east-1.amazonaws.com/"
            "autogluon-inference:0.4.3-cpu-py38-ubuntu20.04");
  EXPECT_EQ(view.containers[0].model_data_url,
            "s3://bucket/output/Canvas-c7n-test/sagemaker-automl-candidates/model/"
            "Canvas-c7n-test-trial-t1-1/model.tar.gz");
  EXPECT_THAT(view.containers[0].environment,
              ElementsAre(Pair("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/csv"),
                          Pair("SAGEMAKER_INFERENCE_OUTPUT", "predicted_label"),
                          Pair("SAGEMAKER_INFERENCE_SUPPORTED", "predicted_label"),
                          Pair("SAGEMAKER_PROGRAM", "tabular_serve.py"),
                          Pair("SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code")));
  EXPECT_EQ(view.objective.type, "Minimize");
  EXPECT_EQ(view.objective.metric_name, "MSE");
  EXPECT_EQ(view.objective.standard_metric_name, "MSE");
  EXPECT_FALSE(view.metrics_name_their_set);
  ASSERT_TRUE(view.artifacts.has_value());
  EXPECT_EQ(view.artifacts->explainability,
            "s3://bucket/output/Canvas-c7n-test/documentation/explainability/output/"
            "Canvas-c7n-test-trial-t1-1");
  EXPECT_EQ(view.artifacts->model_insights,
            "s3://bucket/output/Canvas-c7n-test/documentation/model_monitor/output/"
            "Canvas-c7n-test-trial-t1-1");
}

TEST(CandidateViewTest, EnsemblingClassificationSupportsAllAnswers) {
  const Plan plan = PlanOf(JobKind::kTabularEnsembling, ProblemType::kBinaryClassification);
  const auto view = ViewCandidate(plan, kJob, 2);
  EXPECT_EQ(view.name, "automl-dm-1665994346-trial-t1-3");
  EXPECT_THAT(view.containers.at(0).environment,
              ::testing::Contains(Pair("SAGEMAKER_INFERENCE_SUPPORTED",
                                       "predicted_label,labels,probability,probabilities")));
}

TEST(CandidateViewTest, ImageAndTextClassificationNameAContainerPerProcessor) {
  for (const JobKind kind : {JobKind::kImageClassification, JobKind::kTextClassification}) {
    const CandidateView view = ViewCandidate(PlanOf(kind), kJob, 0);
    EXPECT_EQ(view.steps.size(), 1U);
    ASSERT_EQ(view.containers.size(), 1U);
    ASSERT_EQ(view.container_definitions.size(), 2U);
    EXPECT_EQ(view.container_definitions[0].processing_unit, "CPU");
    EXPECT_EQ(view.container_definitions[0].containers.at(0).image, view.containers[0].image);
    EXPECT_EQ(view.container_definitions[1].processing_unit, "GPU");
    EXPECT_EQ(view.container_definitions[1].containers.at(0).image,
              "763104351884.dkr.ecr.us-east-1.amazonaws.com/autogluon-inference:0.4.3-gpu-py38");
    EXPECT_EQ(view.artifacts.has_value(), false) << "no report phases, no locations";
  }
}

TEST(CandidateViewTest, ForecastsAndTextGenerationHaveOneStepAndOneContainer) {
  for (const JobKind kind : {JobKind::kTextGeneration, JobKind::kTimeSeriesForecasting}) {
    const CandidateView view = ViewCandidate(PlanOf(kind), kJob, 0);
    EXPECT_EQ(view.steps.size(), 1U);
    EXPECT_EQ(view.containers.size(), 1U);
    EXPECT_THAT(view.container_definitions, IsEmpty());
  }
  const auto forecast = ViewCandidate(PlanOf(JobKind::kTimeSeriesForecasting), kJob, 0).artifacts;
  ASSERT_TRUE(forecast.has_value());
  EXPECT_TRUE(forecast->backtest_results.has_value());
  EXPECT_FALSE(forecast->model_insights.has_value());
  EXPECT_FALSE(ViewCandidate(PlanOf(JobKind::kTextGeneration), kJob, 0).artifacts.has_value());
}

struct ObjectiveCase {
  ProblemType problem_type;
  Metric objective;
  const char* xgboost;
  const char* linear_learner;
};

TEST(CandidateViewTest, HpoObjectivesCarryTheTrainingJobsName) {
  const auto kBinary = ProblemType::kBinaryClassification;
  const auto kMulticlass = ProblemType::kMulticlassClassification;
  const auto kRegression = ProblemType::kRegression;
  const ObjectiveCase cases[] = {
      {kBinary, Metric::kF1, "f1_binary", "binary_f_beta"},
      {kBinary, Metric::kAccuracy, "accuracy", "binary_classification_accuracy"},
      {kBinary, Metric::kAUC, "auc", "roc_auc_score"},
      {kBinary, Metric::kBalancedAccuracy, "balanced_accuracy", "balanced_accuracy"},
      {kBinary, Metric::kPrecision, "precision", "precision"},
      {kBinary, Metric::kRecall, "recall", "recall"},
      {kMulticlass, Metric::kAccuracy, "accuracy", "multiclass_accuracy"},
      {kMulticlass, Metric::kF1macro, "f1_macro", "macro_f_beta"},
      {kMulticlass, Metric::kPrecisionMacro, "precision_macro", "macro_precision"},
      {kMulticlass, Metric::kRecallMacro, "recall_macro", "macro_recall"},
      {kMulticlass, Metric::kBalancedAccuracy, "balanced_accuracy", "balanced_accuracy"},
      {kRegression, Metric::kMSE, "mse", "mse"},
      {kRegression, Metric::kRMSE, "rmse", "rmse"},
      {kRegression, Metric::kMAE, "mae", "absolute_loss"},
      {kRegression, Metric::kR2, "r2", "r2"},
  };
  for (const ObjectiveCase& c : cases) {
    const auto objective = [&](Algorithm algorithm) {
      return ViewCandidate(HpoPlan(algorithm, c.problem_type, c.objective), kJob, 0).objective;
    };
    EXPECT_EQ(objective(Algorithm::kXGBoost).metric_name, std::string("validation:") + c.xgboost);
    EXPECT_EQ(objective(Algorithm::kMlp).metric_name, std::string("validation:") + c.xgboost);
    EXPECT_EQ(objective(Algorithm::kLinearLearner).metric_name,
              std::string("validation:") + c.linear_learner);
    EXPECT_EQ(objective(Algorithm::kXGBoost).standard_metric_name, Name(c.objective));
    EXPECT_EQ(objective(Algorithm::kXGBoost).type, std::nullopt);
  }
}

TEST(CandidateViewTest, TheObjectiveValueIsThatOfTheMetricList) {
  for (const JobKind kind : kAllKinds) {
    const Plan plan = PlanOf(kind);
    const CandidateView view = ViewCandidate(plan, kJob, 1);
    EXPECT_EQ(view.objective.value, ObjectiveValue(plan, 1));
    EXPECT_THAT(view.metrics,
                ::testing::Contains(::testing::Field(&MetricValue::value, view.objective.value)));
    EXPECT_EQ(view.metrics_name_their_set, kind == JobKind::kTabularHpo);
  }
}

TEST(CandidateViewTest, HpoReportsLieInTheJobsFolder) {
  for (const char* output_path : {"s3://bucket/autopilot", "s3://bucket/autopilot/"}) {
    JobIdentity job = kJob;
    job.output_path = output_path;
    const auto artifacts = ViewCandidate(PlanOf(JobKind::kTabularHpo), job, 0).artifacts;
    ASSERT_TRUE(artifacts.has_value());
    EXPECT_EQ(artifacts->explainability, std::string(kOut) + "documentation/explainability/output");
    EXPECT_EQ(artifacts->model_insights, std::string(kOut) + "documentation/model_monitor/output");
    EXPECT_EQ(artifacts->backtest_results, std::nullopt);
  }
}

TEST(CandidateViewTest, TheNotebooksAreThoseOfTheMode) {
  const auto hpo = ViewJobArtifacts(PlanOf(JobKind::kTabularHpo), kJob);
  const std::string folder = std::string(kOut) + "sagemaker-automl-candidates/";
  ASSERT_TRUE(hpo.candidate_definition_notebook && hpo.data_exploration_notebook);
  const std::string processing_job = hpo.data_exploration_notebook->substr(folder.size(), 63);
  EXPECT_THAT(processing_job, MatchesRegex("automl-dm-1665994346-pr-1-[0-9a-f]+"));
  EXPECT_EQ(
      hpo.candidate_definition_notebook,
      folder + processing_job + "/notebooks/SageMakerAutopilotCandidateDefinitionNotebook.ipynb");
  EXPECT_EQ(hpo.data_exploration_notebook,
            folder + processing_job + "/notebooks/SageMakerAutopilotDataExplorationNotebook.ipynb");
  const auto ensembling = ViewJobArtifacts(PlanOf(JobKind::kTabularEnsembling), kJob);
  EXPECT_FALSE(ensembling.candidate_definition_notebook.has_value());
  EXPECT_TRUE(ensembling.data_exploration_notebook.has_value());
  const auto image = ViewJobArtifacts(PlanOf(JobKind::kImageClassification), kJob);
  EXPECT_FALSE(image.candidate_definition_notebook || image.data_exploration_notebook);
}

TEST(CandidateViewTest, AnotherRegionHasItsOwnRegistryAndPartition) {
  JobIdentity job = kJob;
  job.scope.region = "cn-north-1";
  const CandidateView view = ViewCandidate(PlanOf(JobKind::kTabularHpo), job, 0);
  EXPECT_THAT(view.containers[0].image,
              ::testing::StartsWith("450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn/"));
  EXPECT_THAT(view.steps[0].arn, ::testing::StartsWith("arn:aws-cn:sagemaker:cn-north-1:"));
}

// Stored plans hold a key instead of names and metrics: what a key renders as must never change
// within a renderer version.
TEST(CandidateViewTest, WhatRendererVersion1ShowsIsFixed) {
  Plan plan;
  plan.draw_key = 0x0123456789abcdef;
  plan.problem_type = ProblemType::kBinaryClassification;
  plan.phases = {{SecondaryStatus::kStarting, {}}};
  plan.candidates.resize(1);
  plan.candidates[0].algorithm = Algorithm::kXGBoost;
  plan.candidates[0].pipeline = 7;
  plan.candidates[0].quality = 0.5F;
  const CandidateView view = ViewCandidate(plan, kJob, 0);
  EXPECT_EQ(view.name, "automl-dm-1665994346J2G7N9aiFOJt-001-cc68fc3e");
  EXPECT_EQ(view.steps.at(0).name,
            "automl-dm-1665994346-db-1-619283b54786e1a9e2010da2c91d2755fb99b");
  EXPECT_EQ(view.steps.at(1).name,
            "automl-dm-1665994346-dpp7-1-12bc277bfc09cece29652c1b6fa1ec88fe9");
  EXPECT_EQ(view.steps.at(2).name,
            "automl-dm-1665994346-dpp7-csv-1-b0e776d2bdb8f6f18c23e97cf8a7b60");
  EXPECT_EQ(ViewJobArtifacts(plan, kJob).data_exploration_notebook,
            std::string(kOut) +
                "sagemaker-automl-candidates/automl-dm-1665994346-pr-1-"
                "6341a5fe058e2a5771a6e25af9160fdc21f44/notebooks/"
                "SageMakerAutopilotDataExplorationNotebook.ipynb");
  const float expected[] = {0.72333F, 0.41773F, 0.72655F, 0.72013F, 0.81109F, 0.76773F, 0.76192F};
  ASSERT_EQ(view.metrics.size(), std::size(expected));
  for (std::size_t n = 0; n < view.metrics.size(); ++n) {
    EXPECT_EQ(view.metrics[n].value, expected[n]) << Name(view.metrics[n].metric);
  }
}

TEST(CandidateViewTest, AFailedInsightsReportHasNoLocation) {
  Plan plan = PlanOf(JobKind::kTabularHpo);
  plan.model_insights_failed = true;
  const auto artifacts = ViewCandidate(plan, kJob, 0).artifacts;
  ASSERT_TRUE(artifacts);
  EXPECT_EQ(artifacts->explainability, std::string(kOut) + "documentation/explainability/output");
  EXPECT_EQ(artifacts->model_insights, std::nullopt);
}

TEST(CandidateViewTest, WithoutAnExplainabilityReportThereAreNoLocations) {
  for (const JobKind kind :
       {JobKind::kTabularHpo, JobKind::kTabularEnsembling, JobKind::kTimeSeriesForecasting}) {
    Plan plan = PlanOf(kind);
    EXPECT_TRUE(ViewCandidate(plan, kJob, 0).artifacts);
    plan.explainability_failed = true;
    EXPECT_FALSE(ViewCandidate(plan, kJob, 0).artifacts);
  }
}

}  // namespace
}  // namespace autopilot
