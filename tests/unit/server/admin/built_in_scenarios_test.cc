#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "control/scenario.h"
#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

// What a client sees of a job that ends at once with the scenario.
struct Effect {
  std::string scenario;
  std::string status;  // "Status/Secondary", or the error of the create operation
  std::function<void(const json& described)> check = [](const json&) {};
};

void PrintTo(const Effect& effect, std::ostream* out) { *out << effect.scenario; }

void HasReason(const json& described, const std::string& reason) {
  EXPECT_THAT(described.value("FailureReason", ""), HasSubstr(reason));
  EXPECT_FALSE(described.contains("BestCandidate"));
}

bool HasLocation(const json& described, const char* report) {
  const json::json_pointer locations(
      "/BestCandidate/CandidateProperties/CandidateArtifactLocations");
  return described.contains(locations / report);
}

std::vector<Effect> Effects() {
  return {
      {"completed", "Completed/Completed",
       [](const json& job) {
         EXPECT_EQ(job["ModelDeployResult"]["EndpointName"], "endpoint");
         EXPECT_TRUE(HasLocation(job, "Explainability"));
         EXPECT_TRUE(HasLocation(job, "ModelInsights"));
       }},
      {"failed", "Failed/Failed",
       [](const json& job) { HasReason(job, "ClientError: The data could not be analyzed."); }},
      {"stopped-by-runtime", "Completed/MaxAutoMLJobRuntimeReached",
       [](const json& job) { EXPECT_TRUE(job.contains("BestCandidate")); }},
      {"partial-failure", "Completed/Completed",
       [](const json& job) {
         EXPECT_EQ(job["PartialFailureReasons"][0]["PartialFailureMessage"],
                   "A training job of the AutoML job failed.");
       }},
      {"explainability-error", "Completed/ExplainabilityError",
       [](const json& job) {
         // The service model allows no locations without that of the explainability report.
         EXPECT_FALSE(HasLocation(job, "Explainability"));
         EXPECT_FALSE(HasLocation(job, "ModelInsights"));
       }},
      {"insights-error", "Completed/ModelInsightsError",
       [](const json& job) {
         EXPECT_TRUE(HasLocation(job, "Explainability"));
         EXPECT_FALSE(HasLocation(job, "ModelInsights"));
       }},
      {"deployment-error", "Completed/ModelDeploymentError",
       [](const json& job) { EXPECT_FALSE(job["ModelDeployResult"].contains("EndpointName")); }},
      {"stuck", "InProgress/ModelTuning"},
      {"quota-exceeded",
       "ResourceLimitExceeded: The account-level service limit 'Number of concurrent AutoML jobs' "
       "is 4 Jobs"},
      {"role-not-assumable",
       "ValidationException: Could not assume role arn:aws:iam::123456789012:role/autopilot."},
      {"access-denied",
       "AccessDeniedException: User: arn:aws:iam::000000000000:user/autopilot-local is not "
       "authorized to perform: sagemaker:CreateAutoMLJob on resource: "
       "arn:aws:sagemaker:us-east-1:000000000000:automl-job/job"},
      {"s3-access-denied", "Failed/Failed",
       [](const json& job) {
         HasReason(job, "the role arn:aws:iam::123456789012:role/autopilot may read");
       }},
      {"kms-access-denied", "Failed/Failed", [](const json& job) { HasReason(job, "KMS key"); }},
      {"capacity-error", "Failed/Failed",
       [](const json& job) { HasReason(job, "CapacityError: "); }},
  };
}

class BuiltInScenarioTest : public ::testing::TestWithParam<Effect> {};

TEST_P(BuiltInScenarioTest, ShowsItsEffectToTheClient) {
  const Effect& effect = GetParam();
  ControlUnderTest server;
  server.Done("PUT", "/_autopilot/progression", {{"progression", "immediate"}});
  server.Done("PUT", "/_autopilot/default-scenario", {{"default_scenario", effect.scenario}});
  const json request =
      CreateV1("job", {{"ModelDeployConfig", {{"EndpointName", "endpoint"}}},
                       {"ProblemType", "BinaryClassification"},
                       {"AutoMLJobObjective", {{"MetricName", "F1"}}},
                       {"AutoMLJobConfig", {{"CompletionCriteria", {{"MaxCandidates", 5}}}}}});
  const Answer created = server.Call("CreateAutoMLJob", request);
  if (created.status != 200) {
    EXPECT_THAT(created.Error(), ::testing::StartsWith(effect.status));
    EXPECT_THAT(server.StatusOf("job"), HasSubstr("ResourceNotFound"));
  } else {
    EXPECT_EQ(server.StatusOf("job"), effect.status);
    effect.check(server.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}}));
  }
}

INSTANTIATE_TEST_SUITE_P(All, BuiltInScenarioTest, ::testing::ValuesIn(Effects()),
                         [](const auto& test) {
                           std::string name = test.param.scenario;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(BuiltInScenarios, EachHasATest) {
  std::set<std::string> tested, built_in;
  for (const Effect& effect : Effects()) tested.insert(effect.scenario);
  for (const auto& [name, scenario] : BuiltInScenarios()) built_in.insert(name);
  EXPECT_EQ(tested, built_in);
}

}  // namespace
}  // namespace autopilot::testing
