#include "control/scenario.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/control/state_fixture.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

TEST(Scenario, ReadsBackWhatWasWritten) {
  const json full{{"name", "slow-and-poor"},
                  {"description", "Takes long and finds little."},
                  {"phases", {{{"phase", "ModelTuning"}, {"duration", "PT1H"}}}},
                  {"candidates",
                   {{"count", 3},
                    {"statuses", {"Completed", "Failed", "Stopped"}},
                    {"best", 1},
                    {"metrics", {{"AUC", 0.9}, {"Accuracy", {{"min", 0.5}, {"max", 0.75}}}}}}},
                  {"explainability", "failed"},
                  {"model_insights", "failed"},
                  {"deployment", "failed"},
                  {"partial_failure_reasons", {"One.", "Two."}}};
  const auto scenario = ParseScenario(full);
  ASSERT_EQ(RefusalOf(scenario), "");
  EXPECT_EQ(ToJson(*scenario), full);
  EXPECT_EQ(scenario->outcome.phase_lengths[0].length, Nominal::Seconds(3600));
  EXPECT_EQ(scenario->outcome.best_candidate, 0U);
}

TEST(Scenario, OfAnErrorAtCreateReadsBack) {
  const json error{
      {"name", "throttled"},
      {"create_error",
       {{"type", "ThrottlingException"}, {"message", "Rate exceeded"}, {"status", 400}}}};
  const auto scenario = ParseScenario(error);
  ASSERT_EQ(RefusalOf(scenario), "");
  EXPECT_EQ(ToJson(*scenario), error);
}

TEST(Scenario, BuiltInOnesReadBack) {
  for (const auto& [name, scenario] : BuiltInScenarios()) {
    EXPECT_EQ(scenario.name, name);
    const auto parsed = ParseScenario(ToJson(scenario));
    ASSERT_EQ(RefusalOf(parsed), "") << name;
    EXPECT_EQ(*parsed, scenario) << name;
  }
}

TEST(Scenario, BuiltInOnesAreThoseOfTheDocumentation) {
  std::vector<std::string> names;
  for (const auto& [name, scenario] : BuiltInScenarios()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{
                       "access-denied", "capacity-error", "completed", "deployment-error",
                       "explainability-error", "failed", "insights-error", "kms-access-denied",
                       "partial-failure", "quota-exceeded", "role-not-assumable",
                       "s3-access-denied", "stopped-by-runtime", "stuck"}));
}

struct Bad {
  json scenario;
  const char* refusal;
};

TEST(Scenario, ThatIsWrongIsRefusedWithItsPathAndWhatExists) {
  for (const Bad& bad :
       {Bad{json::object(), "/name: 'name' is required."},
        Bad{{{"name", "a"}, {"statuses", 1}},
            "/statuses: There is no field 'statuses' here. | name | description | phases | "
            "candidates | "
            "failure | stuck | runtime_limit_reached | explainability | model_insights | "
            "deployment | partial_failure_reasons | create_error"},
        Bad{{{"name", "a"}, {"candidates", {{"metrics", {{"auc", 1}}}}}},
            "/candidates/metrics/auc: 'metrics' is 'auc', which does not exist. | Accuracy | MSE | "
            "F1 | F1macro | AUC | RMSE | MAE | R2 | BalancedAccuracy | Precision | PrecisionMacro "
            "| "
            "Recall | RecallMacro | LogLoss | InferenceLatency | MAPE | MASE | WAPE | "
            "AverageWeightedQuantileLoss | Rouge1 | Rouge2 | RougeL | RougeLSum | Perplexity | "
            "ValidationLoss | TrainingLoss"},
        Bad{{{"name", "a"}, {"candidates", {{"metrics", {{"AUC", {{"min", 0.9}, {"max", 0.1}}}}}}}},
            "/candidates/metrics/AUC/min: 'min' must not be greater than 'max'."},
        Bad{{{"name", "a"}, {"candidates", {{"statuses", {"Completed", "Done"}}}}},
            "/candidates/statuses/1: 'statuses' is 'Done', which does not exist. | Completed | "
            "Failed | Stopped"},
        Bad{{{"name", "a"}, {"phases", {{{"phase", "ModelTuning"}, {"duration", "1 hour"}}}}},
            "/phases/0/duration: 'duration' must be a duration: ISO 8601 such as \"PT10M\", "
            "\"PT0.5S\" or \"P1DT2H\", without years and months, or a number of milliseconds."},
        Bad{{{"name", "a"}, {"explainability", "error"}},
            "/explainability: 'explainability' is 'error', which does not exist. | failed | "
            "succeeded"},
        Bad{{{"name", "a"}, {"create_error", {{"type", "A\r\nX-Evil: 1"}}}},
            "/create_error/type: 'type' must consist of letters, digits, '.', '#', '_' and '-'."},
        Bad{{{"name", "a"},
             {"stuck", json::object()},
             {"create_error", {{"type", "ValidationException"}}}},
            "/create_error: 'create_error' must stand alone: no job comes to be that the rest is "
            "about."}}) {
    EXPECT_EQ(RefusalOf(ParseScenario(bad.scenario)), bad.refusal) << bad.scenario;
  }
}

TEST(Scenario, ThatFitsNoJobIsRefused) {
  const json contradiction{{"name", "a"},
                           {"failure", {{"phase", "PreTraining"}}},
                           {"candidates", {{"metrics", {{"AUC", 0.9}}}}}};
  EXPECT_NE(RefusalOf(ParseScenario(contradiction)), "");
}

TEST(ScenarioChoice, ReplacesPhaseAndReasonWhereTheScenarioHasThem) {
  const auto& failed = BuiltInScenarios().at("failed");
  const auto resolved = Resolve(
      {.scenario = "failed", .phase = SecondaryStatus::kModelTuning, .reason = "Because."}, failed);
  ASSERT_EQ(RefusalOf(resolved), "");
  EXPECT_EQ(resolved->outcome.failure,
            (PlannedFailure{.phase = SecondaryStatus::kModelTuning, .reason = "Because."}));
  const auto stuck = Resolve(
      {.scenario = "stuck", .phase = SecondaryStatus::kAnalyzingData, .reason = std::nullopt},
      BuiltInScenarios().at("stuck"));
  ASSERT_EQ(RefusalOf(stuck), "");
  EXPECT_EQ(stuck->outcome.stuck, (StuckPhase{.phase = SecondaryStatus::kAnalyzingData}));
}

TEST(ScenarioChoice, OfAPhaseOrReasonThatSaysNothingIsRefused) {
  const auto& all = BuiltInScenarios();
  EXPECT_EQ(
      RefusalOf(Resolve(
          {.scenario = "completed", .phase = SecondaryStatus::kModelTuning, .reason = std::nullopt},
          all.at("completed"))),
      "The scenario completed neither fails nor is stuck in a phase, so it takes no phase.");
  EXPECT_EQ(RefusalOf(Resolve({.scenario = "stuck", .phase = std::nullopt, .reason = "Because."},
                              all.at("stuck"))),
            "The scenario stuck does not fail, so it takes no reason.");
}

}  // namespace
}  // namespace autopilot::testing
