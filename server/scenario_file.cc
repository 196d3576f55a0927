#include "server/scenario_file.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "control/json_fields.h"
#include "control/settings.h"
#include "server/admin/scenario_changes.h"
#include "server/start_file.h"

namespace autopilot {
namespace {

using nlohmann::json;

std::optional<ControlError> Read(const json& value, ControlDefaults& defaults) {
  JsonFields fields(value);
  for (const auto* name : {"scenarios", "rules", "default_scenario"}) fields.Any(name);
  if (auto error = fields.Done()) return error;
  auto settings = ParseSettings(value);
  if (!settings) return std::move(settings.error());
  for (const auto& [name, scenario] : settings->scenarios) {
    if (BuiltInScenarios().contains(name)) {
      return ControlError{.message = "The scenario " + name + " is built in.",
                          .path = "/scenarios"};
    }
  }
  const ScenarioLayers layers{{"start", &settings->scenarios}, {"built-in", &BuiltInScenarios()}};
  if (auto problem = ProblemOf(layers, settings->rules, "/rules")) return problem;
  if (settings->default_scenario) {
    if (auto problem = ProblemOf(layers, *settings->default_scenario, "/default_scenario")) {
      return problem;
    }
  }
  defaults.scenarios = std::move(settings->scenarios);
  defaults.rules = std::move(settings->rules);
  defaults.default_scenario = std::move(settings->default_scenario);
  return std::nullopt;
}

}  // namespace

void LoadScenarios(const std::filesystem::path& file, ControlDefaults& defaults) {
  if (const auto error = Read(ReadStartJson(file), defaults)) {
    ThrowStartFileError(file, "", *error);
  }
}

}  // namespace autopilot
