#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "control/scenario.h"
#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

constexpr auto kMine = "/_autopilot/scenarios/mine";
constexpr auto kRules = "/_autopilot/scenario-rules";
constexpr auto kDefault = "/_autopilot/default-scenario";

std::vector<std::string> BuiltInNames() {
  std::vector<std::string> names;
  for (const auto& [name, scenario] : BuiltInScenarios()) names.push_back(name);
  return names;
}

json FailureOf(const std::string& reason) { return {{"failure", {{"reason", reason}}}}; }

class ScenarioRoutesTest : public ::testing::Test {
 protected:
  ScenarioRoutesTest() {
    server_.Done("PUT", "/_autopilot/progression", {{"progression", "immediate"}});
  }

  std::string ReasonOf(const std::string& job, std::string_view account = "") {
    const Answer answer = server_.Call("DescribeAutoMLJob", {{"AutoMLJobName", job}}, account);
    return answer.body.value("FailureReason", "");
  }

  ControlUnderTest server_;
};

TEST_F(ScenarioRoutesTest, AllAreListedWithWhereTheyComeFrom) {
  server_.Done("PUT", std::string(kMine) + "?account=*", FailureOf("of all"));
  server_.Done("PUT", kMine, FailureOf("own"));
  const json list = server_.Done("GET", "/_autopilot/scenarios")["scenarios"];
  std::vector<std::string> names;
  for (const json& scenario : list) names.push_back(scenario["name"]);
  auto expected = BuiltInNames();
  expected.emplace_back("mine");
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(names, expected);
  EXPECT_EQ(server_.Done("GET", kMine),
            json({{"name", "mine"}, {"failure", {{"reason", "own"}}}, {"source", "account"}}));
  EXPECT_EQ(server_.Done("GET", kMine, nullptr, SignedBy("111111111111")),
            json({{"name", "mine"}, {"failure", {{"reason", "of all"}}}, {"source", "all"}}));
  EXPECT_EQ(server_.Done("GET", "/_autopilot/scenarios/failed")["source"], "built-in");
}

TEST_F(ScenarioRoutesTest, OneThatWasLoadedAtTheStartIsHiddenByTheAccountsOwn) {
  ControlOptions options;
  options.defaults.scenarios["mine"] =
      Scenario{.name = "mine", .description = "loaded", .outcome = {}, .create_error = {}};
  ControlUnderTest server(options);
  EXPECT_EQ(server.Done("GET", kMine)["source"], "start");
  server.Done("PUT", kMine, FailureOf("own"));
  EXPECT_EQ(server.Done("GET", kMine)["source"], "account");
  server.Done("PUT", kRules, {{"rules", {{{"job", "*"}, {"scenario", "mine"}}}}});
  EXPECT_EQ(server.Done("DELETE", kMine), json({{"account", "000000000000"}, {"removed", "mine"}}))
      << "the loaded one takes its place";
  EXPECT_EQ(server.Done("GET", kMine)["source"], "start");
}

TEST_F(ScenarioRoutesTest, WhatIsPutIsShownAgain) {
  const json scenario{{"name", "mine"},
                      {"description", "all of it"},
                      {"phases", {{{"phase", "AnalyzingData"}, {"duration", "PT1M"}}}},
                      {"candidates",
                       {{"count", 3},
                        {"statuses", {"Failed"}},
                        {"best", 2},
                        {"metrics", {{"F1", 0.5}, {"AUC", {{"min", 0.25}, {"max", 0.75}}}}}}},
                      {"explainability", "failed"},
                      {"partial_failure_reasons", {"one"}}};
  json shown = server_.Done("PUT", kMine, scenario);
  EXPECT_EQ(shown, server_.Done("GET", kMine));
  shown.erase("source");
  EXPECT_EQ(shown, scenario);
}

TEST_F(ScenarioRoutesTest, TagsGoBeforeRulesAndRulesBeforeTheDefault) {
  server_.Done("PUT", kMine, FailureOf("by rule {job_name}"));
  server_.Done("PUT", kRules,
               {{"rules",
                 {{{"job", "Rule-*"}, {"scenario", "mine"}},
                  {{"job", "*"}, {"scenario", {{"scenario", "failed"}, {"reason", "second"}}}}}}});
  server_.Done("PUT", kDefault,
               {{"default_scenario", {{"scenario", "failed"}, {"reason", "default"}}}});
  server_.Create("rule-1");
  EXPECT_EQ(ReasonOf("rule-1"), "by rule rule-1");
  server_.Create("other");
  EXPECT_EQ(ReasonOf("other"), "second");
  server_.Create("rule-2", {{"Tags",
                             {{{"Key", "autopilot-local:scenario"}, {"Value", "failed"}},
                              {{"Key", "autopilot-local:reason"}, {"Value", "by tag"}}}}});
  EXPECT_EQ(ReasonOf("rule-2"), "by tag");
  server_.Done("DELETE", kRules);
  server_.Create("rule-3");
  EXPECT_EQ(ReasonOf("rule-3"), "default");
  server_.Done("DELETE", kDefault);
  server_.Create("rule-4");
  EXPECT_EQ(server_.StatusOf("rule-4"), "Completed/Completed");
  EXPECT_EQ(ReasonOf("rule-1"), "by rule rule-1") << "jobs keep their outcome";
}

TEST_F(ScenarioRoutesTest, ARuleMayGiveAProgressionAlone) {
  server_.Done("PUT", kRules,
               {{"rules", {{{"job", "slow-*"}, {"progression", {{"mode", "manual"}}}}}}});
  EXPECT_EQ(server_.Done("GET", kRules)["rules"],
            json::parse(R"([{"job":"slow-*","progression":{"mode":"manual","times":1}}])"));
  server_.Create("slow-1");
  server_.Create("fast-1");
  EXPECT_EQ(server_.StatusOf("slow-1"), "InProgress/Starting");
  EXPECT_EQ(server_.StatusOf("slow-1"), "InProgress/AnalyzingData");
  EXPECT_EQ(server_.StatusOf("fast-1"), "Completed/Completed");
}

TEST_F(ScenarioRoutesTest, AJobOfAnUnknownScenarioIsRefusedWithTheList) {
  const Answer answer = server_.Call(
      "CreateAutoMLJob",
      CreateV1("job", {{"Tags", {{{"Key", "autopilot-local:scenario"}, {"Value", "falied"}}}}}));
  EXPECT_EQ(answer.status, 400U);
  EXPECT_THAT(answer.Error(), ::testing::HasSubstr("falied"));
  EXPECT_THAT(answer.Error(), ::testing::HasSubstr("partial-failure"));
}

TEST_F(ScenarioRoutesTest, BuiltInOnesAreNeitherReplacedNorRemoved) {
  const Refused refused{
      .status = 409,
      .type = "ConflictException",
      .message = "The scenario failed is built in: it can be neither replaced nor removed.",
      .path = "/name"};
  ExpectRefused(server_.Control("PUT", "/_autopilot/scenarios/failed", FailureOf("x")), refused);
  ExpectRefused(server_.Control("DELETE", "/_autopilot/scenarios/failed"), refused);
}

TEST_F(ScenarioRoutesTest, OneThatIsNeededStays) {
  server_.Done("PUT", kMine, FailureOf("x"));
  server_.Done("PUT", kRules, {{"rules", {{{"job", "a-*"}, {"scenario", "mine"}}}}});
  const auto conflict = [](const std::string& user) {
    return Refused{.status = 409,
                   .type = "ConflictException",
                   .message = "The scenario mine is needed by " + user + "."};
  };
  ExpectRefused(server_.Control("DELETE", kMine),
                conflict("the rule of the account 000000000000 for jobs named 'a-*'"));
  server_.Done("DELETE", kRules);
  server_.Done("PUT", kDefault, {{"default_scenario", "mine"}});
  ExpectRefused(server_.Control("DELETE", kMine),
                conflict("the default of the account 000000000000"));
  server_.Done("DELETE", kDefault);
  server_.Done("DELETE", kMine);

  const std::string of_all = std::string(kMine) + "?account=*";
  server_.Done("PUT", of_all, FailureOf("x"));
  server_.Done("PUT", kDefault, {{"default_scenario", "mine"}}, SignedBy("111111111111"));
  ExpectRefused(server_.Control("DELETE", of_all),
                conflict("the default of the account 111111111111"));
  server_.Done("PUT", kMine, FailureOf("own"), SignedBy("111111111111"));
  server_.Done("DELETE", of_all);
  EXPECT_EQ(server_.Control("GET", of_all).status, 404U);
}

TEST_F(ScenarioRoutesTest, WhatDoesNotExistIsToldWithWhatDoes) {
  ExpectRefused(server_.Control("GET", kMine), {.status = 404,
                                                .type = "NotFoundException",
                                                .message = "There is no scenario mine.",
                                                .available = BuiltInNames()});
  server_.Done("PUT", "/_autopilot/scenarios/yours", FailureOf("x"));
  ExpectRefused(server_.Control("DELETE", kMine),
                {.status = 404,
                 .type = "NotFoundException",
                 .message = "The account 000000000000 has no scenario mine of its own.",
                 .available = {"yours"}});
}

TEST_F(ScenarioRoutesTest, NamesInPathsAreDecoded) {
  server_.Done("PUT", "/_autopilot/scenarios/out%20of%20memory%2F1", FailureOf("x"));
  EXPECT_EQ(server_.Done("GET", "/_autopilot/scenarios/out%20of%20memory%2f1")["name"],
            "out of memory/1");
}

TEST_F(ScenarioRoutesTest, RulesAreReplacedAllOrNothing) {
  server_.Done("PUT", kRules, {{"rules", {{{"job", "a"}, {"scenario", "stuck"}}}}});
  const json before = server_.Done("GET", kRules);
  ExpectRefused(
      server_.Control(
          "PUT", kRules,
          {{"rules",
            {{{"job", "b"}, {"scenario", "failed"}}, {{"job", "c"}, {"scenario", "mine"}}}}}),
      {.message = "'scenario' is 'mine', which does not exist.",
       .path = "/rules/1/scenario",
       .available = BuiltInNames()});
  EXPECT_EQ(server_.Done("GET", kRules), before);
}

struct BadScenario {
  std::string name, target;
  json body;
  std::string message, path;
  std::vector<std::string> available = {};
};

void PrintTo(const BadScenario& c, std::ostream* out) { *out << c.name; }

class BadScenarioTest : public ::testing::TestWithParam<BadScenario> {};

TEST_P(BadScenarioTest, IsRefused) {
  ControlUnderTest server;
  const BadScenario& c = GetParam();
  ExpectRefused(server.Control("PUT", c.target, c.body),
                {.message = c.message, .path = c.path, .available = c.available});
}

const std::vector<std::string> kScenarioFields{"name",
                                               "description",
                                               "phases",
                                               "candidates",
                                               "failure",
                                               "stuck",
                                               "runtime_limit_reached",
                                               "explainability",
                                               "model_insights",
                                               "deployment",
                                               "partial_failure_reasons",
                                               "create_error"};

INSTANTIATE_TEST_SUITE_P(
    Table, BadScenarioTest,
    ::testing::Values(
        BadScenario{"UnknownField",
                    kMine,
                    {{"fail", true}},
                    "There is no field 'fail' here.",
                    "/fail",
                    kScenarioFields},
        BadScenario{"AccountInBody",
                    kMine,
                    {{"account", "000000000000"}},
                    "There is no field 'account' here.",
                    "/account",
                    kScenarioFields},
        BadScenario{"OtherName",
                    kMine,
                    {{"name", "yours"}},
                    "'name' is 'yours', but the path names 'mine'.",
                    "/name"},
        BadScenario{"NameIsNoString",
                    kMine,
                    {{"name", 1}},
                    "'name' must be a string of 1 to 64 bytes.",
                    "/name"},
        BadScenario{"UnknownPhase",
                    kMine,
                    {{"failure", {{"phase", "Tuning"}}}},
                    "'phase' is 'Tuning', which does not exist.",
                    "/failure/phase",
                    {"Starting", "AnalyzingData", "PreTraining", "FeatureEngineering",
                     "ModelTuning", "TrainingModels", "GeneratingExplainabilityReport",
                     "GeneratingModelInsightsReport", "DeployingModel"}},
        BadScenario{"NoRules", kRules, json::object(), "'rules' is required.", "/rules"},
        BadScenario{"RulesNoList",
                    kRules,
                    {{"rules", {{"job", "x"}}}},
                    "'rules' must be a list of at most 1000.",
                    "/rules"},
        BadScenario{"RuleOfNothing",
                    kRules,
                    {{"rules", {{{"job", "x"}}}}},
                    "'scenario' must be given, or 'progression', or both.",
                    "/rules/0/scenario"},
        BadScenario{"RuleField",
                    kRules,
                    {{"rules", {{{"name", "x"}, {"scenario", "stuck"}}}}},
                    "There is no field 'name' here.",
                    "/rules/0/name",
                    {"job", "scenario", "progression"}},
        BadScenario{
            "ReasonForCompleted",
            kRules,
            {{"rules", {{{"job", "x"}, {"scenario", {{"scenario", "stuck"}, {"reason", "y"}}}}}}},
            "The scenario stuck does not fail, so it takes no reason.",
            "/rules/0/scenario"},
        BadScenario{"NoDefault", kDefault, json::object(), "'default_scenario' is required.",
                    "/default_scenario"},
        BadScenario{"DefaultField",
                    kDefault,
                    {{"scenario", "failed"}},
                    "There is no field 'scenario' here.",
                    "/scenario",
                    {"account", "default_scenario"}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace autopilot::testing
