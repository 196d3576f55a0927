#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

constexpr auto kJournal = "/_autopilot/journal";
constexpr auto kFind = "/_autopilot/journal/find";
constexpr auto kCount = "/_autopilot/journal/count";

class JournalRoutesTest : public ::testing::Test {
 protected:
  std::vector<std::string> Operations(const json& answer) {
    std::vector<std::string> operations;
    for (const json& entry : answer["entries"]) operations.push_back(entry.value("operation", ""));
    return operations;
  }
  void CallSome() {
    server_.Create("nightly-1", {{"AutoMLJobConfig", {{"Mode", "ENSEMBLING"}}}});
    server_.StatusOf("nightly-1");
    server_.StatusOf("missing");
  }

  ControlUnderTest server_;
};

TEST_F(JournalRoutesTest, TellsWhatWasAskedAndAnswered) {
  CallSome();
  const json answer = server_.Done("GET", kJournal);
  EXPECT_EQ(Operations(answer), (std::vector<std::string>{"CreateAutoMLJob", "DescribeAutoMLJob",
                                                          "DescribeAutoMLJob"}));
  EXPECT_EQ(answer["last_sequence"], 3);
  const json& first = answer["entries"][0];
  EXPECT_EQ(first["job_name"], "nightly-1");
  EXPECT_EQ(first["status"], 200);
  EXPECT_EQ(first["request"]["AutoMLJobConfig"]["Mode"], "ENSEMBLING");
  EXPECT_EQ(first["time"], "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(answer["entries"][2]["error_type"], "ResourceNotFound");
  const std::string id = first["request_id"];
  EXPECT_EQ(server_.Done("GET", "/_autopilot/journal/" + id), first);
}

TEST_F(JournalRoutesTest, LimitAndSinceCutTheList) {
  CallSome();
  EXPECT_EQ(server_.Done("GET", "/_autopilot/journal?limit=1")["entries"][0]["sequence"], 3);
  EXPECT_EQ(server_.Done("GET", "/_autopilot/journal?since=1&limit=1")["entries"][0]["sequence"],
            2);
}

TEST_F(JournalRoutesTest, FindsAndCountsByConditions) {
  CallSome();
  EXPECT_EQ(Operations(server_.Done("POST", kFind, {{"operation", "Describe*"}, {"status", 400}})),
            (std::vector<std::string>{"DescribeAutoMLJob"}));
  const json mode{{"pointer", "/AutoMLJobConfig/Mode"}, {"equals", "ENSEMBLING"}};
  EXPECT_EQ(server_.Done("POST", kCount, {{"request", {mode}}})["count"], 1);
  EXPECT_EQ(server_.Done("POST", kCount, {{"operation", "CreateAutoMLJob"}}),
            json({{"account", "000000000000"}, {"count", 1}, {"evicted", 0}, {"exact", true}}));
  EXPECT_EQ(server_.Done("POST", kCount)["count"], 3);
}

TEST_F(JournalRoutesTest, EachAccountSeesItsOwn) {
  CallSome();
  server_.Create("other", nullptr, "111111111111");
  EXPECT_EQ(server_.Done("POST", kCount, nullptr, SignedBy("111111111111"))["count"], 1);
  EXPECT_EQ(server_.Done("POST", kCount, {{"account", "*"}})["count"], 4);
  EXPECT_EQ(server_.Done("GET", "/_autopilot/journal?account=*")["entries"].size(), 4U);
  EXPECT_EQ(server_.Done("DELETE", kJournal), json({{"account", "000000000000"}, {"removed", 3}}));
  EXPECT_EQ(server_.Done("POST", kCount, {{"account", "*"}})["count"], 1);
}

TEST_F(JournalRoutesTest, NamesScenarioAndFault) {
  server_.Done("PUT", "/_autopilot/default-scenario", {{"default_scenario", "stuck"}});
  server_.Create("job");
  server_.Done("POST", "/_autopilot/faults", {{"id", "f"}, {"connection", "empty"}});
  server_.Send(SageMakerRequest("ListAutoMLJobs", "{}"));
  const json entries = server_.Done("GET", kJournal)["entries"];
  EXPECT_EQ(entries[0]["scenario"], "stuck");
  EXPECT_EQ(entries[1]["fault_id"], "f");
  EXPECT_EQ(entries[1]["connection_fault"], "empty");
}

TEST_F(JournalRoutesTest, ControlRequestsAreNotInIt) {
  server_.Done("GET", "/_autopilot/clock");
  EXPECT_EQ(server_.Done("GET", kJournal)["entries"], json::array());
}

TEST_F(JournalRoutesTest, NearMissesSayWhichConditionWasNotMet) {
  server_.Done("POST", "/_autopilot/faults",
               {{"id", "f"}, {"operation", "Create*"}, {"job", "weekly-*"}, {"error", "SlowDown"}});
  server_.Create("nightly-1");
  server_.Create("weekli-1", nullptr, "111111111111");
  const json near_misses = server_.Done("GET", "/_autopilot/near-misses")["near_misses"];
  ASSERT_EQ(near_misses.size(), 1U);
  EXPECT_EQ(near_misses[0]["fault_id"], "f");
  EXPECT_EQ(near_misses[0]["condition"], "job");
  EXPECT_EQ(near_misses[0]["expected"], "weekly-*");
  EXPECT_EQ(near_misses[0]["actual"], "nightly-1");
}

struct BadQuery {
  std::string name, method, target;
  json body;
  unsigned status;
  std::string error, path;
};

void PrintTo(const BadQuery& c, std::ostream* out) { *out << c.name; }

class BadQueryTest : public ::testing::TestWithParam<BadQuery> {};

TEST_P(BadQueryTest, IsRefused) {
  ControlUnderTest server;
  const BadQuery& c = GetParam();
  const Answer answer = server.Control(c.method, c.target, c.body);
  EXPECT_EQ(answer.status, c.status);
  EXPECT_EQ(answer.Error(), c.error);
  EXPECT_EQ(answer.body.value("path", ""), c.path);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadQueryTest,
    ::testing::Values(
        BadQuery{"LimitText", "GET", "/_autopilot/journal?limit=all", nullptr, 400,
                 "ValidationException: 'limit' must be a whole number from 1 to 10000.", "/limit"},
        BadQuery{"LimitZero", "GET", "/_autopilot/journal?limit=0", nullptr, 400,
                 "ValidationException: 'limit' must be a whole number from 1 to 10000.", "/limit"},
        BadQuery{"UnknownField",
                 "POST",
                 kFind,
                 {{"operations", "x"}},
                 400,
                 "ValidationException: There is no field 'operations' here.",
                 "/operations"},
        BadQuery{"Operation",
                 "POST",
                 kCount,
                 {{"operation", "Creat"}},
                 400,
                 "ValidationException: No operation is named 'Creat'.",
                 "/operation"},
        BadQuery{"Condition",
                 "POST",
                 kCount,
                 {{"request", {{{"pointer", "Mode"}, {"exists", true}}}}},
                 400,
                 "ValidationException: 'pointer' must be a JSON pointer such as "
                 "'/AutoMLJobConfig/Mode'.",
                 "/request/0/pointer"},
        BadQuery{"RequestId", "GET", "/_autopilot/journal/nope", nullptr, 404,
                 "NotFoundException: The journal has no request nope of the account 000000000000.",
                 ""}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace autopilot::testing
