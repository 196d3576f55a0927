#include <gtest/gtest.h>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto kStartTime = "1.7672256E9";  // 2026-01-01T00:00:00Z

TEST(DescribeAutoMLJob, RightAfterCreationIsStartingByteByByte) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("MyJob"));
  EXPECT_EQ(api.Call("DescribeAutoMLJob", {{"AutoMLJobName", "myJOB"}}).text,
            std::string() +
                R"({"AutoMLJobName":"MyJob",)"
                R"("AutoMLJobArn":"arn:aws:sagemaker:us-east-1:000000000000:automl-job/MyJob",)"
                R"("InputDataConfig":[{"ChannelType":"training",)"
                R"("ContentType":"text/csv;header=present","DataSource":{"S3DataSource":)"
                R"({"S3DataType":"S3Prefix","S3Uri":"s3://bucket/train.csv"}},)"
                R"("TargetAttributeName":"y"}],"OutputDataConfig":{"S3OutputPath":)"
                R"("s3://bucket/output"},"RoleArn":"arn:aws:iam::123456789012:role/autopilot",)"
                R"("CreationTime":)" +
                kStartTime + R"(,"LastModifiedTime":)" + kStartTime +
                R"(,"AutoMLJobStatus":"InProgress","AutoMLJobSecondaryStatus":"Starting",)"
                R"("GenerateCandidateDefinitionsOnly":false})");
}

TEST(DescribeAutoMLJobV2, RightAfterCreationIsStartingByteByByte) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJobV2", CreateTextV2("Text"));
  EXPECT_EQ(api.Call("DescribeAutoMLJobV2", {{"AutoMLJobName", "Text"}}).text,
            std::string() +
                R"({"AutoMLJobName":"Text",)"
                R"("AutoMLJobArn":"arn:aws:sagemaker:us-east-1:000000000000:automl-job/Text",)"
                R"("AutoMLJobInputDataConfig":[{"DataSource":{"S3DataSource":)"
                R"({"S3DataType":"S3Prefix","S3Uri":"s3://bucket/train.csv"}}}],)"
                R"("OutputDataConfig":{"S3OutputPath":"s3://bucket/output"},)"
                R"("RoleArn":"arn:aws:iam::123456789012:role/autopilot",)"
                R"("AutoMLProblemTypeConfig":{"TextClassificationJobConfig":)"
                R"({"ContentColumn":"text","TargetLabelColumn":"label"}},)"
                R"("AutoMLProblemTypeConfigName":"TextClassification","CreationTime":)" +
                kStartTime + R"(,"LastModifiedTime":)" + kStartTime +
                R"(,"AutoMLJobStatus":"InProgress","AutoMLJobSecondaryStatus":"Starting"})");
}

TEST(Describe, OfAMissingJobIsResourceNotFound) {
  ApiUnderTest api;
  for (const auto* operation : {"DescribeAutoMLJob", "DescribeAutoMLJobV2"}) {
    EXPECT_EQ(api.Call(operation, {{"AutoMLJobName", "No-Job"}}).Error(),
              "ResourceNotFound: Amazon SageMaker can't find an AutoML job called No-Job.");
  }
}

TEST(DescribeAutoMLJob, DoesNotFindAJobOfV2) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJobV2", CreateTabularV2("v2"));
  EXPECT_EQ(api.Call("DescribeAutoMLJob", {{"AutoMLJobName", "v2"}}).Error(),
            "ResourceNotFound: Amazon SageMaker can't find an AutoML job called v2.");
}

TEST(DescribeAutoMLJobV2, ConvertsAJobOfV1) {
  ApiUnderTest api;
  const json config{
      {"CompletionCriteria", {{"MaxCandidates", 3}}},
      {"SecurityConfig", {{"EnableInterContainerTrafficEncryption", true}}},
      {"DataSplitConfig", {{"ValidationFraction", 0.25}}},
      {"CandidateGenerationConfig",
       {{"FeatureSpecificationS3Uri", "s3://bucket/f.json"},
        {"AlgorithmsConfig", json::array({json{{"AutoMLAlgorithms", {"xgboost"}}}})}}},
      {"Mode", "ENSEMBLING"}};
  auto request = CreateV1("v1", {{"AutoMLJobConfig", config},
                                 {"ProblemType", "Regression"},
                                 {"AutoMLJobObjective", {{"MetricName", "RMSE"}}}});
  request["InputDataConfig"][0]["SampleWeightAttributeName"] = "w";
  api.Get("CreateAutoMLJob", request);
  const auto job = api.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", "v1"}});
  EXPECT_EQ(job["AutoMLProblemTypeConfigName"], "Tabular");
  EXPECT_EQ(job["AutoMLProblemTypeConfig"],
            (json{{"TabularJobConfig",
                   {{"TargetAttributeName", "y"},
                    {"SampleWeightAttributeName", "w"},
                    {"CompletionCriteria", {{"MaxCandidates", 3}}},
                    {"Mode", "ENSEMBLING"},
                    {"FeatureSpecificationS3Uri", "s3://bucket/f.json"},
                    {"CandidateGenerationConfig",
                     {{"AlgorithmsConfig",
                       json::array({json{{"AutoMLAlgorithms", json::array({"xgboost"})}}})}}},
                    {"GenerateCandidateDefinitionsOnly", false},
                    {"ProblemType", "Regression"}}}}));
  EXPECT_EQ(job["AutoMLJobInputDataConfig"],
            json::array({json{{"ChannelType", "training"},
                              {"ContentType", "text/csv;header=present"},
                              {"DataSource", request["InputDataConfig"][0]["DataSource"]}}}));
  EXPECT_EQ(job["SecurityConfig"], config["SecurityConfig"]);
  EXPECT_EQ(job["DataSplitConfig"], config["DataSplitConfig"]);
  EXPECT_EQ(job["AutoMLJobObjective"], (json{{"MetricName", "RMSE"}}));
}

TEST(DescribeAutoMLJobV2, ShowsTheSampleWeightOfTheTrainingChannelOfV1) {
  ApiUnderTest api;
  auto request =
      CreateV1("v1", {{"AutoMLJobConfig",
                       {{"Mode", "ENSEMBLING"}, {"CandidateGenerationConfig", json::object()}}}});
  auto& channels = request["InputDataConfig"];
  channels.push_back(channels[0]);
  channels[0]["SampleWeightAttributeName"] = "w1";
  channels[1]["SampleWeightAttributeName"] = "w2";
  channels[1]["ChannelType"] = "validation";
  api.Get("CreateAutoMLJob", request);
  const auto config =
      api.Get("DescribeAutoMLJobV2",
              {{"AutoMLJobName", "v1"}})["AutoMLProblemTypeConfig"]["TabularJobConfig"];
  EXPECT_EQ(config["SampleWeightAttributeName"], "w1");
  EXPECT_EQ(config["CandidateGenerationConfig"], json::object());
}

// Pipelines read MODEL_NAME from the container of a V1 ensembling job; the recorded container of a
// V2 job does not have it.
TEST(Describe, NamesTheModelInContainersOfV1EnsemblingOnly) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("v1", {{"AutoMLJobConfig", {{"Mode", "ENSEMBLING"}}}}));
  auto v2 = CreateTabularV2("v2");
  v2["AutoMLProblemTypeConfig"]["TabularJobConfig"]["Mode"] = "ENSEMBLING";
  api.Get("CreateAutoMLJobV2", v2);
  api.AdvanceNominal(std::chrono::hours(1));
  const auto environment = [&](const char* name) {
    return api.Get(
        "DescribeAutoMLJobV2",
        {{"AutoMLJobName", name}})["BestCandidate"]["InferenceContainers"][0]["Environment"];
  };
  EXPECT_EQ(environment("v1")["MODEL_NAME"], "WeightedEnsemble_L3_FULL");
  EXPECT_FALSE(environment("v2").contains("MODEL_NAME"));
}

TEST(DescribeAutoMLJob, EchoesFractionsInTheFormOfTheService) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob",
          CreateV1("job",
                   {{"AutoMLJobConfig", {{"DataSplitConfig", {{"ValidationFraction", 1e-7}}}}}}));
  EXPECT_NE(api.Call("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})
                .text.find(R"("ValidationFraction":1.0E-7})"),
            std::string::npos);
}

TEST(DescribeAutoMLJobV2, EchoesTheProblemTypeConfigWithItsEmptyMembers) {
  ApiUnderTest api;
  const json config{{"TabularJobConfig",
                     {{"TargetAttributeName", "y"},
                      {"CandidateGenerationConfig", json::object()},
                      {"CompletionCriteria", json::object()}}}};
  api.Get("CreateAutoMLJobV2", CreateTabularV2("job", {{"AutoMLProblemTypeConfig", config}}));
  EXPECT_EQ(api.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", "job"}})["AutoMLProblemTypeConfig"],
            config);
}

// What each phase of a V1 HPO job shows, at an instant within it.
TEST(DescribeAutoMLJob, ShowsMembersPhaseByPhase) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob",
          CreateV1("job", {{"AutoMLJobConfig", {{"CompletionCriteria", {{"MaxCandidates", 3}}}}}}));
  const auto describe = [&] { return api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}}); };
  const auto has = [](const json& job, const char* member) { return job.contains(member); };

  api.AdvanceNominal(minutes(5));
  auto job = describe();
  EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "AnalyzingData");
  EXPECT_FALSE(has(job, "ResolvedAttributes"));
  EXPECT_FALSE(has(job, "AutoMLJobArtifacts"));

  api.AdvanceNominal(minutes(5));
  job = describe();
  EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "FeatureEngineering");
  EXPECT_EQ(job["ResolvedAttributes"], (json{{"AutoMLJobObjective", {{"MetricName", "F1"}}},
                                             {"ProblemType", "BinaryClassification"},
                                             {"CompletionCriteria", {{"MaxCandidates", 3}}}}));
  EXPECT_TRUE(has(job, "AutoMLJobArtifacts"));
  EXPECT_FALSE(has(job, "BestCandidate"));

  api.AdvanceNominal(minutes(7));
  job = describe();
  EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "ModelTuning");
  EXPECT_FALSE(has(job, "BestCandidate"));

  while (job["AutoMLJobSecondaryStatus"] == "ModelTuning") {
    api.AdvanceNominal(seconds(10));
    job = describe();
  }
  EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "GeneratingExplainabilityReport");
  EXPECT_EQ(job["AutoMLJobStatus"], "InProgress");
  ASSERT_TRUE(has(job, "BestCandidate"));
  EXPECT_FALSE(has(job["BestCandidate"]["CandidateProperties"], "CandidateArtifactLocations"));
  EXPECT_FALSE(has(job, "EndTime"));

  api.AdvanceNominal(minutes(30));
  job = describe();
  EXPECT_EQ(job["AutoMLJobStatus"], "Completed");
  EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "Completed");
  EXPECT_EQ(job["BestCandidate"]["CandidateProperties"]["CandidateArtifactLocations"],
            (json{{"Explainability", "s3://bucket/output/job/documentation/explainability/output"},
                  {"ModelInsights", "s3://bucket/output/job/documentation/model_monitor/output"}}));
  EXPECT_NEAR(job["LastModifiedTime"].get<double>() - job["EndTime"].get<double>(), 0.031, 1e-6);
}

TEST(DescribeAutoMLJobV2, ShowsResolvedAttributesWhereSomethingWasResolved) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJobV2", CreateTabularV2("hpo"));
  const auto ensembling = [](const char* name, const json& more) {
    auto request = CreateTabularV2(name, more);
    request["AutoMLProblemTypeConfig"]["TabularJobConfig"]["Mode"] = "ENSEMBLING";
    return request;
  };
  auto given = ensembling("given", {{"AutoMLJobObjective", {{"MetricName", "MSE"}}}});
  given["AutoMLProblemTypeConfig"]["TabularJobConfig"]["ProblemType"] = "Regression";
  api.Get("CreateAutoMLJobV2", given);
  api.Get("CreateAutoMLJobV2", ensembling("inferred", nullptr));
  api.Get("CreateAutoMLJobV2", CreateTextGenerationV2("llm"));
  api.Get("CreateAutoMLJobV2", CreateImageV2("image"));
  api.Get("CreateAutoMLJobV2", CreateTimeSeriesV2("ts"));
  api.AdvanceNominal(std::chrono::hours(10));
  const auto resolved = [&](const char* name) {
    return api.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", name}})
        .value("ResolvedAttributes", json());
  };
  EXPECT_EQ(resolved("hpo"),
            (json{{"AutoMLJobObjective", {{"MetricName", "F1"}}},
                  {"CompletionCriteria", {{"MaxCandidates", 100}}},
                  {"AutoMLProblemTypeResolvedAttributes",
                   {{"TabularResolvedAttributes", {{"ProblemType", "BinaryClassification"}}}}}}));
  EXPECT_EQ(resolved("given"), json());
  EXPECT_EQ(resolved("inferred")["CompletionCriteria"], (json{{"MaxCandidates", 10}}));
  EXPECT_EQ(
      resolved("llm"),
      (json{{"CompletionCriteria", {{"MaxCandidates", 1}}},
            {"AutoMLProblemTypeResolvedAttributes",
             {{"TextGenerationResolvedAttributes", {{"BaseModelName", "Falcon7BInstruct"}}}}}}));
  EXPECT_EQ(resolved("image"), json());
  EXPECT_EQ(resolved("ts"), json());
  for (const auto* name : {"given", "inferred", "image", "ts", "llm"}) {
    EXPECT_FALSE(
        api.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", name}}).contains("AutoMLJobArtifacts"))
        << name;
  }
}

// Every kind of job walks to Completed, and each answer on the way has the modelled shape.
TEST(Describe, WalksEveryKindToCompleted) {
  ApiUnderTest api;
  auto ensembling = CreateTabularV2("ensembling");
  ensembling["AutoMLProblemTypeConfig"]["TabularJobConfig"]["Mode"] = "ENSEMBLING";
  const std::tuple<json, std::vector<std::string>> kinds[] = {
      {CreateTabularV2("hpo"),
       {"Starting", "AnalyzingData", "FeatureEngineering", "ModelTuning",
        "GeneratingExplainabilityReport", "GeneratingModelInsightsReport", "Completed"}},
      {ensembling,
       {"Starting", "AnalyzingData", "TrainingModels", "GeneratingExplainabilityReport",
        "GeneratingModelInsightsReport", "Completed"}},
      {CreateImageV2("image"), {"Starting", "PreTraining", "TrainingModels", "Completed"}},
      {CreateTextV2("text"), {"Starting", "PreTraining", "TrainingModels", "Completed"}},
      {CreateTextGenerationV2("llm"), {"Starting", "PreTraining", "TrainingModels", "Completed"}},
      {CreateTimeSeriesV2("ts"),
       {"Starting", "PreTraining", "TrainingModels", "GeneratingExplainabilityReport",
        "Completed"}},
  };
  for (const auto& [request, expected] : kinds) {
    const auto name = request["AutoMLJobName"];
    api.Get("CreateAutoMLJobV2", request);
    std::vector<std::string> seen;
    std::string status;
    for (int step = 0; step < 3000 && status != "Completed"; ++step) {
      const auto job = api.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", name}});
      status = job["AutoMLJobStatus"];
      const auto secondary = job["AutoMLJobSecondaryStatus"].get<std::string>();
      if (seen.empty() || seen.back() != secondary) seen.push_back(secondary);
      if (step % 20 == 0) api.Get("ListCandidatesForAutoMLJob", {{"AutoMLJobName", name}});
      api.AdvanceNominal(seconds(step < 3 ? 1 : 6));
    }
    EXPECT_EQ(seen, expected) << name;
  }
}

}  // namespace
}  // namespace autopilot::testing
