#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/version.h"
#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

constexpr auto kModel = "sagemaker::auto_ml_job";
constexpr auto kGet = "/moto-api/state-manager/get-transition?model_name=sagemaker::auto_ml_job";
constexpr auto kSet = "/moto-api/state-manager/set-transition";
constexpr auto kUnset = "/moto-api/state-manager/unset-transition";
constexpr auto kChaos = "/_localstack/chaos/faults";

TEST(MotoRoutes, ResetIsThatOfAllAccounts) {
  ControlUnderTest server;
  server.Create("job", nullptr, "111111111111");
  server.Done("POST", "/_autopilot/faults", {{"error", "SlowDown"}, {"account", "111111111111"}});
  EXPECT_EQ(server.Done("POST", "/moto-api/reset"), json({{"status", "ok"}}));
  EXPECT_EQ(server.Call("ListAutoMLJobs", json::object(), "111111111111").body,
            json({{"AutoMLJobSummaries", json::array()}}));
}

TEST(MotoRoutes, SeedIsThatOfAllAccounts) {
  ControlUnderTest server;
  const Answer answer = server.Control("POST", "/moto-api/seed?a=42");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.text, "");
  EXPECT_EQ(server.Done("GET", "/_autopilot/seed")["seed"], 42);
  for (const char* target :
       {"/moto-api/seed", "/moto-api/seed?a=", "/moto-api/seed?a=-1", "/moto-api/seed?a=1x"}) {
    ExpectRefused(server.Control("POST", target),
                  {.message = "The query parameter 'a' must be a whole number from 0 to "
                              "18446744073709551615: the seed.",
                   .path = "/a"});
  }
}

TEST(MotoRoutes, ATransitionIsTheProgressionOfAllAccounts) {
  ControlUnderTest server;
  const auto set = [&](const json& transition) {
    const Answer answer =
        server.Control("POST", kSet, {{"model_name", kModel}, {"transition", transition}});
    EXPECT_EQ(answer.status, 201U) << answer.text;
    EXPECT_EQ(answer.text, "");
    return server.Done("GET", kGet);
  };
  EXPECT_EQ(server.Done("GET", kGet), json({{"progression", "time"}}));
  const json manual{{"progression", "manual"}, {"times", 2}};
  EXPECT_EQ(set(manual), manual);
  server.Create("job", nullptr, "111111111111");
  std::vector<std::string> seen;
  for (int call = 0; call < 4; ++call) seen.push_back(server.StatusOf("job", "111111111111"));
  EXPECT_EQ(seen,
            (std::vector<std::string>{"InProgress/Starting", "InProgress/Starting",
                                      "InProgress/AnalyzingData", "InProgress/AnalyzingData"}));
  EXPECT_EQ(set({{"progression", "immediate"}}), json({{"progression", "immediate"}}));
  EXPECT_EQ(set({{"progression", "time"}, {"seconds", 5}}),
            json({{"progression", "time"}, {"seconds", 5.0}}));
  server.Create("timed");
  server.clock.Advance(std::chrono::milliseconds(5000));
  EXPECT_EQ(server.StatusOf("timed"), "InProgress/AnalyzingData");
  EXPECT_EQ(server.Control("POST", kUnset, {{"model_name", kModel}}).status, 201U);
  EXPECT_EQ(server.Done("GET", kGet), json({{"progression", "time"}}));
}

TEST(MotoRoutes, OtherModelsAndTransitionsAreRefused) {
  ControlUnderTest server;
  const Refused unknown{.message = "'model_name' is 'dax::cluster', which does not exist.",
                        .path = "/model_name",
                        .available = {kModel}};
  ExpectRefused(
      server.Control("GET", "/moto-api/state-manager/get-transition?model_name=dax::cluster"),
      unknown);
  ExpectRefused(server.Control("POST", kUnset, {{"model_name", "dax::cluster"}}), unknown);
  ExpectRefused(server.Control("POST", kSet,
                               {{"model_name", "dax::cluster"},
                                {"transition", {{"progression", "immediate"}}}}),
                unknown);
  const auto refused = [&](const json& transition, const Refused& expected) {
    ExpectRefused(
        server.Control("POST", kSet, {{"model_name", kModel}, {"transition", transition}}),
        expected);
  };
  refused({{"progression", "fast"}}, {.message = "'progression' is 'fast', which does not exist.",
                                      .path = "/transition/progression",
                                      .available = {"time", "manual", "immediate"}});
  refused({{"progression", "time"}, {"duration", 5}},
          {.message = "There is no field 'duration' here.",
           .path = "/transition/duration",
           .available = {"progression", "seconds", "times"}});
  refused({{"progression", "immediate"}, {"times", 5}},
          {.message = "'times' is for the mode 'manual' only: how many calls show each phase.",
           .path = "/transition/times"});
  refused(json::object(),
          {.message = "'progression' is required.", .path = "/transition/progression"});
}

TEST(LocalStackRoutes, HealthTellsThatSageMakerRuns) {
  ControlUnderTest server;
  EXPECT_EQ(server.Done("GET", "/_localstack/health?reload=1"),
            json({{"services", {{"sagemaker", "running"}}},
                  {"edition", "community"},
                  {"version", kVersion}}));
}

TEST(LocalStackRoutes, DoNotShowOrRemoveRulesThatTheirFormCannotSay) {
  ControlUnderTest server;
  server.Done("PUT", "/_autopilot/faults/chaos-1?account=*", {{"latency", "PT0.001S"}});
  EXPECT_EQ(server.Done("GET", kChaos), json::array());
  server.Done("POST", kChaos, json::array());
  EXPECT_EQ(server.Done("GET", "/_autopilot/faults/chaos-1?account=*")["id"], "chaos-1");
}

TEST(LocalStackRoutes, ChaosRulesStrikeCallsOfAllAccounts) {
  ControlUnderTest server;
  const json outage = json::parse(R"([{"service":"sagemaker","region":"us-east-1"}])");
  const json shown = json::parse(R"([{"service":"sagemaker","region":"us-east-1",
      "error":{"statusCode":503,"code":"ServiceUnavailable"}}])");
  EXPECT_EQ(server.Done("POST", kChaos, outage), shown);
  EXPECT_EQ(server.Done("GET", kChaos), shown);
  const Answer struck = server.Call("ListAutoMLJobs", json::object(), "111111111111");
  EXPECT_EQ(struck.status, 503U);
  EXPECT_EQ(struck.Error(), "ServiceUnavailable: Operation failed due to a simulated fault");
  EXPECT_EQ(server.Call("ListAutoMLJobs", json::object(), "111111111111", "eu-west-1").status,
            200U);
  EXPECT_EQ(server.Done("POST", kChaos, json::array()), json::array());
  EXPECT_EQ(server.Call("ListAutoMLJobs", json::object()).status, 200U);
}

TEST(LocalStackRoutes, PatchAddsDeleteRemovesTheSameAndPostReplaces) {
  ControlUnderTest server;
  server.Done("POST", "/_autopilot/faults",
              {{"id", "mine"}, {"account", "*"}, {"operation", "AddTags"}, {"error", "SlowDown"}});
  const json first = json::parse(R"([{"operation":"CreateAutoMLJob","probability":0.5,
      "error":{"statusCode":429,"code":"ThrottlingException"}}])");
  const json second = json::parse(R"([{"operation":"ListTags","error":{"code":"SlowDown"}}])");
  server.Done("POST", kChaos, first);
  const json both = server.Done("PATCH", kChaos, second);
  EXPECT_EQ(both, json::parse(R"([
      {"service":"sagemaker","operation":"CreateAutoMLJob","probability":0.5,
       "error":{"statusCode":429,"code":"ThrottlingException"}},
      {"service":"sagemaker","operation":"ListTags","error":{"statusCode":503,"code":"SlowDown"}}])"));
  EXPECT_EQ(server.Done("DELETE", kChaos, first), json::array({both[1]}));
  EXPECT_EQ(server.Done("POST", kChaos, first), json::array({both[0]}));
  EXPECT_EQ(server.Done("DELETE", kChaos), json::array());
  const json left = server.Done("GET", "/_autopilot/faults?account=*")["faults"];
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0]["id"], "mine");
}

TEST(LocalStackRoutes, BadRulesAreRefusedAndChangeNothing) {
  ControlUnderTest server;
  server.Done("POST", kChaos, json::parse(R"([{"operation":"ListTags"}])"));
  const json before = server.Done("GET", kChaos);
  const struct {
    json body;
    Refused refused;
  } cases[] = {
      {json::parse(R"([{},{"service":"dynamodb"}])"),
       {.message = "'service' is 'dynamodb', which does not exist.",
        .path = "/1/service",
        .available = {"sagemaker"}}},
      {json::parse(R"([{"latency":5}])"),
       {.message = "There is no field 'latency' here.",
        .path = "/0/latency",
        .available = {"service", "region", "operation", "probability", "error"}}},
      {json::parse(R"([{"probability":2}])"),
       {.message = "'probability' must be a number from 0 to 1.", .path = "/0/probability"}},
      {json::object(), {.message = "The request must be a list of at most 1000 fault rules."}},
  };
  for (const auto& c : cases) {
    for (const char* method : {"POST", "PATCH", "DELETE"}) {
      ExpectRefused(server.Control(method, kChaos, c.body), c.refused);
    }
  }
  EXPECT_EQ(server.Done("GET", kChaos), before);
}

}  // namespace
}  // namespace autopilot::testing
