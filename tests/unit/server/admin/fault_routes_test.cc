#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

constexpr auto kFaults = "/_autopilot/faults";

class FaultRoutesTest : public ::testing::Test {
 protected:
  std::string List(std::string_view account = "") {
    return server_.Call("ListAutoMLJobs", json::object(), account).Error();
  }
  std::vector<std::string> Ids(const std::string& query = "") {
    std::vector<std::string> ids;
    const json list = server_.Done("GET", kFaults + query);
    for (const json& rule : list["faults"]) ids.push_back(rule["id"]);
    return ids;
  }

  ControlUnderTest server_;
};

TEST_F(FaultRoutesTest, ARuleStrikesUntilItIsSpent) {
  const json added = server_.Done("POST", kFaults,
                                  {{"id", "once"},
                                   {"operation", "ListAutoMLJobs"},
                                   {"error", "ThrottlingException"},
                                   {"times", 1}});
  EXPECT_EQ(added["faults"][0]["state"]["hits"], 0);
  const Answer struck = server_.Call("ListAutoMLJobs", json::object());
  EXPECT_EQ(struck.status, 400U);
  EXPECT_EQ(struck.Error(), "ThrottlingException: Rate exceeded");
  EXPECT_EQ(List(), "");
  const json state = server_.Done("GET", "/_autopilot/faults/once")["state"];
  EXPECT_EQ(state["hits"], 1);
  EXPECT_EQ(state["spent"], true);
}

TEST_F(FaultRoutesTest, AnErrorIsOfAnyCodeAndStatus) {
  server_.Done("POST", kFaults,
               {{"error", {{"type", "ModelError"}, {"message", "not today"}, {"status", 424}}}});
  const Answer struck = server_.Call("ListAutoMLJobs", json::object());
  EXPECT_EQ(struck.status, 424U);
  EXPECT_EQ(struck.Error(), "ModelError: not today");
}

TEST_F(FaultRoutesTest, ARuleAfterTheOperationReplacesTheAnswerOfWhatHasRun) {
  server_.Done("POST", kFaults,
               {{"operation", "Create*"}, {"error", "InternalFailure"}, {"when", "after"}});
  EXPECT_EQ(server_.Call("CreateAutoMLJob", CreateV1("job")).status, 500U);
  EXPECT_EQ(server_.StatusOf("job"), "InProgress/Starting");
}

TEST_F(FaultRoutesTest, ConnectionFaultsReachTheServer) {
  for (const char* name : {"reset", "empty", "malformed", "hang"}) {
    server_.Done("PUT", kFaults, {{"connection", name}});
    const Answer answer = server_.Send(SageMakerRequest("ListAutoMLJobs", "{}"));
    EXPECT_TRUE(answer.response.connection_fault.has_value()) << name;
  }
}

TEST_F(FaultRoutesTest, ALatencyDelaysTheAnswer) {
  server_.Done("POST", kFaults, {{"latency", 30}});
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(List(), "");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(30));
}

TEST_F(FaultRoutesTest, RulesAreOfOneAccountOrOfAll) {
  server_.Done("POST", kFaults, {{"error", "SlowDown"}}, SignedBy("111111111111"));
  server_.Done("POST", kFaults, {{"id", "all"}, {"account", "*"}, {"error", "ServiceUnavailable"}});
  EXPECT_EQ(List("111111111111"), "SlowDown: Please reduce your request rate.");
  EXPECT_EQ(server_.Call("ListAutoMLJobs", json::object(), "222222222222").status, 503U);
  EXPECT_EQ(Ids(), (std::vector<std::string>{"all"}));
  EXPECT_EQ(Ids("?account=111111111111").size(), 2U);
  EXPECT_EQ(server_.Done("DELETE", std::string(kFaults) + "?account=*")["removed"], 1);
  EXPECT_EQ(List(), "");
  EXPECT_NE(List("111111111111"), "");
}

TEST_F(FaultRoutesTest, AListIsAddedAllOrNothing) {
  const json rules{{{"id", "a"}, {"error", "SlowDown"}}, {{"id", "b"}, {"eror", "SlowDown"}}};
  const Answer answer = server_.Control("POST", kFaults, rules);
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(answer.body["path"], "/1/eror");
  EXPECT_TRUE(Ids().empty());
}

TEST_F(FaultRoutesTest, PutReplacesAllOrOne) {
  server_.Done("POST", kFaults, {{"id", "a"}, {"error", "SlowDown"}});
  server_.Done("PUT", kFaults,
               json::parse(R"([{"id":"b","error":"SlowDown"},{"id":"c","latency":0}])"));
  EXPECT_EQ(Ids(), (std::vector<std::string>{"b", "c"}));
  server_.Done("PUT", "/_autopilot/faults/b", {{"error", "ServiceUnavailable"}});
  server_.Done("PUT", "/_autopilot/faults/d", {{"error", "ServiceUnavailable"}});
  EXPECT_EQ(Ids(), (std::vector<std::string>{"b", "c", "d"}));
  EXPECT_EQ(server_.Done("GET", "/_autopilot/faults/b")["error"]["type"], "ServiceUnavailable");
  EXPECT_EQ(server_.Done("DELETE", "/_autopilot/faults/b")["removed"], "b");
  EXPECT_EQ(server_.Done("DELETE", kFaults)["removed"], 2);
  EXPECT_TRUE(Ids().empty());
}

TEST_F(FaultRoutesTest, AnUnknownIdIsToldWithThoseThatExist) {
  server_.Done("PUT", "/_autopilot/faults/a", {{"error", "SlowDown"}});
  for (const char* method : {"GET", "DELETE"}) {
    ExpectRefused(server_.Control(method, "/_autopilot/faults/b"),
                  {.status = 404,
                   .type = "NotFoundException",
                   .message = "The account 000000000000 has no fault rule b.",
                   .available = {"a"}});
  }
}

struct BadFault {
  std::string name, method, target;
  json body;
  std::string message, path;
  std::vector<std::string> available = {};
};

void PrintTo(const BadFault& c, std::ostream* out) { *out << c.name; }

class BadFaultTest : public ::testing::TestWithParam<BadFault> {};

TEST_P(BadFaultTest, IsRefused) {
  ControlUnderTest server;
  const BadFault& c = GetParam();
  ExpectRefused(server.Control(c.method, c.target, c.body),
                {.message = c.message, .path = c.path, .available = c.available});
  EXPECT_EQ(server.Done("GET", kFaults)["faults"], json::array());
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadFaultTest,
    ::testing::Values(
        BadFault{"Nothing",
                 "POST",
                 kFaults,
                 json::object(),
                 "A fault rule must say what happens.",
                 "",
                 {"error", "latency", "connection"}},
        BadFault{"NoBody", "POST", kFaults, nullptr, "The request must be a JSON object.", ""},
        BadFault{"OtherAccount", "PUT", kFaults,
                 json::parse(R"([{"error":"SlowDown","account":"111111111111"}])"),
                 "The rules of the account 000000000000 are replaced, but this one is of "
                 "111111111111.",
                 "/0/account"},
        BadFault{"OtherId",
                 "PUT",
                 "/_autopilot/faults/a",
                 {{"id", "b"}, {"error", "SlowDown"}},
                 "'id' is 'b', but the path names 'a'.",
                 "/id"},
        BadFault{"IdInPath",
                 "PUT",
                 "/_autopilot/faults/a%20b",
                 {{"error", "SlowDown"}},
                 "'id' must consist of letters, digits, '.', '_' and '-'.",
                 "/id"},
        BadFault{"Connection",
                 "POST",
                 kFaults,
                 {{"connection", "cut"}},
                 "'connection' is 'cut', which does not exist.",
                 "/connection",
                 {"reset", "empty", "malformed", "hang"}}),
    [](const auto& test) { return test.param.name; });

TEST_F(FaultRoutesTest, AnUnknownOperationIsToldWithThoseThatExist) {
  const Answer answer =
      server_.Control("POST", kFaults, {{"operation", "CreateJob"}, {"error", "SlowDown"}});
  EXPECT_EQ(answer.Error(), "ValidationException: No operation is named 'CreateJob'.");
  EXPECT_EQ(answer.body["path"], "/operation");
  EXPECT_THAT(answer.body["available"], ::testing::Contains("CreateAutoMLJobV2"));
}

}  // namespace
}  // namespace autopilot::testing
