#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

class ClockRoutesTest : public ::testing::Test {
 protected:
  json Describe(const std::string& job) {
    return server_.Get("DescribeAutoMLJob", {{"AutoMLJobName", job}});
  }

  ControlUnderTest server_;
};

TEST_F(ClockRoutesTest, AClockThatNobodyHasSetIsTheWallClock) {
  EXPECT_EQ(server_.Done("GET", "/_autopilot/clock"), json({{"account", "000000000000"},
                                                            {"mode", "running"},
                                                            {"now", "2026-01-01T00:00:00.000Z"},
                                                            {"wall", "2026-01-01T00:00:00.000Z"},
                                                            {"speed", 600.0}}));
}

TEST_F(ClockRoutesTest, AFrozenClockStandsStillUntilItRunsOnFromItsValue) {
  server_.Done("POST", "/_autopilot/clock/freeze");
  server_.clock.Advance(std::chrono::hours(5));
  server_.Create("job");
  EXPECT_EQ(server_.StatusOf("job"), "InProgress/Starting");
  EXPECT_EQ(Describe("job")["CreationTime"], 1767225600.0);
  const json clock = server_.Done("POST", "/_autopilot/clock/run");
  EXPECT_EQ(clock["mode"], "running");
  EXPECT_EQ(clock["now"], "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(clock["wall"], "2026-01-01T05:00:00.000Z");
  server_.clock.Advance(std::chrono::hours(1));
  EXPECT_EQ(server_.StatusOf("job"), "Completed/Completed");
  EXPECT_EQ(server_.Done("GET", "/_autopilot/clock")["now"], "2026-01-01T01:00:00.000Z");
}

TEST_F(ClockRoutesTest, ModeAndTimeAreSetInOneStep) {
  const json clock = server_.Done("PUT", "/_autopilot/clock",
                                  {{"mode", "frozen"}, {"now", "2030-01-01T02:00:00+02:00"}});
  EXPECT_EQ(clock["mode"], "frozen");
  EXPECT_EQ(clock["now"], "2030-01-01T00:00:00.000Z");
  EXPECT_EQ(server_.Done("PUT", "/_autopilot/clock", {{"now", 1900000000.25}})["now"],
            "2030-03-17T17:46:40.250Z");
  EXPECT_EQ(server_.Done("PUT", "/_autopilot/clock", {{"mode", "running"}})["now"],
            "2030-03-17T17:46:40.250Z");
  EXPECT_EQ(server_.Done("DELETE", "/_autopilot/clock")["now"], "2026-01-01T00:00:00.000Z");
}

TEST_F(ClockRoutesTest, TheClockGoesBackOnlyWithoutJobs) {
  server_.Done("POST", "/_autopilot/clock/set", {{"to", "2030-01-01T00:00:00Z"}});
  server_.Done("POST", "/_autopilot/clock/set", {{"to", "2029-01-01T00:00:00Z"}});
  server_.Create("job");
  const Refused into_the_past{
      .status = 409,
      .type = "ConflictException",
      .message =
          "The clock shows 2029-01-01T00:00:00.000Z and the account has jobs: it cannot go "
          "back to 2028-01-01T00:00:00.000Z. Reset the account first."};
  ExpectRefused(server_.Control("POST", "/_autopilot/clock/set", {{"to", "2028-01-01T00:00:00Z"}}),
                into_the_past);
  ExpectRefused(server_.Control("PUT", "/_autopilot/clock",
                                {{"mode", "frozen"}, {"now", "2028-01-01T00:00:00Z"}}),
                into_the_past);
  EXPECT_EQ(server_.Done("GET", "/_autopilot/clock")["mode"], "running") << "nothing is half done";
  EXPECT_EQ(server_.Control("DELETE", "/_autopilot/clock").status, 409U);
}

TEST_F(ClockRoutesTest, AdvancingMovesTheClockByItsOwnTimeOrByThatOfTheJobs) {
  server_.Done("POST", "/_autopilot/clock/freeze");
  const json clock = server_.Done("POST", "/_autopilot/clock/advance", {{"by", "PT10M"}});
  EXPECT_EQ(clock["now"], "2026-01-01T00:10:00.000Z");
  EXPECT_EQ(clock["settled"], true);
  EXPECT_EQ(clock["pending"], json::array());
  const auto now_after = [&](const json& body) {
    return server_.Done("POST", "/_autopilot/clock/advance", body)["now"];
  };
  EXPECT_EQ(now_after({{"by", 1500}, {"unit", "clock"}}), "2026-01-01T00:10:01.500Z");
  EXPECT_EQ(now_after({{"by", "PT10M"}, {"unit", "nominal"}, {"deadline", "PT1S"}}),
            "2026-01-01T00:10:02.500Z");
}

TEST_F(ClockRoutesTest, APollerWithAFrozenClockSeesEveryPhaseAsTheTestAdvances) {
  server_.Done("POST", "/_autopilot/clock/freeze");
  server_.Create("job");
  std::vector<std::string> seen;
  for (int step = 0; step < 2000 && (seen.empty() || !seen.back().starts_with("Completed"));
       ++step) {
    const std::string status = server_.StatusOf("job");
    if (seen.empty() || seen.back() != status) seen.push_back(status);
    server_.Done("POST", "/_autopilot/clock/advance", {{"by", "PT1S"}, {"unit", "nominal"}});
    seen.push_back(server_.StatusOf("job"));
    if (seen.size() > 1 && seen[seen.size() - 2] == seen.back()) seen.pop_back();
    server_.Done("POST", "/_autopilot/clock/advance", {{"by", "PT20S"}, {"unit", "nominal"}});
  }
  EXPECT_EQ(seen,
            (std::vector<std::string>{
                "InProgress/Starting", "InProgress/AnalyzingData", "InProgress/FeatureEngineering",
                "InProgress/ModelTuning", "InProgress/GeneratingExplainabilityReport",
                "InProgress/GeneratingModelInsightsReport", "Completed/Completed"}));
}

TEST_F(ClockRoutesTest, ClocksOfAccountsAreApart) {
  server_.Done("POST", "/_autopilot/clock/set",
               {{"to", "2040-01-01T00:00:00Z"}, {"account", "111111111111"}});
  EXPECT_EQ(server_.Done("GET", "/_autopilot/clock")["now"], "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(server_.Done("GET", "/_autopilot/clock", nullptr, SignedBy("111111111111"))["now"],
            "2040-01-01T00:00:00.000Z");
}

struct BadClock {
  std::string name, method, target;
  json body;
  std::string message, path;
  std::vector<std::string> available = {};
};

void PrintTo(const BadClock& c, std::ostream* out) { *out << c.name; }

class BadClockTest : public ::testing::TestWithParam<BadClock> {};

TEST_P(BadClockTest, IsRefusedAndChangesNothing) {
  ControlUnderTest server;
  const BadClock& c = GetParam();
  const json before = server.Done("GET", "/_autopilot/clock");
  ExpectRefused(server.Control(c.method, c.target, c.body),
                {.message = c.message, .path = c.path, .available = c.available});
  EXPECT_EQ(server.Done("GET", "/_autopilot/clock"), before);
}

constexpr auto kTimeForm =
    " must be a time of the years 1970 to 9999 such as '2026-01-31T12:34:56Z', or a number of "
    "seconds since 1970.";
constexpr auto kClock = "/_autopilot/clock";
constexpr auto kSet = "/_autopilot/clock/set";
constexpr auto kAdvance = "/_autopilot/clock/advance";

INSTANTIATE_TEST_SUITE_P(
    Table, BadClockTest,
    ::testing::Values(
        BadClock{"NothingToPut", "PUT", kClock, json::object(),
                 "'mode' must be given, or 'now', or both.", "/mode"},
        BadClock{"Mode",
                 "PUT",
                 kClock,
                 {{"mode", "stopped"}},
                 "'mode' is 'stopped', which does not exist.",
                 "/mode",
                 {"running", "frozen"}},
        BadClock{"ModeAndBadTime",
                 "PUT",
                 kClock,
                 {{"mode", "frozen"}, {"now", "soon"}},
                 std::string("'now'") + kTimeForm,
                 "/now"},
        BadClock{"UnknownField",
                 "PUT",
                 kClock,
                 {{"time", 1}},
                 "There is no field 'time' here.",
                 "/time",
                 {"account", "mode", "now"}},
        BadClock{"SetNothing", "POST", kSet, json::object(), "'to' is required.", "/to"},
        BadClock{"SetNegative", "POST", kSet, {{"to", -1}}, std::string("'to'") + kTimeForm, "/to"},
        BadClock{"SetBeyond",
                 "POST",
                 kSet,
                 {{"to", 253402300800}},
                 std::string("'to'") + kTimeForm,
                 "/to"},
        BadClock{"SetWithoutZone",
                 "POST",
                 kSet,
                 {{"to", "2026-01-31T12:34:56"}},
                 std::string("'to'") + kTimeForm,
                 "/to"},
        BadClock{
            "SetBoolean", "POST", kSet, {{"to", true}}, std::string("'to'") + kTimeForm, "/to"},
        BadClock{"FreezeField",
                 "POST",
                 "/_autopilot/clock/freeze",
                 {{"at", 1}},
                 "There is no field 'at' here.",
                 "/at",
                 {"account"}},
        BadClock{"AdvanceNothing", "POST", kAdvance, nullptr, "'by' is required.", "/by"},
        BadClock{"AdvanceUnit",
                 "POST",
                 kAdvance,
                 {{"by", 1}, {"unit", "job"}},
                 "'unit' is 'job', which does not exist.",
                 "/unit",
                 {"clock", "nominal"}},
        BadClock{"AdvanceTooFar",
                 "POST",
                 kAdvance,
                 {{"by", "P36500D"}, {"unit", "clock"}, {"until", 1}},
                 "There is no field 'until' here.",
                 "/until",
                 {"account", "by", "unit", "deadline"}}),
    [](const auto& test) { return test.param.name; });

TEST_F(ClockRoutesTest, TheClockDoesNotPassTheYear9999) {
  server_.Done("POST", "/_autopilot/clock/set", {{"to", "9999-12-31T00:00:00Z"}});
  ExpectRefused(server_.Control("POST", kAdvance, {{"by", "P2D"}}),
                {.message = "The clock cannot go beyond the year 9999."});
}

}  // namespace
}  // namespace autopilot::testing
