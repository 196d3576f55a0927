#include <gtest/gtest.h>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using std::chrono::hours;

json Config(const json& config) { return {{"AutoMLJobConfig", config}}; }

json Criteria(const json& criteria) { return Config({{"CompletionCriteria", criteria}}); }

json Algorithms(const json& names, const json& mode = nullptr) {
  json config{{"CandidateGenerationConfig",
               {{"AlgorithmsConfig", json::array({{{"AutoMLAlgorithms", names}}})}}}};
  if (!mode.is_null()) config["Mode"] = mode;
  return Config(config);
}

std::string ErrorOf(ApiUnderTest& api, const json& patch, const std::string& name = "job") {
  return api.Call("CreateAutoMLJob", CreateV1(name, patch)).Error();
}

// The job after all of its nominal time has passed.
json Finished(ApiUnderTest& api, const std::string& name) {
  api.AdvanceNominal(hours(24 * 40));
  return api.Get("DescribeAutoMLJob", {{"AutoMLJobName", name}});
}

json Candidates(ApiUnderTest& api, const std::string& name) {
  return api.Get("ListCandidatesForAutoMLJob",
                 {{"AutoMLJobName", name}, {"MaxResults", 300}})["Candidates"];
}

TEST(CreateAutoMLJobConfig, MaxCandidatesIsOneTo750) {
  ApiUnderTest api;
  EXPECT_EQ(ErrorOf(api, Criteria({{"MaxCandidates", 1}}), "one"), "");
  EXPECT_EQ(ErrorOf(api, Criteria({{"MaxCandidates", 750}}), "most"), "");
  const std::string value_at =
      " at 'autoMLJobConfig.completionCriteria.maxCandidates' failed to satisfy constraint: ";
  EXPECT_EQ(ErrorOf(api, Criteria({{"MaxCandidates", 0}})),
            "ValidationException: 1 validation error detected: Value '0'" + value_at +
                "Member must have value greater than or equal to 1");
  EXPECT_EQ(ErrorOf(api, Criteria({{"MaxCandidates", 751}})),
            "ValidationException: 1 validation error detected: Value '751'" + value_at +
                "Member must have value less than or equal to 750");
}

TEST(CreateAutoMLJobV2Config, MaxCandidatesIsOneOutsideTabular) {
  ApiUnderTest api;
  const std::pair<json, std::string> kinds[] = {
      {CreateImageV2("image"), "ImageClassification"},
      {CreateTextV2("text"), "TextClassification"},
      {CreateTextGenerationV2("llm"), "TextGeneration"},
      {CreateTimeSeriesV2("ts"), "TimeSeriesForecasting"},
  };
  for (auto [request, type] : kinds) {
    auto& config = request["AutoMLProblemTypeConfig"][type + "JobConfig"];
    config["CompletionCriteria"]["MaxCandidates"] = 2;
    EXPECT_EQ(api.Call("CreateAutoMLJobV2", request).Error(),
              "ValidationException: MaxCandidates must be 1 for the problem type " + type + ".");
    config["CompletionCriteria"]["MaxCandidates"] = 1;
    EXPECT_EQ(api.Call("CreateAutoMLJobV2", request).Error(), "");
  }
}

TEST(CreateAutoMLJobConfig, MaxCandidatesLimitsTheCandidates) {
  ApiUnderTest api;
  ASSERT_EQ(ErrorOf(api, Criteria({{"MaxCandidates", 13}})), "");
  const auto job = Finished(api, "job");
  EXPECT_EQ(job["AutoMLJobStatus"], "Completed");
  EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "Completed");
  EXPECT_EQ(Candidates(api, "job").size(), 13U);
}

TEST(CreateAutoMLJobConfig, MaxRuntimePerTrainingJobCutsCandidates) {
  ApiUnderTest api;
  // Candidates train for 2 to 5 minutes: one of 119 seconds has no time to end by itself.
  ASSERT_EQ(
      ErrorOf(api, Criteria({{"MaxCandidates", 20}, {"MaxRuntimePerTrainingJobInSeconds", 119}})),
      "");
  const auto job = Finished(api, "job");
  EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "Completed");
  const auto candidates = Candidates(api, "job");
  ASSERT_EQ(candidates.size(), 20U);
  for (const auto& candidate : candidates) {
    EXPECT_EQ(candidate["CandidateStatus"], "Stopped");
    // 119 nominal seconds at 600 times the speed, each end cut to a millisecond.
    const double clock_seconds =
        candidate["EndTime"].get<double>() - candidate["CreationTime"].get<double>();
    EXPECT_NEAR(clock_seconds, 119.0 / 600, 0.0021);
  }
}

TEST(CreateAutoMLJobConfig, MaxJobRuntimeEndsTheJobWithTheBestFinishedCandidate) {
  ApiUnderTest api;
  const auto criteria = [](int seconds) {
    return Criteria({{"MaxCandidates", 100}, {"MaxAutoMLJobRuntimeInSeconds", seconds}});
  };
  ASSERT_EQ(ErrorOf(api, criteria(30 * 60), "some"), "");
  ASSERT_EQ(ErrorOf(api, criteria(10 * 60), "none"), "");
  const auto some = Finished(api, "some");
  EXPECT_EQ(some["AutoMLJobStatus"], "Completed");
  EXPECT_EQ(some["AutoMLJobSecondaryStatus"], "MaxAutoMLJobRuntimeReached");
  EXPECT_NEAR(some["LastModifiedTime"].get<double>() - some["CreationTime"].get<double>(), 3.0,
              0.0011);  // 30 minutes at 600 times the speed
  EXPECT_EQ(some["BestCandidate"]["CandidateStatus"], "Completed");
  EXPECT_FALSE(some["BestCandidate"]["CandidateProperties"].contains("CandidateArtifactLocations"));
  const auto candidates = Candidates(api, "some");
  EXPECT_GT(candidates.size(), 10U);
  EXPECT_LT(candidates.size(), 100U);

  const auto none = Finished(api, "none");
  EXPECT_EQ(none["AutoMLJobSecondaryStatus"], "MaxAutoMLJobRuntimeReached");
  EXPECT_FALSE(none.contains("BestCandidate"));
  EXPECT_EQ(Candidates(api, "none").size(), 0U);
}

TEST(CreateAutoMLJobConfig, MaxJobRuntimeLeavesDeploymentUndone) {
  ApiUnderTest api;
  auto patch = Criteria({{"MaxCandidates", 10}, {"MaxAutoMLJobRuntimeInSeconds", 20 * 60}});
  patch["ModelDeployConfig"]["EndpointName"] = "endpoint";
  ASSERT_EQ(ErrorOf(api, patch), "");
  const auto job = Finished(api, "job");
  EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "MaxAutoMLJobRuntimeReached");
  EXPECT_TRUE(job.contains("ModelDeployConfig"));
  EXPECT_FALSE(job.contains("ModelDeployResult"));
}

TEST(CreateAutoMLJobConfig, EchoesSecurityConfig) {
  ApiUnderTest api;
  const json config{
      {"SecurityConfig",
       {{"VolumeKmsKeyId", "arn:aws:kms:us-east-1:123456789012:key/abc"},
        {"EnableInterContainerTrafficEncryption", true},
        {"VpcConfig", {{"SecurityGroupIds", {"sg-1", "sg-2"}}, {"Subnets", {"subnet-1"}}}}}}};
  ASSERT_EQ(ErrorOf(api, Config(config)), "");
  EXPECT_EQ(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})["AutoMLJobConfig"], config);
}

TEST(CreateAutoMLJobConfig, ValidationFractionIsBetweenZeroAndOneExclusive) {
  ApiUnderTest api;
  const auto create = [&](double fraction, const char* name) {
    return ErrorOf(api, Config({{"DataSplitConfig", {{"ValidationFraction", fraction}}}}), name);
  };
  EXPECT_EQ(create(0.2, "usual"), "");
  EXPECT_EQ(create(0.999, "most"), "");
  const auto* refused =
      "ValidationException: ValidationFraction must be greater than 0 and less than 1.";
  EXPECT_EQ(create(0, "zero"), refused);
  EXPECT_EQ(create(1, "one"), refused);
  EXPECT_TRUE(create(1.5, "more")
                  .starts_with("ValidationException: 1 validation error detected: "
                               "Value '1.5' at "
                               "'autoMLJobConfig.dataSplitConfig.validationFraction'"
                               " failed to satisfy constraint: "));
  EXPECT_EQ(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "usual"}})["AutoMLJobConfig"],
            (json{{"DataSplitConfig", {{"ValidationFraction", 0.2}}}}));
}

TEST(CreateAutoMLJobConfig, ValidationFractionExcludesAValidationChannel) {
  ApiUnderTest api;
  auto request = CreateV1("job", Config({{"DataSplitConfig", {{"ValidationFraction", 0.2}}}}));
  request["InputDataConfig"].push_back(request["InputDataConfig"][0]);
  request["InputDataConfig"][1]["ChannelType"] = "validation";
  EXPECT_EQ(api.Call("CreateAutoMLJob", request).Error(),
            "ValidationException: ValidationFraction cannot be specified when a validation channel "
            "is provided.");
}

TEST(CreateAutoMLJobConfig, EchoesFeatureSpecification) {
  ApiUnderTest api;
  const json config{
      {"CandidateGenerationConfig", {{"FeatureSpecificationS3Uri", "s3://bucket/features.json"}}}};
  ASSERT_EQ(ErrorOf(api, Config(config)), "");
  EXPECT_EQ(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})["AutoMLJobConfig"], config);
}

TEST(CreateAutoMLJobConfig, AlgorithmsMustBelongToTheMode) {
  ApiUnderTest api;
  EXPECT_EQ(ErrorOf(api, Algorithms({"xgboost", "linear-learner", "mlp"}), "absent"), "");
  EXPECT_EQ(ErrorOf(api, Algorithms({"xgboost", "linear-learner", "mlp"}, "HYPERPARAMETER_TUNING"),
                    "hpo"),
            "");
  EXPECT_EQ(ErrorOf(api,
                    Algorithms({"catboost", "extra-trees", "fastai", "lightgbm", "linear-learner",
                                "nn-torch", "randomforest", "xgboost"},
                               "ENSEMBLING"),
                    "ensembling"),
            "");
  const auto* not_tuned =
      "ValidationException: The algorithm catboost is not supported for Mode "
      "HYPERPARAMETER_TUNING. Supported algorithms: xgboost, linear-learner, mlp.";
  EXPECT_EQ(ErrorOf(api, Algorithms({"xgboost", "catboost"})), not_tuned);
  EXPECT_EQ(ErrorOf(api, Algorithms({"catboost"}, "HYPERPARAMETER_TUNING")), not_tuned);
  for (const auto* algorithm : {"mlp", "deepar"}) {
    EXPECT_TRUE(ErrorOf(api, Algorithms({algorithm}, "ENSEMBLING"))
                    .starts_with("ValidationException: The algorithm " + std::string(algorithm) +
                                 " is not supported for Mode ENSEMBLING. Supported algorithms: "));
  }
  EXPECT_TRUE(
      ErrorOf(api, Algorithms({"svm"})).find("Member must satisfy enum value set: [xgboost,") !=
      std::string::npos);
}

TEST(CreateAutoMLJobConfig, AlgorithmsAreRefusedInAutoMode) {
  ApiUnderTest api;
  const auto* refused =
      "ValidationException: AlgorithmsConfig cannot be specified when Mode is AUTO.";
  EXPECT_EQ(ErrorOf(api, Algorithms({"xgboost"}, "AUTO")), refused);
  EXPECT_EQ(ErrorOf(api, Algorithms(json::array(), "AUTO")), refused);
  EXPECT_EQ(
      ErrorOf(api, Config({{"Mode", "AUTO"},
                           {"CandidateGenerationConfig", {{"AlgorithmsConfig", json::array()}}}})),
      refused);
}

TEST(CreateAutoMLJobConfig, TakesAtMostOneAlgorithmsConfigWithAutoMLAlgorithms) {
  ApiUnderTest api;
  const auto with = [](const json& list) {
    return Config({{"CandidateGenerationConfig", {{"AlgorithmsConfig", list}}}});
  };
  const json item{{"AutoMLAlgorithms", {"xgboost"}}};
  EXPECT_NE(ErrorOf(api, with({item, item}))
                .find("at 'autoMLJobConfig.candidateGenerationConfig.algorithmsConfig' failed to "
                      "satisfy constraint: Member must have length less than or equal to 1"),
            std::string::npos);
  EXPECT_EQ(
      ErrorOf(api, with(json::array({json::object()}))),
      "ValidationException: 1 validation error detected: Value null at "
      "'autoMLJobConfig.candidateGenerationConfig.algorithmsConfig.1.member.autoMLAlgorithms' "
      "failed to satisfy constraint: Member must not be null");
  EXPECT_EQ(ErrorOf(api, with(json::array())), "");
}

TEST(CreateAutoMLJobConfig, EmptyAlgorithmListMeansAll) {
  ApiUnderTest api;
  ASSERT_EQ(ErrorOf(api, Algorithms(json::array())), "");
  Finished(api, "job");
  std::set<std::string> images;
  for (const auto& candidate : Candidates(api, "job")) {
    images.insert(candidate["InferenceContainers"][1]["Image"].get<std::string>());
  }
  EXPECT_EQ(images.size(), 3U);
}

TEST(CreateAutoMLJobConfig, CandidatesUseTheChosenAlgorithmsOnly) {
  ApiUnderTest api;
  ASSERT_EQ(ErrorOf(api, Algorithms({"linear-learner"})), "");
  Finished(api, "job");
  for (const auto& candidate : Candidates(api, "job")) {
    EXPECT_EQ(candidate["InferenceContainers"][1]["Image"],
              "382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:latest");
  }
}

TEST(CreateAutoMLJobConfig, ModeDecidesTheKindOfTraining) {
  ApiUnderTest api;
  ASSERT_EQ(ErrorOf(api, Config({{"Mode", "ENSEMBLING"}}), "ensembling"), "");
  ASSERT_EQ(ErrorOf(api, Config({{"Mode", "HYPERPARAMETER_TUNING"}}), "tuning"), "");
  ASSERT_EQ(ErrorOf(api, nullptr, "absent"), "");
  EXPECT_EQ(Finished(api, "ensembling")["BestCandidate"]["CandidateSteps"].size(), 1U);
  EXPECT_EQ(Finished(api, "tuning")["BestCandidate"]["CandidateSteps"].size(), 4U);
  EXPECT_EQ(Finished(api, "absent")["BestCandidate"]["CandidateSteps"].size(), 4U);
  EXPECT_EQ(Candidates(api, "ensembling").size(), 10U);
  EXPECT_EQ(Candidates(api, "tuning").size(), 100U);
}

TEST(CreateAutoMLJobConfig, AutoModeChoosesEnsemblingForSmallData) {
  ApiUnderTest api;
  ASSERT_EQ(ErrorOf(api, Config({{"Mode", "AUTO"}})), "");
  const auto job = Finished(api, "job");
  EXPECT_EQ(job["BestCandidate"]["CandidateSteps"].size(), 1U);
  EXPECT_EQ(job["AutoMLJobConfig"], (json{{"Mode", "AUTO"}}));  // never the mode that was chosen
}

TEST(CreateAutoMLJobDefinitionsOnly, EndsWithDefinitionsAndWithoutCandidates) {
  ApiUnderTest api;
  ASSERT_EQ(ErrorOf(api, {{"GenerateCandidateDefinitionsOnly", true}}), "");
  const auto job = Finished(api, "job");
  EXPECT_EQ(job["AutoMLJobStatus"], "Completed");
  EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "CandidateDefinitionsGenerated");
  EXPECT_EQ(job["GenerateCandidateDefinitionsOnly"], true);
  EXPECT_TRUE(job["AutoMLJobArtifacts"].contains("CandidateDefinitionNotebookLocation"));
  EXPECT_FALSE(job.contains("BestCandidate"));
  EXPECT_EQ(Candidates(api, "job"), json::array());
}

}  // namespace
}  // namespace autopilot::testing
