#include "control/settings.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/control/state_fixture.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

TEST(Settings, ThatSayNothingAreAnEmptyObject) {
  EXPECT_EQ(ToJson(AccountSettings{}), json::object());
  EXPECT_EQ(ParseSettings(json::object()), AccountSettings{});
}

TEST(Settings, ReadBackWhatWasWritten) {
  const json all{
      {"clock", {{"mode", "frozen"}, {"value_us", 1'767'225'600'123'000}}},
      {"speed", 2.5},
      {"progression", {{"mode", "manual"}, {"times", 3}}},
      {"seed", 18446744073709551615U},
      {"default_scenario", {{"scenario", "completed"}}},
      {"rules",
       {{{"job", "churn-*"},
         {"scenario", {{"scenario", "failed"}, {"phase", "ModelTuning"}, {"reason", "Because."}}}},
        {{"job", "*"}, {"progression", {{"mode", "time"}, {"seconds", 0.25}}}}}},
      {"scenarios", {{{"name", "mine"}, {"stuck", json::object()}}}}};
  const auto settings = ParseSettings(all);
  ASSERT_EQ(RefusalOf(settings), "");
  EXPECT_EQ(ToJson(*settings), all);
  EXPECT_EQ(settings->rate, Rate{2'500'000});
  EXPECT_EQ(settings->rules[1].progression->phase_length, std::chrono::milliseconds(250));
}

TEST(Settings, ClockThatRunsKeepsItsOffset) {
  const json running{{"clock", {{"mode", "running"}, {"offset_us", -5}}}};
  const auto settings = ParseSettings(running);
  ASSERT_EQ(RefusalOf(settings), "");
  const Timestamp wall(std::chrono::microseconds(100));
  EXPECT_EQ(settings->clock->Now(wall), Timestamp(std::chrono::microseconds(95)));
  EXPECT_EQ(ToJson(*settings), running);
}

TEST(Progression, IsReadFromItsNameOrAnObject) {
  const auto parsed = [](const json& value) { return ParseProgression(value).value(); };
  EXPECT_EQ(parsed("immediate").mode, ProgressionMode::kImmediate);
  EXPECT_EQ(parsed("time").mode, ProgressionMode::kTime);
  EXPECT_EQ(parsed("manual").times, 1);
  EXPECT_EQ(parsed(json{{"mode", "manual"}, {"times", 5}}).times, 5);
  const auto seconds = parsed(json{{"mode", "time"}, {"seconds", 2}});
  EXPECT_EQ(seconds.mode, ProgressionMode::kSecondsPerPhase);
  EXPECT_EQ(seconds.phase_length, std::chrono::seconds(2));
}

struct Bad {
  json value;
  const char* refusal;
};

TEST(Progression, ThatIsWrongIsRefusedWithWhatWouldBeRight) {
  for (const Bad& bad :
       {Bad{"fast", "/mode: 'mode' is 'fast', which does not exist. | time | manual | immediate"},
        Bad{json::object(), "/mode: 'mode' is required."},
        Bad{{{"mode", "time"}, {"times", 2}},
            "/times: 'times' is for the mode 'manual' only: how many calls show each phase."},
        Bad{{{"mode", "manual"}, {"seconds", 2}},
            "/seconds: 'seconds' is for the mode 'time' only: how long each phase lasts."},
        Bad{{{"mode", "manual"}, {"times", 0}},
            "/times: 'times' must be a whole number from 1 to 1000000."},
        Bad{{{"mode", "manual"}, {"tiems", 1}},
            "/tiems: There is no field 'tiems' here. | mode | seconds | times"}}) {
    EXPECT_EQ(RefusalOf(ParseProgression(bad.value)), bad.refusal) << bad.value;
  }
}

TEST(Rules, ThatAreWrongAreRefusedByTheirPath) {
  for (const Bad& bad :
       {Bad{json::object(), "/rules: 'rules' must be a list of at most 1000."},
        Bad{{{{"job", "a"}}},
            "/rules/0/scenario: 'scenario' must be given, or 'progression', or both."},
        Bad{{{{"job", "a"}, {"scenario", "x"}}, {{"scenario", "x"}}},
            "/rules/1/job: 'job' is required."},
        Bad{{{{"job", "a"}, {"scenario", {{"scenario", "failed"}, {"phase", "Training"}}}}},
            "/rules/0/scenario/phase: 'phase' is 'Training', which does not exist. | Starting | "
            "AnalyzingData | PreTraining | FeatureEngineering | ModelTuning | TrainingModels | "
            "GeneratingExplainabilityReport | GeneratingModelInsightsReport | DeployingModel"}}) {
    EXPECT_EQ(RefusalOf(ParseRules(bad.value, "/rules")), bad.refusal) << bad.value;
  }
}

TEST(Speed, IsAPositiveNumber) {
  EXPECT_EQ(ParseSpeed(600, "").value(), Rate{600'000'000});
  EXPECT_EQ(ParseSpeed(0.001, "").value(), Rate{1'000});
  for (const json& bad : {json(0), json(-1), json("600"), json(1'000'001), json(nullptr)}) {
    EXPECT_EQ(RefusalOf(ParseSpeed(bad, "/speed")),
              "/speed: 'speed' must be a number from 0.001 to 1000000.")
        << bad;
  }
}

TEST(Settings, SeedsBeyondTheirRangeAreRefused) {
  for (const json& bad : {json(-1), json(1.5), json("7")}) {
    EXPECT_EQ(RefusalOf(ParseSettings({{"seed", bad}})),
              "/seed: 'seed' must be a whole number from 0 to 18446744073709551615.")
        << bad;
  }
}

}  // namespace
}  // namespace autopilot::testing
