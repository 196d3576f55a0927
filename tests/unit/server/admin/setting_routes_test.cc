#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/control_under_test.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

class SettingRoutesTest : public ::testing::Test {
 protected:
  ControlUnderTest server_;
};

struct SettingCase {
  std::string path, field;
  json from_start, for_all, own;
};

void PrintTo(const SettingCase& c, std::ostream* out) { *out << c.field; }

class SettingTest : public ::testing::TestWithParam<SettingCase> {};

TEST_P(SettingTest, IsTheAccountsOwnElseThatOfAllElseThatOfTheStart) {
  const SettingCase& c = GetParam();
  ControlUnderTest server;
  const std::string other = c.path + "?account=111111111111";
  const auto expect = [&](const std::string& target, const json& value, const char* source) {
    const json answer = server.Done("GET", target);
    EXPECT_EQ(answer[c.field], value) << target;
    EXPECT_EQ(answer["source"], source) << target;
  };
  expect(c.path, c.from_start, "start");
  expect(c.path + "?account=*", c.from_start, "start");
  EXPECT_EQ(server.Done("PUT", c.path, {{c.field, c.for_all}, {"account", "*"}})["source"], "all");
  expect(c.path, c.for_all, "all");
  const json answer = server.Done("PUT", c.path, {{c.field, c.own}});
  EXPECT_EQ(answer["account"], "000000000000");
  EXPECT_EQ(answer[c.field], c.own);
  expect(c.path, c.own, "account");
  expect(other, c.for_all, "all");
  EXPECT_EQ(server.Done("DELETE", c.path)[c.field], c.for_all);
  EXPECT_EQ(server.Done("DELETE", c.path + "?account=*")[c.field], c.from_start);
  expect(c.path, c.from_start, "start");
}

INSTANTIATE_TEST_SUITE_P(
    Table, SettingTest,
    ::testing::Values(SettingCase{"/_autopilot/speed", "speed", 600.0, 1.0, 0.5},
                      SettingCase{"/_autopilot/progression",
                                  "progression",
                                  {{"mode", "time"}},
                                  {{"mode", "immediate"}},
                                  {{"mode", "manual"}, {"times", 3}}},
                      SettingCase{"/_autopilot/seed", "seed", 0, 18446744073709551615ULL, 42},
                      SettingCase{
                          "/_autopilot/default-scenario",
                          "default_scenario",
                          nullptr,
                          {{"scenario", "stuck"}},
                          {{"scenario", "failed"}, {"phase", "ModelTuning"}, {"reason", "no"}}}),
    [](const auto& test) { return test.param.field; });

TEST_F(SettingRoutesTest, ShortFormsAreTaken) {
  EXPECT_EQ(
      server_.Done("PUT", "/_autopilot/progression", {{"progression", "manual"}})["progression"],
      json({{"mode", "manual"}, {"times", 1}}));
  EXPECT_EQ(server_.Done("PUT", "/_autopilot/progression",
                         {{"progression", {{"mode", "time"}, {"seconds", 2}}}})["progression"],
            json({{"mode", "time"}, {"seconds", 2.0}}));
  EXPECT_EQ(server_.Done("PUT", "/_autopilot/default-scenario",
                         {{"default_scenario", "failed"}})["default_scenario"],
            json({{"scenario", "failed"}}));
}

TEST_F(SettingRoutesTest, RunningJobsGoOnAtTheNewSpeedAndNothingPastMoves) {
  server_.Create("job");
  server_.clock.Advance(std::chrono::milliseconds(100));  // a nominal minute
  EXPECT_EQ(server_.StatusOf("job"), "InProgress/AnalyzingData");
  const json answer = server_.Done("PUT", "/_autopilot/speed", {{"speed", 1}});
  EXPECT_EQ(answer["jobs_changed"], 1);
  server_.clock.Advance(std::chrono::minutes(2));
  EXPECT_EQ(server_.StatusOf("job"), "InProgress/AnalyzingData");
  server_.Done("PUT", "/_autopilot/speed", {{"speed", 1000000}});
  server_.clock.Advance(std::chrono::minutes(1));
  EXPECT_EQ(server_.StatusOf("job"), "Completed/Completed");
}

TEST_F(SettingRoutesTest, ManualProgressionShowsEachPhaseSoOften) {
  server_.Done("PUT", "/_autopilot/progression",
               {{"progression", {{"mode", "manual"}, {"times", 3}}}});
  server_.Create("job");
  std::vector<std::string> seen;
  for (int call = 0; call < 19; ++call) {
    EXPECT_EQ(server_.Done("GET", "/_autopilot/jobs/job")["AutoMLJobName"], "job") << "no step";
    seen.push_back(server_.StatusOf("job"));
  }
  std::vector<std::string> expected;
  for (const char* phase : {"Starting", "AnalyzingData", "FeatureEngineering", "ModelTuning",
                            "GeneratingExplainabilityReport", "GeneratingModelInsightsReport"}) {
    expected.insert(expected.end(), 3, std::string("InProgress/") + phase);
  }
  expected.emplace_back("Completed/Completed");
  EXPECT_EQ(seen, expected);
}

TEST_F(SettingRoutesTest, ImmediateJobsAreEndedFromTheirCreation) {
  server_.Done("PUT", "/_autopilot/progression", {{"progression", "immediate"}});
  server_.Create("job");
  EXPECT_EQ(server_.StatusOf("job"), "Completed/Completed");
}

TEST_F(SettingRoutesTest, TheSeedDecidesAboutTheDraws) {
  const auto best = [](std::uint64_t seed) {
    ControlUnderTest server;
    server.Done("PUT", "/_autopilot/progression", {{"progression", "immediate"}});
    server.Done("PUT", "/_autopilot/seed", {{"seed", seed}});
    server.Create("job");
    return server.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})["BestCandidate"];
  };
  EXPECT_EQ(best(1), best(1));
  EXPECT_NE(best(1), best(2));
}

struct BadSetting {
  std::string name, path;
  json body;
  std::string message, at;
  std::vector<std::string> available = {};
};

void PrintTo(const BadSetting& c, std::ostream* out) { *out << c.name; }

class BadSettingTest : public ::testing::TestWithParam<BadSetting> {};

TEST_P(BadSettingTest, IsRefusedAndChangesNothing) {
  ControlUnderTest server;
  const BadSetting& c = GetParam();
  const json before = server.Done("GET", c.path);
  ExpectRefused(server.Control("PUT", c.path, c.body),
                {.message = c.message, .path = c.at, .available = c.available});
  EXPECT_EQ(server.Done("GET", c.path), before);
}

constexpr auto kSpeed = "/_autopilot/speed";
constexpr auto kProgression = "/_autopilot/progression";
constexpr auto kSeed = "/_autopilot/seed";
constexpr auto kSpeedForm = "'speed' must be a number from 0.001 to 1000000.";
constexpr auto kSeedForm = "'seed' must be a whole number from 0 to 18446744073709551615.";

INSTANTIATE_TEST_SUITE_P(
    Table, BadSettingTest,
    ::testing::Values(
        BadSetting{"NoSpeed", kSpeed, json::object(), "'speed' is required.", "/speed"},
        BadSetting{"SpeedZero", kSpeed, {{"speed", 0}}, kSpeedForm, "/speed"},
        BadSetting{"SpeedText", kSpeed, {{"speed", "fast"}}, kSpeedForm, "/speed"},
        BadSetting{"SpeedField",
                   kSpeed,
                   {{"rate", 2}},
                   "There is no field 'rate' here.",
                   "/rate",
                   {"account", "speed"}},
        BadSetting{"Mode",
                   kProgression,
                   {{"progression", "auto"}},
                   "'mode' is 'auto', which does not exist.",
                   "/progression/mode",
                   {"time", "manual", "immediate"}},
        BadSetting{"TimesForTime",
                   kProgression,
                   {{"progression", {{"mode", "time"}, {"times", 2}}}},
                   "'times' is for the mode 'manual' only: how many calls show each phase.",
                   "/progression/times"},
        BadSetting{"ProgressionField",
                   kProgression,
                   {{"progression", {{"mod", "time"}}}},
                   "There is no field 'mod' here.",
                   "/progression/mod",
                   {"mode", "seconds", "times"}},
        BadSetting{"BareProgression",
                   kProgression,
                   {{"mode", "time"}},
                   "There is no field 'mode' here.",
                   "/mode",
                   {"account", "progression"}},
        BadSetting{"SeedNegative", kSeed, {{"seed", -1}}, kSeedForm, "/seed"},
        BadSetting{"SeedFraction", kSeed, {{"seed", 1.5}}, kSeedForm, "/seed"},
        BadSetting{"SeedText", kSeed, {{"seed", "1"}}, kSeedForm, "/seed"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace autopilot::testing
