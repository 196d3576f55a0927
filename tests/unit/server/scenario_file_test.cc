#include "server/scenario_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "server/start_file.h"
#include "tests/support/temp_folder.h"

namespace autopilot::testing {
namespace {

class ScenarioFileTest : public ::testing::Test {
 protected:
  ControlDefaults Load(const std::string& text) {
    std::ofstream(file_) << text;
    ControlDefaults defaults;
    LoadScenarios(file_, defaults);
    return defaults;
  }
  std::string ErrorOf(const std::string& text) {
    try {
      Load(text);
    } catch (const StartFileError& error) {
      const std::string message = error.what();
      EXPECT_TRUE(message.starts_with(file_.string() + ": ")) << message;
      return message.substr(std::min(message.size(), file_.string().size() + 2));
    }
    return "";
  }

  TempFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "scenarios.json";
};

TEST_F(ScenarioFileTest, HasScenariosRulesAndADefault) {
  const ControlDefaults defaults = Load(R"({
      "scenarios": [{"name": "mine", "failure": {"reason": "no"}}],
      "rules": [{"job": "a-*", "scenario": "mine"}, {"job": "b-*", "progression": "immediate"}],
      "default_scenario": {"scenario": "failed", "reason": "because"}})");
  EXPECT_EQ(defaults.scenarios.at("mine").outcome.failure->reason, "no");
  ASSERT_EQ(defaults.rules.size(), 2U);
  EXPECT_EQ(defaults.rules[0].choice->scenario, "mine");
  EXPECT_EQ(defaults.default_scenario->reason, "because");
}

TEST_F(ScenarioFileTest, EveryPartIsOptional) { EXPECT_TRUE(Load("{}").scenarios.empty()); }

TEST_F(ScenarioFileTest, BadContentIsNamedByItsPlace) {
  const struct {
    const char* text;
    const char* error;
  } cases[] = {
      {"", "The request must be a JSON object."},
      {"[]", "The request must be a JSON object."},
      {"{", "The request body is not valid JSON: unexpected end of the text at line 1, column 2."},
      {R"({"clock": {}})",
       "/clock: There is no field 'clock' here. There are: scenarios, rules, default_scenario."},
      {R"({"scenarios": [{"name": "x", "fail": 1}]})",
       "/scenarios/0/fail: There is no field 'fail' here. There are: name, description, "},
      {R"({"scenarios": [{"name": "failed"}]})", "/scenarios: The scenario failed is built in."},
      {R"({"rules": [{"job": "x", "scenario": "mine"}]})",
       "/rules/0/scenario: 'scenario' is 'mine', which does not exist. There are: access-denied, "},
      {R"({"default_scenario": {"scenario": "completed", "reason": "x"}})",
       "/default_scenario: The scenario completed does not fail, so it takes no reason."},
  };
  for (const auto& c : cases) EXPECT_THAT(ErrorOf(c.text), ::testing::StartsWith(c.error));
}

TEST_F(ScenarioFileTest, AFileThatIsNotThereIsNamed) {
  ControlDefaults defaults;
  try {
    LoadScenarios("/nowhere/at/all.json", defaults);
    FAIL();
  } catch (const StartFileError& error) {
    EXPECT_STREQ(error.what(), "Cannot read /nowhere/at/all.json: No such file or directory.");
  }
}

}  // namespace
}  // namespace autopilot::testing
