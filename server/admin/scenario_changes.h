#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "control/control_state.h"

namespace autopilot {

// What a test changes about scenarios, checked against those that exist in the same transaction.
// `owner` is an account or "*". Of a change that is refused nothing is kept.

// The scenarios that `owner` can name, nearest first; those in front hide others of that name.
struct ScenarioLayer {
  std::string_view source;  // "account", "all", "start" or "built-in"
  const Scenarios* scenarios;
};
using ScenarioLayers = std::vector<ScenarioLayer>;

const Scenario* FindIn(const ScenarioLayers& layers, std::string_view name);
std::vector<std::string> NamesIn(const ScenarioLayers& layers);  // sorted, each once

// What is wrong with rules and a default that are to choose from `layers`: an unknown name, or a
// phase or reason that does not apply. `at` is where they stand in the request.
std::optional<ControlError> ProblemOf(const ScenarioLayers& layers, const ScenarioChoice& choice,
                                      const std::string& at);
std::optional<ControlError> ProblemOf(const ScenarioLayers& layers,
                                      const std::vector<ScenarioRule>& rules,
                                      const std::string& at);

// Adds it or replaces the owner's scenario of that name. Names of built-in ones are refused.
void PutScenario(ControlState& state, const std::string& owner, Scenario scenario,
                 ControlState::Done done);
// Refused while a rule or a default needs it.
void RemoveScenario(ControlState& state, const std::string& owner, const std::string& name,
                    ControlState::Done done);
// All of the owner's rules.
void PutRules(ControlState& state, const std::string& owner, std::vector<ScenarioRule> rules,
              ControlState::Done done);
// Without a choice: as for all, or as started.
void PutDefaultScenario(ControlState& state, const std::string& owner,
                        std::optional<ScenarioChoice> choice, ControlState::Done done);

}  // namespace autopilot
