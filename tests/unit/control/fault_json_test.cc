#include "control/fault_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "control/fault_errors.h"

namespace autopilot {
namespace {

using nlohmann::json;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using ::testing::ElementsAre;

constexpr std::array<std::string_view, 3> kOperations = {"CreateAutoMLJob", "DescribeAutoMLJob",
                                                         "StopAutoMLJob"};
const std::vector<std::string> kFields = {
    "id",    "account", "operation", "operations", "region", "job",     "probability",
    "times", "after",   "ttl",       "when",       "error",  "latency", "connection"};

ControlContext Context() { return {.account = "111111111111", .operations = kOperations}; }

FaultRule Parsed(const json& value) {
  const auto rule = ParseFaultRule(value, Context());
  EXPECT_TRUE(rule) << value << ": " << rule.error().message << " " << rule.error().path;
  return rule.value_or(FaultRule{});
}

TEST(FaultJsonTest, ARuleNeedsNoMoreThanWhatHappens) {
  FaultRule rule = Parsed({{"connection", "hang"}});
  FaultRule expected;
  expected.owner = "111111111111";
  expected.connection = ConnectionFault::kHang;
  EXPECT_EQ(rule, expected);
}

TEST(FaultJsonTest, EveryFieldIsRead) {
  const FaultRule rule = Parsed({{"id", "slow-create_1.a"},
                                 {"account", "*"},
                                 {"operations", {"CreateAutoMLJob", "Describe*"}},
                                 {"region", "us-*"},
                                 {"job", "nightly-*"},
                                 {"probability", 0.5},
                                 {"times", 3},
                                 {"after", 2},
                                 {"ttl", "PT10M"},
                                 {"when", "after"},
                                 {"error", {{"type", "Odd"}, {"message", ""}, {"status", 599}}},
                                 {"latency", {{"uniform", {{"min", 100}, {"max", "PT2S"}}}}}});
  FaultRule expected;
  expected.id = "slow-create_1.a";
  expected.owner = "*";
  expected.operations = {"CreateAutoMLJob", "Describe*"};
  expected.region = "us-*";
  expected.job = "nightly-*";
  expected.probability = 0.5;
  expected.times = 3;
  expected.after = 2;
  expected.ttl = std::chrono::minutes(10);
  expected.when = FaultWhen::kAfter;
  expected.error = FaultError{.type = "Odd", .message = "", .status = 599};
  expected.latency = UniformLatency{.min = milliseconds(100), .max = milliseconds(2'000)};
  EXPECT_EQ(rule, expected);
}

TEST(FaultJsonTest, OneOperationCanBeNamedAlone) {
  EXPECT_THAT(Parsed({{"operation", "StopAutoMLJob"}, {"error", "InternalFailure"}}).operations,
              ElementsAre("StopAutoMLJob"));
}

TEST(FaultJsonTest, KnownErrorsBringTheirMessageAndStatus) {
  struct Case {
    json error;
    FaultError expected;
  };
  const Case cases[] = {
      {"ThrottlingException", {"ThrottlingException", "Rate exceeded", 400}},
      {{{"type", "ThrottlingException"}}, {"ThrottlingException", "Rate exceeded", 400}},
      {{{"type", "ThrottlingException"}, {"message", "Slow down"}},
       {"ThrottlingException", "Slow down", 400}},
      {{{"type", "ThrottlingException"}, {"status", 429}},
       {"ThrottlingException", "Rate exceeded", 429}},
      {"InternalFailure",
       {"InternalFailure",
        "The request processing has failed because of an unknown error, exception or failure.",
        500}},
      {"ServiceUnavailable",
       {"ServiceUnavailable", "The request has failed due to a temporary failure of the server.",
        503}},
      {"RequestTimeout", {"RequestTimeout", "The request did not arrive completely in time.", 408}},
      {{{"type", "com.example#Odd"}, {"status", 418}},
       {"com.example#Odd", "Caused by a fault rule.", 418}},
  };
  for (const Case& c : cases) EXPECT_EQ(Parsed({{"error", c.error}}).error, c.expected) << c.error;
}

TEST(FaultJsonTest, TheKnownErrorsAreSortedAndHaveAStatusOfAnError) {
  const std::vector<std::string> types = KnownFaultErrorTypes();
  EXPECT_TRUE(std::is_sorted(types.begin(), types.end()));
  for (const char* type :
       {"AccessDeniedException", "ExpiredTokenException", "InvalidSignatureException",
        "ResourceLimitExceeded", "UnrecognizedClientException", "ValidationException"}) {
    EXPECT_THAT(types, ::testing::Contains(type));
  }
  for (const std::string& type : types) {
    const auto error = KnownFaultError(type);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->type, type);
    EXPECT_FALSE(error->message.empty());
    EXPECT_GE(error->status, 400U);
    EXPECT_LE(error->status, 599U);
  }
  EXPECT_EQ(KnownFaultError("throttlingException"), std::nullopt);
}

TEST(FaultJsonTest, LatencyHasFourForms) {
  EXPECT_EQ(Parsed({{"latency", 250}}).latency, FaultLatency(FixedLatency{milliseconds(250)}));
  EXPECT_EQ(Parsed({{"latency", "PT1S"}}).latency, FaultLatency(FixedLatency{milliseconds(1'000)}));
  EXPECT_EQ(Parsed({{"latency", {{"fixed", 0.5}}}}).latency,
            FaultLatency(FixedLatency{microseconds(500)}));
  EXPECT_EQ(Parsed({{"latency", {{"lognormal", {{"median", 80}, {"sigma", 0.4}}}}}}).latency,
            FaultLatency(LognormalLatency{milliseconds(80), 0.4, std::nullopt}));
  EXPECT_EQ(
      Parsed({{"latency", {{"lognormal", {{"median", 80}, {"sigma", 2}, {"max", 900}}}}}}).latency,
      FaultLatency(LognormalLatency{milliseconds(80), 2, milliseconds(900)}));
  EXPECT_EQ(Parsed({{"latency", "PT1H"}}).latency, FaultLatency(FixedLatency{kLongestLatency}));
}

TEST(FaultJsonTest, ConnectionFaultsHaveNames) {
  for (const auto& [name, fault] :
       {std::pair{"reset", ConnectionFault::kReset}, std::pair{"empty", ConnectionFault::kEmpty},
        std::pair{"malformed", ConnectionFault::kMalformed},
        std::pair{"hang", ConnectionFault::kHang}}) {
    EXPECT_EQ(Parsed({{"connection", name}}).connection, fault);
    EXPECT_EQ(NameOf(fault), name);
  }
}

TEST(FaultJsonTest, ABadRuleIsRefusedWithPathAndWhatExists) {
  struct Case {
    json with;  // merged into a rule that is good
    ControlError error;
  };
  const std::vector<std::string> operations(kOperations.begin(), kOperations.end());
  const std::string duration_rule =
      R"( must be a duration: ISO 8601 such as "PT10M", "PT0.5S" or "P1DT2H", without years and )"
      R"(months, or a number of milliseconds.)";
  const std::string id_rule = " must consist of letters, digits, '.', '_' and '-'.";
  const std::string type_rule = " must consist of letters, digits, '.', '#', '_' and '-'.";
  const Case cases[] = {
      {{{"probabilty", 1}}, {"There is no field 'probabilty' here.", "/probabilty", kFields}},
      {{{"id", "a b"}}, {"'id'" + id_rule, "/id", {}}},
      {{{"id", ""}}, {"'id' must be a string of 1 to 64 bytes.", "/id", {}}},
      {{{"account", "1"}},
       {"'account' must be 12 digits, or '*' for all accounts.", "/account", {}}},
      {{{"account", "12345678901x"}},
       {"'account' must be 12 digits, or '*' for all accounts.", "/account", {}}},
      {{{"operations", {"StopAutoMLJob", "CreateAutoMlJob"}}},
       {"No operation is named 'CreateAutoMlJob'.", "/operations/1", operations}},
      {{{"operations", {"List*"}}},
       {"No operation is named 'List*'.", "/operations/0", operations}},
      {{{"operations", "StopAutoMLJob"}},
       {"'operations' must be a list of at most 100 strings.", "/operations", {}}},
      {{{"operation", "Stop"}}, {"No operation is named 'Stop'.", "/operation", operations}},
      {{{"operation", "Stop*"}, {"operations", {"Stop*"}}},
       {"'operation' cannot be given together with 'operations'.", "/operation", {}}},
      {{{"region", 1}}, {"'region' must be a string of 1 to 64 bytes.", "/region", {}}},
      {{{"job", ""}}, {"'job' must be a string of 1 to 256 bytes.", "/job", {}}},
      {{{"probability", 1.01}},
       {"'probability' must be a number from 0 to 1.", "/probability", {}}},
      {{{"probability", -0.1}},
       {"'probability' must be a number from 0 to 1.", "/probability", {}}},
      {{{"times", 0}},
       {"'times' must be a whole number from 1 to 9223372036854775807.", "/times", {}}},
      {{{"after", -1}},
       {"'after' must be a whole number from 0 to 9223372036854775807.", "/after", {}}},
      {{{"ttl", "10m"}}, {"'ttl'" + duration_rule, "/ttl", {}}},
      {{{"ttl", 0}}, {"'ttl' must not be shorter than PT0.000001S.", "/ttl", {}}},
      {{{"when", "later"}},
       {"'when' is 'later', which does not exist.", "/when", {"before", "after"}}},
      {{{"error", 5}}, {"'error' must be a JSON object.", "/error", {}}},
      {{{"error", "Odd"}},
       {"The error type 'Odd' is not a known one: it needs a 'status'.", "/error",
        KnownFaultErrorTypes()}},
      {{{"error", "x y"}}, {"'error'" + type_rule, "/error", {}}},
      {{{"error", {{"type", "Odd"}}}},
       {"The error type 'Odd' is not a known one: it needs a 'status'.", "/error/status",
        KnownFaultErrorTypes()}},
      {{{"error", {{"type", "a\r\nb"}, {"status", 400}}}},
       {"'type'" + type_rule, "/error/type", {}}},
      {{{"error", {{"status", 400}}}}, {"'type' is required.", "/error/type", {}}},
      {{{"error", {{"type", "Odd"}, {"status", 200}}}},
       {"'status' must be a whole number from 400 to 599.", "/error/status", {}}},
      {{{"error", {{"type", "Odd"}, {"code", 1}}}},
       {"There is no field 'code' here.", "/error/code", {"type", "message", "status"}}},
      {{{"latency", "soon"}}, {"'latency'" + duration_rule, "/latency", {}}},
      {{{"latency", "PT1H1S"}}, {"'latency' must not be longer than PT1H.", "/latency", {}}},
      {{{"latency", {{"uniform", {{"min", "x"}, {"max", 1}}}}}},
       {"'min'" + duration_rule, "/latency/uniform/min", {}}},
      {{{"latency", {{"uniform", {{"min", 2}, {"max", 1}}}}}},
       {"'max' must not be shorter than 'min'.", "/latency/uniform/max", {}}},
      {{{"latency", {{"uniform", {{"min", 2}}}}}},
       {"'max' is required.", "/latency/uniform/max", {}}},
      {{{"latency", {{"lognormal", {{"median", 1}, {"sigma", -1}}}}}},
       {"'sigma' must be a number from 0 to 10.", "/latency/lognormal/sigma", {}}},
      {{{"latency", {{"lognormal", {{"sigma", 1}}}}}},
       {"'median' is required.", "/latency/lognormal/median", {}}},
      {{{"latency", {{"normal", 1}}}},
       {"There is no field 'normal' here.", "/latency/normal", {"fixed", "uniform", "lognormal"}}},
      {{{"latency", json::object()}},
       {"'latency' must have exactly one of its forms.",
        "/latency",
        {"fixed", "uniform", "lognormal"}}},
      {{{"latency", {{"fixed", 1}, {"uniform", {{"min", 1}, {"max", 2}}}}}},
       {"'latency' must have exactly one of its forms.",
        "/latency",
        {"fixed", "uniform", "lognormal"}}},
      {{{"connection", "drop"}},
       {"'connection' is 'drop', which does not exist.",
        "/connection",
        {"reset", "empty", "malformed", "hang"}}},
      {{{"connection", "reset"}},
       {"'connection' cannot be given together with 'error'.", "/connection", {}}},
  };
  for (const Case& c : cases) {
    json rule = {{"error", "InternalFailure"}};
    rule.update(c.with);
    const auto parsed = ParseFaultRule(rule, Context());
    ASSERT_FALSE(parsed) << rule;
    EXPECT_EQ(parsed.error(), c.error) << rule << parsed.error().message << parsed.error().path;
  }
}

TEST(FaultJsonTest, ARuleMustSayWhatHappens) {
  const auto parsed = ParseFaultRule({{"times", 1}}, Context(), "/rules/3");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error(), (ControlError{"A fault rule must say what happens.",
                                          "/rules/3",
                                          {"error", "latency", "connection"}}));
}

TEST(FaultJsonTest, RulesComeAloneOrAsAList) {
  const json rule = {{"error", "InternalFailure"}};
  EXPECT_EQ(ParseFaultRules(rule, Context())->size(), 1U);
  EXPECT_EQ(ParseFaultRules({rule, rule}, Context())->size(), 2U);
  EXPECT_EQ(ParseFaultRules(json::array(), Context())->size(), 0U);
  EXPECT_EQ(ParseFaultRules({rule, {{"error", 1}}}, Context(), "/faults").error(),
            (ControlError{"'error' must be a JSON object.", "/faults/1/error", {}}));
  EXPECT_EQ(ParseFaultRules("x", Context()).error(),
            (ControlError{"The request must be a JSON object.", "", {}}));
}

TEST(FaultJsonTest, WhatIsWrittenReadsBack) {
  const json cases[] = {
      {{"connection", "malformed"}},
      {{"id", "a"},
       {"account", "*"},
       {"operations", {"Describe*"}},
       {"region", "eu-west-1"},
       {"job", "j*"},
       {"probability", 0.25},
       {"times", 9},
       {"after", 1},
       {"ttl", "P1DT0.5S"},
       {"when", "after"},
       {"error", {{"type", "Odd"}, {"message", "m"}, {"status", 503}}},
       {"latency", {{"lognormal", {{"median", 80}, {"sigma", 0.5}, {"max", 900}}}}}},
      {{"latency", {{"uniform", {{"min", 80}, {"max", 81}}}}}},
      {{"latency", 5}},
  };
  for (const json& value : cases) {
    const FaultRule rule = Parsed(value);
    EXPECT_EQ(Parsed(ToJson(rule)), rule) << ToJson(rule);
  }
}

TEST(FaultJsonTest, AStatusIsTheRuleWithItsState) {
  FaultStatus status;
  status.rule = Parsed({{"id", "a"}, {"connection", "empty"}, {"times", 2}});
  status.added = Timestamp(std::chrono::seconds(1));
  status.matched = 3;
  status.hits = 2;
  status.spent = true;
  EXPECT_EQ(ToJson(status), json::parse(R"({
    "id": "a", "account": "111111111111", "connection": "empty", "times": 2, "after": 0,
    "probability": 1.0, "when": "before",
    "state": {"added": "1970-01-01T00:00:01.000Z", "matched": 3, "hits": 2, "spent": true,
              "expired": false}})"));
}

}  // namespace
}  // namespace autopilot
