#include <gtest/gtest.h>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

json Tagged(json request, const std::vector<std::pair<const char*, const char*>>& tags) {
  for (const auto& [key, value] : tags) {
    request["Tags"].push_back({{"Key", std::string("autopilot-local:") + key}, {"Value", value}});
  }
  return request;
}

// The job that a scenario makes, in its end.
json EndOf(ApiUnderTest& api, const std::string& scenario, const json& patch = nullptr) {
  EXPECT_EQ(
      api.Call("CreateAutoMLJob", Tagged(CreateV1("job", patch), {{"scenario", scenario.c_str()}}))
          .Error(),
      "");
  api.AdvanceNominal(std::chrono::hours(48));
  return api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}});
}

std::string StatusOf(const json& job) {
  return job["AutoMLJobStatus"].get<std::string>() + "/" +
         job["AutoMLJobSecondaryStatus"].get<std::string>();
}

json Locations(const json& job) {
  return job["BestCandidate"]["CandidateProperties"].value("CandidateArtifactLocations",
                                                           json::object());
}

TEST(BuiltInScenario, CompletedIsAnOrdinaryJob) {
  ApiUnderTest api;
  ApiUnderTest plain;
  auto job = EndOf(api, "completed");
  plain.Get("CreateAutoMLJob", CreateV1("job"));
  plain.AdvanceNominal(std::chrono::hours(48));
  EXPECT_EQ(job, plain.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}}));
}

TEST(BuiltInScenario, FailedFailsWhereTheDataIsAnalyzed) {
  ApiUnderTest api;
  const auto job = EndOf(api, "failed");
  EXPECT_EQ(StatusOf(job), "Failed/Failed");
  EXPECT_NE(job.value("FailureReason", ""), "");
  EXPECT_FALSE(job.contains("AutoMLJobArtifacts"));
  EXPECT_FALSE(job.contains("BestCandidate"));
  EXPECT_TRUE(job.contains("EndTime"));
}

TEST(BuiltInScenario, FailedTakesAPhaseAndAReason) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", Tagged(CreateV1("job"), {{"scenario", "failed"},
                                                      {"phase", "ModelTuning"},
                                                      {"reason", "Out of luck: no data."}}));
  api.AdvanceNominal(std::chrono::hours(48));
  const auto job = api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}});
  EXPECT_EQ(StatusOf(job), "Failed/Failed");
  EXPECT_EQ(job["FailureReason"], "Out of luck: no data.");
  EXPECT_TRUE(job.contains("AutoMLJobArtifacts"));
  const auto list = api.Get("ListAutoMLJobs", {{"StatusEquals", "Failed"}});
  EXPECT_EQ(list["AutoMLJobSummaries"][0]["FailureReason"], "Out of luck: no data.");
}

TEST(Scenarios, NamesInBracesStandForTheJob) {
  ApiUnderTest api;
  api.Configure([](AccountSettings& settings) {
    settings.default_scenario = ScenarioChoice{
        .scenario = "failed", .reason = "{job_name} of {account} in {region}: {nothing} {"};
  });
  api.Get("CreateAutoMLJob", CreateV1("job"));
  api.AdvanceNominal(std::chrono::hours(48));
  EXPECT_EQ(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})["FailureReason"],
            "job of 000000000000 in us-east-1: {nothing} {");
}

TEST(Scenarios, AReasonThatGrowsTooLongIsCut) {
  ApiUnderTest api;
  std::string reason;
  for (int n = 0; n < 100; ++n) reason += "{role_arn}";
  api.Configure([&](AccountSettings& settings) {
    settings.default_scenario = ScenarioChoice{.scenario = "failed", .reason = reason};
  });
  api.Get("CreateAutoMLJob", CreateV1("job"));
  api.AdvanceNominal(std::chrono::hours(48));
  const auto job = api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}});
  EXPECT_LE(job["FailureReason"].get<std::string>().size(), 1'024U);
  EXPECT_GT(job["FailureReason"].get<std::string>().size(), 900U);
}

TEST(BuiltInScenario, StoppedByRuntimeEndsAtTheLimit) {
  ApiUnderTest api;
  EXPECT_EQ(StatusOf(EndOf(api, "stopped-by-runtime")), "Completed/MaxAutoMLJobRuntimeReached");
}

TEST(BuiltInScenario, PartialFailureCompletesAndSaysSo) {
  ApiUnderTest api;
  const auto job = EndOf(api, "partial-failure");
  EXPECT_EQ(StatusOf(job), "Completed/Completed");
  EXPECT_EQ(
      job["PartialFailureReasons"],
      json::array({json{{"PartialFailureMessage", "A training job of the AutoML job failed."}}}));
  const auto candidates =
      api.Get("ListCandidatesForAutoMLJob", {{"AutoMLJobName", "job"}, {"SortOrder", "Ascending"}});
  ASSERT_EQ(candidates["Candidates"].size(), 3U);
  EXPECT_EQ(candidates["Candidates"][0]["CandidateStatus"], "Failed");
  EXPECT_EQ(candidates["Candidates"][1]["CandidateStatus"], "Completed");
}

// The service model requires Explainability among the locations, so there are none.
TEST(BuiltInScenario, ExplainabilityErrorHasNoLocations) {
  ApiUnderTest api;
  const auto job = EndOf(api, "explainability-error");
  EXPECT_EQ(StatusOf(job), "Completed/ExplainabilityError");
  EXPECT_EQ(job["PartialFailureReasons"].size(), 1U);
  EXPECT_EQ(Locations(job), json::object());
}

TEST(BuiltInScenario, InsightsErrorHasNoSuchReport) {
  ApiUnderTest api;
  const auto job = EndOf(api, "insights-error");
  EXPECT_EQ(StatusOf(job), "Completed/ModelInsightsError");
  EXPECT_TRUE(Locations(job).contains("Explainability"));
  EXPECT_FALSE(Locations(job).contains("ModelInsights"));
}

TEST(BuiltInScenario, DeploymentErrorHasAResultWithoutAnEndpoint) {
  ApiUnderTest api;
  const auto job =
      EndOf(api, "deployment-error", {{"ModelDeployConfig", {{"EndpointName", "endpoint"}}}});
  EXPECT_EQ(StatusOf(job), "Completed/ModelDeploymentError");
  EXPECT_EQ(job["ModelDeployResult"], json::object());
  EXPECT_EQ(job["PartialFailureReasons"].size(), 1U);
}

TEST(BuiltInScenario, StuckStaysUntilItIsStopped) {
  ApiUnderTest api;
  EXPECT_EQ(StatusOf(EndOf(api, "stuck")), "InProgress/ModelTuning");
  EXPECT_EQ(api.Call("StopAutoMLJob", {{"AutoMLJobName", "job"}}).Error(), "");
  api.AdvanceNominal(std::chrono::minutes(1));
  EXPECT_EQ(StatusOf(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})), "Stopped/Stopped");
}

TEST(BuiltInScenario, RefusalsAtCreateLeaveNoJob) {
  const std::pair<const char*, const char*> cases[] = {
      {"quota-exceeded",
       "ResourceLimitExceeded: The account-level service limit 'Number of concurrent AutoML jobs' "
       "is 4 Jobs, with current utilization of 4 Jobs and a request delta of 1 Jobs. Please "
       "contact AWS support to request an increase for this limit."},
      {"role-not-assumable",
       "ValidationException: Could not assume role arn:aws:iam::123456789012:role/autopilot. "
       "Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to "
       "assume the role."},
      {"access-denied",
       "AccessDeniedException: User: arn:aws:iam::000000000000:user/autopilot-local is not "
       "authorized to perform: sagemaker:CreateAutoMLJob on resource: "
       "arn:aws:sagemaker:us-east-1:000000000000:automl-job/job because no identity-based policy "
       "allows the sagemaker:CreateAutoMLJob action"}};
  for (const auto& [scenario, error] : cases) {
    ApiUnderTest api;
    EXPECT_EQ(
        api.Call("CreateAutoMLJob", Tagged(CreateV1("job"), {{"scenario", scenario}})).Error(),
        error);
    EXPECT_EQ(api.Call("DescribeAutoMLJob", {{"AutoMLJobName", "job"}}).status, 400U);
  }
}

TEST(BuiltInScenario, FailuresOfTheSurroundingsSayWhy) {
  const std::pair<const char*, const char*> cases[] = {
      {"s3-access-denied",
       "ClientError: Data download failed: AccessDenied (403): Access Denied. Ensure that the role "
       "arn:aws:iam::123456789012:role/autopilot may read the input data."},
      {"kms-access-denied",
       "ClientError: The role arn:aws:iam::123456789012:role/autopilot is not authorized to use "
       "the KMS key of the job: AccessDeniedException."},
      {"capacity-error",
       "CapacityError: Unable to provision requested ML compute capacity. Please retry using a "
       "different ML instance type."}};
  for (const auto& [scenario, reason] : cases) {
    ApiUnderTest api;
    const auto job = EndOf(api, scenario);
    EXPECT_EQ(StatusOf(job), "Failed/Failed") << scenario;
    EXPECT_EQ(job["FailureReason"], reason);
  }
}

TEST(Scenarios, OfTheAccountDecideAboutCandidatesAndMetrics) {
  ApiUnderTest api;
  api.Configure([](AccountSettings& settings) {
    Scenario mine;
    mine.name = "mine";
    mine.outcome.candidate_count = 4;
    mine.outcome.best_candidate = 1;
    mine.outcome.metrics = {{.metric = Metric::kAUC, .low = 0.5F, .high = 0.9F}};
    settings.scenarios.emplace("mine", mine);
    settings.rules = {{.job = "churn-*", .choice = ScenarioChoice{.scenario = "mine"}}};
  });
  api.Get("CreateAutoMLJob",
          CreateV1("churn-1", {{"ProblemType", "BinaryClassification"},
                               {"AutoMLJobObjective", {{"MetricName", "AUC"}}}}));
  api.AdvanceNominal(std::chrono::hours(48));
  const auto best = api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "churn-1"}})["BestCandidate"];
  EXPECT_FLOAT_EQ(best["FinalAutoMLJobObjectiveMetric"]["Value"].get<float>(), 0.9F);
  const auto candidates =
      api.Get("ListCandidatesForAutoMLJob",
              {{"AutoMLJobName", "churn-1"}, {"SortOrder", "Ascending"}})["Candidates"];
  ASSERT_EQ(candidates.size(), 4U);
  EXPECT_EQ(candidates[1]["CandidateName"], best["CandidateName"]);
}

TEST(Scenarios, ThatDoNotFitTheJobAreRefusedWithWhatWouldFit) {
  ApiUnderTest api;
  const auto error = [&](const json& request,
                         const std::vector<std::pair<const char*, const char*>>& tags) {
    return api.Call("CreateAutoMLJobV2", Tagged(request, tags)).Error();
  };
  EXPECT_EQ(
      error(CreateTimeSeriesV2("job"), {{"scenario", "failed"}, {"phase", "FeatureEngineering"}}),
      "ValidationException: The scenario failed does not fit this job. The phase "
      "FeatureEngineering does not occur in a TimeSeriesForecasting job. Its phases are "
      "Starting, PreTraining, TrainingModels, GeneratingExplainabilityReport.");
  EXPECT_TRUE(error(CreateImageV2("job"), {{"scenario", "explainability-error"}})
                  .starts_with("ValidationException: The scenario explainability-error does not "
                               "fit this job. "));
  EXPECT_TRUE(error(CreateTabularV2("job"), {{"scenario", "deployment-error"}})
                  .starts_with("ValidationException: The scenario deployment-error does not fit "
                               "this job. "));
  EXPECT_TRUE(error(CreateTabularV2("job"), {{"scenario", "faild"}})
                  .starts_with("ValidationException: There is no scenario faild. There are "
                               "access-denied, capacity-error, completed,"));
}

TEST(Scenarios, AreKeptWithTheJobAndNotRewrittenByLaterSettings) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", Tagged(CreateV1("job"), {{"scenario", "failed"}}));
  api.Configure([](AccountSettings& settings) {
    settings.default_scenario = ScenarioChoice{.scenario = "completed"};
  });
  api.AdvanceNominal(std::chrono::hours(48));
  EXPECT_EQ(StatusOf(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})), "Failed/Failed");
}

}  // namespace
}  // namespace autopilot::testing
