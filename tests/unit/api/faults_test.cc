#include <gtest/gtest.h>

#include <future>

#include "control/fault_json.h"
#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

constexpr const char* kAccount = "000000000000";

void Add(ApiUnderTest& api, json rule) {
  static constexpr std::string_view kOperations[] = {"CreateAutoMLJob", "DescribeAutoMLJob",
                                                     "StopAutoMLJob", "ListAutoMLJobs"};
  auto parsed = ParseFaultRule(rule, {.account = kAccount, .operations = kOperations});
  ASSERT_TRUE(parsed) << parsed.error().path << parsed.error().message;
  ASSERT_TRUE(api.control().faults.Add({*parsed}, api.clock.Now()));
}

bool Exists(ApiUnderTest& api, const std::string& name) {
  return api.store().FindJob({.account = kAccount, .region = "us-east-1"}, name).has_value();
}

TEST(Faults, AnErrorComesInPlaceOfTheOperationAsOftenAsAsked) {
  ApiUnderTest api;
  Add(api, {{"id", "slow-down"},
            {"operation", "CreateAutoMLJob"},
            {"times", 2},
            {"error", "ThrottlingException"}});
  for (int n = 0; n < 2; ++n) {
    const auto answer = api.Call("CreateAutoMLJob", CreateV1("job"));
    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(answer.text, R"({"__type":"ThrottlingException","message":"Rate exceeded"})");
    EXPECT_EQ(answer.response.headers[1],
              (std::pair<std::string, std::string>("x-amzn-ErrorType", "ThrottlingException")));
    EXPECT_EQ(api.observer.Last().fault, "slow-down");
    EXPECT_FALSE(Exists(api, "job"));
  }
  EXPECT_EQ(api.Call("CreateAutoMLJob", CreateV1("job")).Error(), "");
  EXPECT_EQ(api.observer.Last().fault, "");
}

TEST(Faults, EveryKnownErrorHasItsTypeAndStatus) {
  const std::tuple<const char*, unsigned, const char*> cases[] = {
      {"ThrottlingException", 400, "message"},   {"InternalFailure", 500, "message"},
      {"ServiceUnavailable", 503, "message"},    {"RequestTimeout", 408, "message"},
      {"AccessDeniedException", 400, "message"}, {"ResourceLimitExceeded", 400, "Message"},
      {"ResourceInUse", 400, "Message"},         {"ResourceNotFound", 400, "Message"},
      {"ValidationException", 400, "message"}};
  for (const auto& [type, status, member] : cases) {
    ApiUnderTest api;
    Add(api, {{"error", {{"type", type}, {"message", "As asked."}}}});
    const auto answer = api.Call("ListAutoMLJobs", json::object());
    EXPECT_EQ(answer.status, status) << type;
    EXPECT_EQ(answer.body, (json{{"__type", type}, {member, "As asked."}})) << type;
  }
}

TEST(Faults, AfterwardsTheOperationHasRunAllTheSame) {
  ApiUnderTest api;
  Add(api, {{"operation", "CreateAutoMLJob"},
            {"when", "after"},
            {"times", 1},
            {"error", "ServiceUnavailable"}});
  EXPECT_EQ(api.Call("CreateAutoMLJob", CreateV1("job")).status, 503U);
  EXPECT_TRUE(Exists(api, "job"));
  EXPECT_TRUE(api.Call("CreateAutoMLJob", CreateV1("job")).Error().starts_with("ResourceInUse: "));
}

TEST(Faults, ConnectionFaultsReachTheCarrierAndTheJournal) {
  const std::pair<const char*, ConnectionFault> cases[] = {
      {"reset", ConnectionFault::kReset},
      {"empty", ConnectionFault::kEmpty},
      {"malformed", ConnectionFault::kMalformed},
      {"hang", ConnectionFault::kHang}};
  for (const auto& [name, fault] : cases) {
    ApiUnderTest api;
    Add(api, {{"connection", name}, {"times", 1}});
    auto answer = api.Send(SageMakerRequest("CreateAutoMLJob", CreateV1("job").dump()));
    EXPECT_EQ(answer.response.connection_fault, fault) << name;
    EXPECT_FALSE(Exists(api, "job"));
    Add(api, {{"connection", name}, {"when", "after"}, {"times", 1}});
    answer = api.Send(SageMakerRequest("CreateAutoMLJob", CreateV1("job").dump()));
    EXPECT_EQ(answer.response.connection_fault, fault) << name;
    EXPECT_TRUE(answer.body.contains("AutoMLJobArn"));
    EXPECT_TRUE(Exists(api, "job"));
  }
}

TEST(Faults, ByRegionAndJobHitNobodyElse) {
  ApiUnderTest api;
  Add(api, {{"region", "eu-*"}, {"job", "churn-*"}, {"error", "InternalFailure"}});
  const auto status = [&](const char* name, const char* account, const char* region) {
    return api.Call("CreateAutoMLJob", CreateV1(name), account, region).status;
  };
  EXPECT_EQ(status("Churn-1", kAccount, "eu-west-1"), 500U);
  EXPECT_EQ(status("churn-1", kAccount, "us-east-1"), 200U);
  EXPECT_EQ(status("other-1", kAccount, "eu-west-1"), 200U);
  EXPECT_EQ(status("churn-1", "111111111111", "eu-west-1"), 200U);
}

TEST(Faults, OfUnusableRequestsOnlyUnconditionalRulesStrike) {
  ApiUnderTest api;
  auto unreadable = SageMakerRequest("CreateAutoMLJob", "{");
  Add(api, {{"operation", "CreateAutoMLJob"}, {"error", "InternalFailure"}});
  EXPECT_EQ(api.Send(unreadable).body["__type"], "SerializationException");
  Add(api, {{"error", "ServiceUnavailable"}});
  EXPECT_EQ(api.Send(unreadable).status, 503U);
  EXPECT_EQ(api.Send(SageMakerRequest("NoSuchThing", "{}")).status, 503U);
}

TEST(Faults, LatencyDelaysTheAnswerAndChangesNothingElse) {
  ApiUnderTest api;
  Add(api, {{"latency", 20}, {"operation", "CreateAutoMLJob"}});
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(api.Call("CreateAutoMLJob", CreateV1("job")).Error(), "");
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(20));
  EXPECT_GE(api.observer.Last().latency, std::chrono::milliseconds(20));
}

TEST(Faults, LatencyAndAnErrorGoTogether) {
  ApiUnderTest api;
  Add(api, {{"latency", 5}, {"error", "ThrottlingException"}});
  EXPECT_EQ(api.Call("ListAutoMLJobs", json::object()).Error(),
            "ThrottlingException: Rate exceeded");
}

TEST(Faults, WhatIsDelayedWhenTheServerStopsIsAnsweredAsByAServerThatStops) {
  ApiUnderTest api;
  Add(api, {{"latency", "PT1H"}});
  std::promise<Response> promise;
  std::thread caller([&] {
    const auto answer = api.Call("CreateAutoMLJob", CreateV1("job"));
    promise.set_value(answer.response);
  });
  // The call is delayed once the rule has hit.
  while (api.control().faults.List(std::nullopt, api.clock.Now()).front().hits == 0) {
    std::this_thread::yield();
  }
  api.control().Stop();
  const auto response = promise.get_future().get();
  caller.join();
  EXPECT_EQ(response.status, 503U);
  EXPECT_FALSE(Exists(api, "job"));
}

}  // namespace
}  // namespace autopilot::testing
