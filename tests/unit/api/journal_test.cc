#include <gtest/gtest.h>

#include "control/journal_query.h"
#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

std::vector<JournalEntry> Entries(ApiUnderTest& api) {
  std::vector<JournalEntry> entries;
  for (const auto& entry : api.control().journal.Find({})) entries.push_back(*entry);
  return entries;
}

TEST(JournalOfTheApi, HasEveryRequestWithItsAnswer) {
  ApiUnderTest api;
  auto create = CreateV1("churn-1");
  create["Objective"] = "F1";
  api.Call("CreateAutoMLJob", create, "111111111111", "eu-west-1");
  api.Call("DescribeAutoMLJob", {{"AutoMLJobName", "none"}});
  api.Send(SageMakerRequest("CreateAutoMLJob", "{"));
  api.Send(SageMakerRequest("NoSuchThing", "{}"));
  const auto entries = Entries(api);
  ASSERT_EQ(entries.size(), 4U);

  EXPECT_EQ(entries[0].operation, "CreateAutoMLJob");
  EXPECT_EQ(entries[0].account, "111111111111");
  EXPECT_EQ(entries[0].region, "eu-west-1");
  EXPECT_EQ(entries[0].access_key_id, "111111111111");
  EXPECT_EQ(entries[0].job_name, "churn-1");
  EXPECT_EQ(json::parse(entries[0].request), create);
  EXPECT_EQ(entries[0].status, 200U);
  EXPECT_EQ(entries[0].error_type, "");
  EXPECT_EQ(entries[0].warnings, (std::vector<std::string>{"Objective"}));
  EXPECT_EQ(entries[0].time, ApiUnderTest::kStart);
  EXPECT_EQ(entries[0].sequence, 1U);

  EXPECT_EQ(entries[1].error_type, "ResourceNotFound");
  EXPECT_EQ(entries[1].error_message, "Amazon SageMaker can't find an AutoML job called none.");
  EXPECT_EQ(entries[2].operation, "CreateAutoMLJob");
  EXPECT_EQ(entries[2].request, "{");
  EXPECT_EQ(entries[2].error_type, "SerializationException");
  EXPECT_EQ(entries[3].operation, "");
  EXPECT_EQ(entries[3].error_type, "UnknownOperationException");
}

TEST(JournalOfTheApi, NeverHoldsASignature) {
  ApiUnderTest api;
  auto request = SageMakerRequest("ListAutoMLJobs", "{}");
  request.headers.emplace_back(
      "Authorization",
      "AWS4-HMAC-SHA256 Credential=111111111111/20260101/us-east-1/sagemaker/aws4_request, "
      "SignedHeaders=host, Signature=5ec2e7516f0a7a3e");
  request.headers.emplace_back("X-Amz-Security-Token", "5ec2e770ce9");
  api.Send(request);
  ASSERT_EQ(Entries(api).size(), 1U);
  const std::string text = ToJson(Entries(api)[0]).dump();
  EXPECT_EQ(text.find("5ec2e7"), std::string::npos) << text;
}

TEST(JournalOfTheApi, KeepsNoBodyThatWasMeantForAnotherService) {
  ApiUnderTest api;
  auto request = SageMakerRequest("PutSecretValue", R"({"SecretString":"hunter2"})");
  request.headers[1].second = "secretsmanager.PutSecretValue";
  EXPECT_EQ(api.Send(request).status, 400U);
  ASSERT_EQ(Entries(api).size(), 1U);
  EXPECT_EQ(Entries(api)[0].request, "");
}

TEST(JournalOfTheApi, CountsWhatThePipelineCalled) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("a", {{"AutoMLJobConfig", {{"Mode", "ENSEMBLING"}}}}));
  api.Get("CreateAutoMLJob", CreateV1("b"));
  api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "a"}});
  JournalQuery creates;
  creates.operation = "CreateAutoMLJob";
  EXPECT_EQ(api.control().journal.Count(creates).count, 2U);
  creates.request = {{.pointer = "/AutoMLJobConfig/Mode",
                      .kind = RequestCondition::Kind::kEquals,
                      .expected = "ENSEMBLING"}};
  EXPECT_EQ(api.control().journal.Count(creates).count, 1U);
}

TEST(JournalOfTheApi, NamesTheScenarioThatDecided) {
  ApiUnderTest api;
  api.Configure([](AccountSettings& settings) {
    settings.default_scenario = ScenarioChoice{.scenario = "quota-exceeded"};
  });
  api.Call("CreateAutoMLJob", CreateV1("job"));
  EXPECT_EQ(Entries(api).back().scenario, "quota-exceeded");
  EXPECT_EQ(api.observer.Last().scenario, "quota-exceeded");
}

}  // namespace
}  // namespace autopilot::testing
