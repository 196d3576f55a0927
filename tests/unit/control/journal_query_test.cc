#include "control/journal_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 2> kOperations = {"CreateAutoMLJob", "ListTags"};
const std::vector<std::string> kFields = {"account",    "operation", "job",   "status",
                                          "error_type", "request",   "since", "limit"};

ControlContext Context() { return {.account = "111111111111", .operations = kOperations}; }

JournalQuery Parsed(const json& value) {
  const auto query = ParseJournalQuery(value, Context());
  EXPECT_TRUE(query) << value << query.error().message;
  return query.value_or(JournalQuery{});
}

JournalEntry Entry() {
  JournalEntry entry;
  entry.sequence = 7;
  entry.time = Timestamp(std::chrono::milliseconds(1'500));
  entry.request_id = "id-1";
  entry.operation = "CreateAutoMLJob";
  entry.account = "111111111111";
  entry.region = "us-east-1";
  entry.access_key_id = "111111111111";
  entry.job_name = "Nightly-1";
  entry.request = R"({"AutoMLJobName": "Nightly-1", "AutoMLJobConfig": {"Mode": "AUTO"}, "Max": 3,)"
                  R"( "Tags": [{"Key": "team", "Value": "a"}, {"Key": "env", "Value": "b"}]})";
  entry.status = 400;
  entry.error_type = "ThrottlingException";
  entry.error_message = "Rate exceeded";
  entry.latency = std::chrono::microseconds(1'250);
  return entry;
}

TEST(JournalQueryTest, EveryConditionCounts) {
  struct Case {
    json query;
    bool matches;
  };
  const auto request = [](json condition) { return json{{"request", {std::move(condition)}}}; };
  const Case cases[] = {
      {json::object(), true},
      {{{"account", "*"}}, true},
      {{{"account", "222222222222"}}, false},
      {{{"operation", "CreateAutoMLJob"}}, true},
      {{{"operation", "Create*"}}, true},
      {{{"operation", "ListTags"}}, false},
      {{{"operation", ""}}, false},
      {{{"job", "nightly-*"}}, true},
      {{{"job", "daily-*"}}, false},
      {{{"status", 400}}, true},
      {{{"status", 200}}, false},
      {{{"error_type", "ThrottlingException"}}, true},
      {{{"error_type", ""}}, false},
      {{{"since", 6}}, true},
      {{{"since", 7}}, false},
      {request({{"pointer", "/AutoMLJobConfig/Mode"}, {"equals", "AUTO"}}), true},
      {request({{"pointer", "/AutoMLJobConfig/Mode"}, {"equals", "auto"}}), false},
      {request({{"pointer", "/Max"}, {"equals", 3.0}}), true},
      {request({{"pointer", "/Nope"}, {"equals", nullptr}}), false},
      {request({{"pointer", "/AutoMLJobConfig"}, {"equals", {{"Mode", "AUTO"}}}}), true},
      {request({{"pointer", "/Max"}, {"exists", true}}), true},
      {request({{"pointer", "/Max"}, {"exists", false}}), false},
      {request({{"pointer", "/Nope"}, {"exists", false}}), true},
      {request({{"pointer", "/AutoMLJobName"}, {"matches", "Night*"}}), true},
      {request({{"pointer", "/AutoMLJobName"}, {"matches", "night*"}}), false},
      {request({{"pointer", "/Max"}, {"matches", "*"}}), false},
      {request({{"pointer", "/Tags"}, {"contains", {{{"Key", "env"}}}}}), true},
      {request({{"pointer", "/Tags"}, {"contains", {{{"Key", "none"}}}}}), false},
      {request({{"pointer", ""}, {"contains", {{"Max", 3}}}}), true},
      {{{"status", 400}, {"request", {{{"pointer", "/Max"}, {"equals", 4}}}}}, false},
      {{{"request", {{{"pointer", "/Max"}, {"equals", 3}}, {{"pointer", "/Max"}, {"equals", 4}}}}},
       false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Matches(Parsed(c.query), Entry()), c.matches) << c.query;
  }
}

TEST(JournalQueryTest, OfARequestThatIsNoJsonOrWasCutNothingIsKnown) {
  JournalEntry entry = Entry();
  const auto exists = Parsed({{"request", {{{"pointer", "/Max"}, {"exists", true}}}}});
  const auto is_absent = Parsed({{"request", {{{"pointer", "/Max"}, {"exists", false}}}}});
  ASSERT_TRUE(Matches(exists, entry));
  entry.request_cut = true;
  EXPECT_FALSE(Matches(exists, entry));
  EXPECT_TRUE(Matches(is_absent, entry));
  entry.request_cut = false;
  entry.request = "{";
  EXPECT_FALSE(Matches(exists, entry));
}

TEST(JournalQueryTest, ACallWithoutAJobMeetsNoConditionOnJobs) {
  JournalEntry entry = Entry();
  entry.job_name = "";
  EXPECT_FALSE(Matches(Parsed({{"job", "*"}}), entry));
}

TEST(JournalQueryTest, AnUnusableTargetIsAskedForByTheEmptyName) {
  JournalEntry entry = Entry();
  entry.operation = "";
  EXPECT_TRUE(Matches(Parsed({{"operation", ""}}), entry));
  EXPECT_TRUE(Matches(Parsed({{"operation", "*"}}), entry));
}

TEST(JournalQueryTest, CountersAnswerForAccountOperationAndError) {
  EXPECT_TRUE(IsAnsweredByCounters(Parsed(json::object())));
  EXPECT_TRUE(IsAnsweredByCounters(
      Parsed({{"account", "*"}, {"operation", "C*"}, {"error_type", ""}, {"limit", 1}})));
  EXPECT_FALSE(IsAnsweredByCounters(Parsed({{"job", "*"}})));
  EXPECT_FALSE(IsAnsweredByCounters(Parsed({{"status", 200}})));
  EXPECT_FALSE(IsAnsweredByCounters(Parsed({{"since", 1}})));
  EXPECT_FALSE(IsAnsweredByCounters(Parsed({{"request", {{{"pointer", ""}, {"exists", true}}}}})));
}

TEST(JournalQueryTest, EveryFieldIsRead) {
  JournalQuery expected;
  expected.account = "111111111111";
  EXPECT_EQ(Parsed(json::object()), expected);
  expected.account = "222222222222";
  expected.operation = "List*";
  expected.job = "j*";
  expected.status = 503;
  expected.error_type = "ServiceUnavailable";
  expected.request = {
      {.pointer = "/a", .kind = RequestCondition::Kind::kMatches, .expected = "x*"}};
  expected.since = 12;
  expected.limit = 5;
  EXPECT_EQ(Parsed({{"account", "222222222222"},
                    {"operation", "List*"},
                    {"job", "j*"},
                    {"status", 503},
                    {"error_type", "ServiceUnavailable"},
                    {"request", {{{"pointer", "/a"}, {"matches", "x*"}}}},
                    {"since", 12},
                    {"limit", 5}}),
            expected);
}

TEST(JournalQueryTest, ABadQueryIsRefusedWithPathAndWhatExists) {
  struct Case {
    json query;
    ControlError error;
  };
  const std::vector<std::string> kinds = {"equals", "exists", "matches", "contains"};
  const std::vector<std::string> condition = {"pointer", "equals", "exists", "matches", "contains"};
  const auto request = [](json one) { return json{{"request", {std::move(one)}}}; };
  const Case cases[] = {
      {json::array(), {"The request must be a JSON object.", "", {}}},
      {{{"op", 1}}, {"There is no field 'op' here.", "/op", kFields}},
      {{{"account", "1"}},
       {"'account' must be 12 digits, or '*' for all accounts.", "/account", {}}},
      {{{"operation", "Create"}},
       {"No operation is named 'Create'.", "/operation", {"CreateAutoMLJob", "ListTags"}}},
      {{{"status", 600}}, {"'status' must be a whole number from 0 to 599.", "/status", {}}},
      {{{"limit", 0}}, {"'limit' must be a whole number from 1 to 10000.", "/limit", {}}},
      {{{"since", -1}},
       {"'since' must be a whole number from 0 to 9223372036854775807.", "/since", {}}},
      {{{"request", json::object()}},
       {"'request' must be a list of at most 100 JSON objects.", "/request", {}}},
      {request(1), {"'/request/0' must be a JSON object.", "/request/0", {}}},
      {request({{"equals", 1}}), {"'pointer' is required.", "/request/0/pointer", {}}},
      {request({{"pointer", "a"}, {"equals", 1}}),
       {"'pointer' must be a JSON pointer such as '/AutoMLJobConfig/Mode'.",
        "/request/0/pointer",
        {}}},
      {request({{"pointer", "/a"}}),
       {"A condition must say exactly one thing.", "/request/0", kinds}},
      {request({{"pointer", "/a"}, {"equals", 1}, {"exists", true}}),
       {"A condition must say exactly one thing.", "/request/0", kinds}},
      {request({{"pointer", "/a"}, {"exists", 1}}),
       {"'exists' must be true or false.", "/request/0/exists", {}}},
      {request({{"pointer", "/a"}, {"equal", 1}}),
       {"There is no field 'equal' here.", "/request/0/equal", condition}},
  };
  for (const Case& c : cases) {
    const auto parsed = ParseJournalQuery(c.query, Context());
    ASSERT_FALSE(parsed) << c.query;
    EXPECT_EQ(parsed.error(), c.error) << c.query << parsed.error().message;
  }
}

TEST(JournalQueryTest, AnEntryIsShownWithoutWhatIsEmpty) {
  JournalEntry entry;
  entry.sequence = 1;
  entry.account = "111111111111";
  entry.region = "us-east-1";
  entry.status = 200;
  EXPECT_EQ(ToJson(entry), json::parse(R"({
    "sequence": 1, "time": "1970-01-01T00:00:00.000Z", "account": "111111111111",
    "region": "us-east-1", "status": 200, "latency_ms": 0.0})"));
}

TEST(JournalQueryTest, AnEntryIsShownWithAllThatIsKnown) {
  JournalEntry entry = Entry();
  entry.request = R"({"a": [1]})";
  entry.warnings = {"unknown member 'Foo'"};
  entry.scenario = "failed";
  entry.fault_id = "fault-1";
  entry.connection_fault = "reset";
  EXPECT_EQ(ToJson(entry), json::parse(R"({
    "sequence": 7, "time": "1970-01-01T00:00:01.500Z", "request_id": "id-1",
    "operation": "CreateAutoMLJob", "account": "111111111111", "region": "us-east-1",
    "access_key_id": "111111111111", "job_name": "Nightly-1", "request": {"a": [1]},
    "status": 400, "error_type": "ThrottlingException", "error_message": "Rate exceeded",
    "latency_ms": 1.25, "warnings": ["unknown member 'Foo'"], "scenario": "failed",
    "fault_id": "fault-1", "connection_fault": "reset"})"));
}

TEST(JournalQueryTest, ARequestThatIsNoJsonIsShownAsText) {
  JournalEntry entry = Entry();
  entry.request = "{\"a\": \xff";
  json shown = ToJson(entry);
  EXPECT_EQ(shown["request_text"], "{\"a\": \xef\xbf\xbd");
  EXPECT_FALSE(shown.contains("request"));
  EXPECT_FALSE(shown.contains("request_cut"));
  entry.request = "[1]";
  entry.request_cut = true;
  shown = ToJson(entry);
  EXPECT_EQ(shown["request_text"], "[1]");
  EXPECT_EQ(shown["request_cut"], true);
  entry.request = std::string(Journal::kMaxRequestBytes, '[');
  entry.request_cut = false;
  EXPECT_EQ(ToJson(entry)["request_text"], entry.request);
}

TEST(JournalQueryTest, ACountSaysWhetherItIsExact) {
  EXPECT_EQ(ToJson(JournalCount{.count = 3, .evicted = 2, .exact = false}),
            (json{{"count", 3}, {"evicted", 2}, {"exact", false}}));
}

}  // namespace
}  // namespace autopilot
