#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "common/sigv4_signer.h"
#include "control/fault_json.h"
#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using ::testing::StartsWith;

const AccessKey kKey{.id = "AKIDEXAMPLE", .secret = "secret", .account = "111122223333"};
const AccessKey kOther{.id = "AKIDOTHER", .secret = "other", .account = "444455556666"};

class AuthenticationTest : public ::testing::Test {
 protected:
  Request Signed(const AccessKey& key, std::string_view operation, const json& input,
                 std::string_view service = "sagemaker") {
    return SignedBody(key, operation, input.dump(), service);
  }
  Request SignedBody(const AccessKey& key, std::string_view operation, std::string body,
                     std::string_view service = "sagemaker") {
    Request request = SageMakerRequest(operation, std::move(body));
    request.headers.emplace_back("Host", "localhost");
    const sigv4::Signer signer({.access_key_id = key.id,
                                .secret_access_key = key.secret,
                                .session_token = key.session_token},
                               "us-east-1", std::string(service));
    const auto added = signer.HeadersFor({.method = request.method,
                                          .path = request.Path(),
                                          .query = request.Query(),
                                          .headers = request.headers},
                                         sigv4::PayloadHash(request.body), server_.clock.Now());
    request.headers.insert(request.headers.end(), added.begin(), added.end());
    return request;
  }

  ApiUnderTest server_{{}, {}, {}, AuthMode::kVerify, {kKey, kOther}};
};

AccessKey WithWrongSecret(AccessKey key) {
  key.secret += "!";
  return key;
}

constexpr std::string_view kMismatch =
    "InvalidSignatureException: The request signature we calculated does not match";

TEST_F(AuthenticationTest, AJobBelongsToTheAccountOfItsKey) {
  const Answer created = server_.Send(Signed(kKey, "CreateAutoMLJob", CreateV1("mine")));
  ASSERT_EQ(created.status, 200U) << created.text;
  EXPECT_EQ(created.body["AutoMLJobArn"],
            "arn:aws:sagemaker:us-east-1:111122223333:automl-job/mine");
  const json describe{{"AutoMLJobName", "mine"}};
  EXPECT_EQ(server_.Send(Signed(kKey, "DescribeAutoMLJob", describe)).status, 200U);
  EXPECT_THAT(server_.Send(Signed(kOther, "DescribeAutoMLJob", describe)).Error(),
              StartsWith("ResourceNotFound: "));
}

// A Describe call that was answered before is answered from memory.
TEST_F(AuthenticationTest, AWrongSignatureBehindARightOneIsRefused) {
  ASSERT_EQ(server_.Send(Signed(kKey, "CreateAutoMLJob", CreateV1("mine"))).status, 200U);
  const json describe{{"AutoMLJobName", "mine"}};
  for (int call = 0; call < 4; ++call) {
    ASSERT_EQ(server_.Send(Signed(kKey, "DescribeAutoMLJob", describe)).status, 200U);
  }
  EXPECT_THAT(server_.Send(Signed(WithWrongSecret(kKey), "DescribeAutoMLJob", describe)).Error(),
              StartsWith(std::string(kMismatch)));
  EXPECT_EQ(server_.Call("DescribeAutoMLJob", describe).Error(),
            "MissingAuthenticationTokenException: Missing Authentication Token");
  // The same bytes, once their time is over.
  const Request recorded = Signed(kKey, "DescribeAutoMLJob", describe);
  server_.clock.Advance(std::chrono::minutes(5));
  EXPECT_EQ(server_.Send(recorded).status, 200U);
  server_.clock.Advance(std::chrono::seconds(1));
  EXPECT_THAT(server_.Send(recorded).Error(),
              StartsWith("InvalidSignatureException: Signature expired: 20260101T000000Z"));
}

TEST_F(AuthenticationTest, ComesBeforeAllThatTheBodyAndTheTargetSay) {
  const AccessKey wrong = WithWrongSecret(kKey);
  EXPECT_THAT(server_.Send(SignedBody(wrong, "DescribeAutoMLJob", "{")).Error(),
              StartsWith(std::string(kMismatch)));
  EXPECT_THAT(server_.Send(SignedBody(wrong, "Fly", "{}")).Error(),
              StartsWith(std::string(kMismatch)));
  Request get = SignedBody(wrong, "DescribeAutoMLJob", "");
  get.method = "GET";
  EXPECT_THAT(server_.Send(get).Error(), StartsWith(std::string(kMismatch)));
  EXPECT_THAT(server_.Send(SignedBody(kKey, "DescribeAutoMLJob", "{")).Error(),
              StartsWith("SerializationException: "));
  EXPECT_THAT(server_.Send(SignedBody(kKey, "Fly", "{}")).Error(),
              StartsWith("UnknownOperationException: "));
}

TEST_F(AuthenticationTest, NothingIsCreatedByARefusedCall) {
  server_.Send(Signed(WithWrongSecret(kKey), "CreateAutoMLJob", CreateV1("mine")));
  EXPECT_EQ(server_.Send(Signed(kKey, "ListAutoMLJobs", json::object())).body,
            (json{{"AutoMLJobSummaries", json::array()}}));
}

TEST_F(AuthenticationTest, TheLogKnowsWhoWasRefusedAndWhy) {
  server_.Send(Signed(WithWrongSecret(kKey), "ListAutoMLJobs", json::object()));
  RequestRecord record = server_.observer.Last();
  EXPECT_EQ(record.operation, "ListAutoMLJobs");
  EXPECT_EQ(record.scope.account, "111122223333");
  EXPECT_EQ(record.access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(record.error_type, "InvalidSignatureException");
  EXPECT_THAT(record.note, ::testing::HasSubstr("x-amz-target:SageMaker.ListAutoMLJobs"));

  server_.Send(Signed({.id = "999988887777", .secret = "x", .account = ""}, "Fly", json::object()));
  record = server_.observer.Last();
  EXPECT_EQ(record.operation, "");
  EXPECT_EQ(record.scope.account, "000000000000");
  EXPECT_EQ(record.access_key_id, "999988887777");
}

// A fault is for calls that are authentic.
TEST_F(AuthenticationTest, FaultsAreForAuthenticCalls) {
  static constexpr std::string_view kOperations[] = {"ListAutoMLJobs"};
  const auto rule = ParseFaultRule({{"error", "ThrottlingException"}},
                                   {.account = kKey.account, .operations = kOperations});
  ASSERT_TRUE(rule) << rule.error().message;
  ASSERT_TRUE(server_.control().faults.Add({*rule}, server_.clock.Now()));
  EXPECT_THAT(server_.Send(Signed(WithWrongSecret(kKey), "ListAutoMLJobs", json::object())).Error(),
              StartsWith(std::string(kMismatch)));
  EXPECT_EQ(server_.Send(Signed(kKey, "ListAutoMLJobs", json::object())).Error(),
            "ThrottlingException: Rate exceeded");
}

TEST_F(AuthenticationTest, ACallOfOursThatIsSignedForAnotherServiceIsWronglySigned) {
  EXPECT_EQ(
      server_.Send(Signed(kKey, "ListAutoMLJobs", json::object(), "execute-api")).Error(),
      "InvalidSignatureException: Credential should be scoped to correct service: 'sagemaker'. ");
  Request foreign = Signed(kKey, "ListAutoMLJobs", json::object(), "dynamodb");
  for (auto& [name, value] : foreign.headers) {
    if (name == "X-Amz-Target") value = "DynamoDB_20120810.ListTables";
  }
  EXPECT_THAT(server_.Send(foreign).Error(),
              ::testing::HasSubstr("Set AWS_ENDPOINT_URL_SAGEMAKER"));
}

TEST(Authentication, WhereItIsRequiredAnySignatureWillDo) {
  ApiUnderTest server({}, {}, {}, AuthMode::kRequire);
  EXPECT_EQ(server.Call("ListAutoMLJobs", json::object()).Error(),
            "MissingAuthenticationTokenException: Missing Authentication Token");
  auto request = SageMakerRequest("CreateAutoMLJob", CreateV1("mine").dump());
  request.headers.emplace_back("Authorization", AuthorizationFor("111122223333", "eu-west-1"));
  EXPECT_THAT(server.Send(request).Error(),
              StartsWith("IncompleteSignatureException: Authorization header requires existence"));
  request.headers.emplace_back("X-Amz-Date", "19991231T235959Z");
  EXPECT_EQ(server.Send(request).body["AutoMLJobArn"],
            "arn:aws:sagemaker:eu-west-1:111122223333:automl-job/mine");
}

}  // namespace
}  // namespace autopilot::testing
