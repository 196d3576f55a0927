#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "common/wall_clock.h"
#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr auto kWait = "/_autopilot/wait";

class WaitRoutesTest : public ::testing::Test {
 protected:
  WaitRoutesTest() { server_.Done("POST", "/_autopilot/clock/freeze"); }

  static bool IsPending(const std::future<Answer>& answer) {
    return answer.wait_for(milliseconds(20)) == std::future_status::timeout;
  }

  ControlUnderTest server_;
};

TEST_F(WaitRoutesTest, EndsWhenTheJobReachesTheStatus) {
  auto answer = server_.ControlLater("POST", kWait, {{"job", "job"}, {"status", "Completed"}});
  EXPECT_TRUE(IsPending(answer)) << "there is no job yet";
  server_.Create("job");
  EXPECT_TRUE(IsPending(answer));
  server_.Done("POST", "/_autopilot/clock/advance", {{"by", "P1D"}});
  const Answer met = answer.get();
  EXPECT_EQ(met.status, 200U);
  EXPECT_EQ(met.body["met"], true);
  EXPECT_EQ(met.body["job"]["AutoMLJobStatus"], "Completed");
}

TEST_F(WaitRoutesTest, EndsWhenTheJobIsAdvancedToThePhase) {
  server_.Create("job");
  auto answer = server_.ControlLater(
      "POST", kWait, {{"job", "job"}, {"secondary_status", {"ModelTuning", "TrainingModels"}}});
  EXPECT_TRUE(IsPending(answer));
  server_.Done("POST", "/_autopilot/jobs/job/advance", {{"to", "ModelTuning"}});
  EXPECT_EQ(answer.get().body["job"]["AutoMLJobSecondaryStatus"], "ModelTuning");
}

TEST_F(WaitRoutesTest, EndsAtOnceWhatIsSoAlready) {
  server_.Create("job");
  EXPECT_EQ(
      server_.Done("POST", kWait, {{"job", "JOB"}, {"status", {"InProgress", "Failed"}}})["met"],
      true);
}

TEST_F(WaitRoutesTest, AnEndedJobIsNotWaitedFor) {
  server_.Create("job");
  server_.Done("POST", "/_autopilot/jobs/job/advance", {{"to", "end"}});
  const Answer answer = server_.Control("POST", kWait, {{"job", "job"}, {"status", "Failed"}});
  EXPECT_EQ(answer.status, 409U);
  EXPECT_EQ(answer.body["met"], false);
  EXPECT_EQ(answer.body["job"]["AutoMLJobStatus"], "Completed");
}

TEST_F(WaitRoutesTest, AfterTheTimeoutTheLastLookIsTold) {
  server_.Create("job");
  const Answer job =
      server_.Control("POST", kWait, {{"job", "job"}, {"status", "Completed"}, {"timeout", 10}});
  EXPECT_EQ(job.status, 408U);
  EXPECT_EQ(job.body["met"], false);
  EXPECT_EQ(job.body["job"]["AutoMLJobStatus"], "InProgress");
  const Answer missing =
      server_.Control("POST", kWait, {{"job", "none"}, {"status", "Completed"}, {"timeout", 0}});
  EXPECT_EQ(missing.status, 408U);
  EXPECT_EQ(missing.body, json({{"met", false}, {"job", nullptr}}));
  const Answer calls = server_.Control("POST", kWait, {{"operation", "ListTags"}, {"timeout", 0}});
  EXPECT_EQ(calls.status, 408U);
  EXPECT_EQ(calls.body, json({{"met", false}, {"count", 0}, {"evicted", 0}, {"exact", true}}));
}

TEST_F(WaitRoutesTest, EndsWhenSoManyCallsHaveBeenMade) {
  auto answer = server_.ControlLater(
      "POST", kWait,
      {{"operation", "Describe*"}, {"job", "nightly-*"}, {"status", 400}, {"count", 2}});
  server_.StatusOf("nightly-1");
  server_.StatusOf("weekly-1");
  EXPECT_TRUE(IsPending(answer));
  server_.StatusOf("nightly-2");
  EXPECT_EQ(answer.get().body["count"], 2);
}

// The system's clock moves by itself: nobody tells the wait that the job has changed.
TEST(WaitRoutes, ARunningClockEndsTheWait) {
  ControlUnderTest server;
  const WallClock wall;
  server.clock.Set(wall.Now());
  Readiness readiness;
  Control control(server.store(), wall, {}, {});
  ControlApi api(
      {}, {}, server.store(), control, readiness, [] { return std::string(); },
      [](const ControlRecord&) {});
  server.Done("PUT", "/_autopilot/speed", {{"speed", 1000000}});
  server.Create("job");
  std::promise<Response> promise;
  api.HandleOwn({.method = "POST",
                 .target = kWait,
                 .headers = {},
                 .body = R"({"job":"job","status":"Completed","timeout":"PT1M"})"},
                [&promise](Response response) { promise.set_value(std::move(response)); });
  EXPECT_EQ(promise.get_future().get().status, 200U);
  control.Stop();
}

TEST_F(WaitRoutesTest, AServerThatStopsAnswersAllWhoWait) {
  auto job = server_.ControlLater("POST", kWait, {{"job", "job"}, {"status", "Completed"}});
  auto calls = server_.ControlLater("POST", kWait, {{"operation", "ListTags"}});
  EXPECT_TRUE(IsPending(job));
  server_.control().Stop();
  const Refused stopping{
      .status = 503, .type = "ServiceUnavailable", .message = "The server is shutting down."};
  ExpectRefused(job.get(), stopping);
  ExpectRefused(calls.get(), stopping);
  ExpectRefused(server_.Control("POST", kWait, {{"operation", "ListTags"}}), stopping);
}

struct BadWait {
  std::string name;
  json body;
  std::string message, path;
  std::vector<std::string> available = {};
};

void PrintTo(const BadWait& c, std::ostream* out) { *out << c.name; }

class BadWaitTest : public ::testing::TestWithParam<BadWait> {};

TEST_P(BadWaitTest, IsRefused) {
  ControlUnderTest server;
  const BadWait& c = GetParam();
  ExpectRefused(server.Control("POST", kWait, c.body),
                {.message = c.message, .path = c.path, .available = c.available});
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadWaitTest,
    ::testing::Values(BadWait{"Nothing", json::object(), "'job' is required.", "/job"},
                      BadWait{"NoStatus",
                              {{"job", "x"}},
                              "'status' must be given, or 'secondary_status', or both.",
                              "/status"},
                      BadWait{"Status",
                              {{"job", "x"}, {"status", "Complete"}},
                              "'status' is 'Complete', which does not exist.",
                              "/status",
                              {"Completed", "InProgress", "Failed", "Stopped", "Stopping"}},
                      BadWait{"NoStatuses",
                              {{"job", "x"}, {"status", json::array()}},
                              "'status' must be a name or a list of names that exist.",
                              "/status",
                              {"Completed", "InProgress", "Failed", "Stopped", "Stopping"}},
                      BadWait{
                          "JobField",
                          {{"job", "x"}, {"status", "Completed"}, {"state", 1}},
                          "There is no field 'state' here.",
                          "/state",
                          {"account", "job", "status", "secondary_status", "region", "timeout"}},
                      BadWait{"AllAccounts",
                              {{"job", "x"}, {"status", "Completed"}, {"account", "*"}},
                              "'account' cannot be '*' here: a job is of one account.",
                              "/account"},
                      BadWait{"TooLong",
                              {{"job", "x"}, {"status", "Completed"}, {"timeout", "PT61M"}},
                              "'timeout' must not be longer than PT1H.",
                              "/timeout"},
                      BadWait{"CallsField",
                              {{"operation", "ListTags"}, {"secondary_status", "Starting"}},
                              "There is no field 'secondary_status' here.",
                              "/secondary_status",
                              {"account", "count", "timeout", "operation", "job", "status",
                               "error_type", "request", "since"}},
                      BadWait{"CallsCount",
                              {{"operation", "ListTags"}, {"count", 0}},
                              "'count' must be a whole number from 1 to 1000000000.",
                              "/count"},
                      BadWait{"CallsStatus",
                              {{"operation", "ListTags"}, {"status", "Completed"}},
                              "'status' must be a whole number from 0 to 599.",
                              "/status"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace autopilot::testing
