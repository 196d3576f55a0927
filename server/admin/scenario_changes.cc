#include "server/admin/scenario_changes.h"

#include <set>
#include <utility>

#include "control/json_fields.h"

namespace autopilot {
namespace {

using nlohmann::json;

// Settings as the transaction sees them, for as long as layers refer to them.
struct Owners {
  Owners(WriteTransaction& transaction, const ControlState& state, const std::string& owner,
         const AccountSettings& settings)
      : own(settings), all(owner == kAllAccounts ? settings : ReadSettings(transaction, "*")) {
    if (owner != kAllAccounts) layers.push_back({"account", &own.scenarios});
    layers.push_back({"all", &all.scenarios});
    layers.push_back({"start", &state.defaults().scenarios});
    layers.push_back({"built-in", &BuiltInScenarios()});
  }
  Owners(const Owners&) = delete;
  Owners& operator=(const Owners&) = delete;

  const AccountSettings own;
  const AccountSettings all;
  ScenarioLayers layers;
};

// Who needs the scenario, in words.
std::optional<std::string> UserOf(const std::string& owner, const AccountSettings& settings,
                                  std::string_view name) {
  const std::string whose = owner == kAllAccounts ? "all accounts" : "the account " + owner;
  for (const ScenarioRule& rule : settings.rules) {
    if (rule.choice && rule.choice->scenario == name) {
      return "the rule of " + whose + " for jobs named '" + rule.job + "'";
    }
  }
  if (settings.default_scenario && settings.default_scenario->scenario == name) {
    return "the default of " + whose;
  }
  return std::nullopt;
}

// The same among all to whom it may be lost.
std::optional<std::string> UserAfterRemoval(WriteTransaction& transaction,
                                            const ControlState& state, const std::string& owner,
                                            const AccountSettings& left, const std::string& name) {
  const auto loses = [&](const std::string& who, const AccountSettings& settings) {
    const Owners owners(transaction, state, who, settings);
    ScenarioLayers layers = owners.layers;
    if (owner == kAllAccounts && who != kAllAccounts) layers[1].scenarios = &left.scenarios;
    return FindIn(layers, name) == nullptr;
  };
  if (auto user = UserOf(owner, left, name); user && loses(owner, left)) return user;
  if (owner != kAllAccounts) return std::nullopt;
  for (const auto& record : transaction.AllSettings()) {
    if (record.owner == owner) continue;
    const AccountSettings settings = ReadSettings(transaction, record.owner);
    if (auto user = UserOf(record.owner, settings, name); user && loses(record.owner, settings)) {
      return user;
    }
  }
  return std::nullopt;
}

std::vector<std::string> NamesOf(const Scenarios& scenarios) {
  std::vector<std::string> names;
  for (const auto& [name, scenario] : scenarios) names.push_back(name);
  return names;
}

ControlError IsBuiltIn(const std::string& name) {
  return {
      .message = "The scenario " + name + " is built in: it can be neither replaced nor removed.",
      .path = "/name",
      .kind = ControlErrorKind::kConflict};
}

}  // namespace

const Scenario* FindIn(const ScenarioLayers& layers, std::string_view name) {
  for (const ScenarioLayer& layer : layers) {
    const auto found = layer.scenarios->find(name);
    if (found != layer.scenarios->end()) return &found->second;
  }
  return nullptr;
}

std::vector<std::string> NamesIn(const ScenarioLayers& layers) {
  std::set<std::string> names;
  for (const ScenarioLayer& layer : layers) {
    for (const auto& [name, scenario] : *layer.scenarios) names.insert(name);
  }
  return {names.begin(), names.end()};
}

std::optional<ControlError> ProblemOf(const ScenarioLayers& layers, const ScenarioChoice& choice,
                                      const std::string& at) {
  const Scenario* scenario = FindIn(layers, choice.scenario);
  if (scenario == nullptr) return UnknownName(at, "scenario", choice.scenario, NamesIn(layers));
  auto resolved = Resolve(choice, *scenario);
  if (resolved) return std::nullopt;
  resolved.error().path = at;
  return resolved.error();
}

std::optional<ControlError> ProblemOf(const ScenarioLayers& layers,
                                      const std::vector<ScenarioRule>& rules,
                                      const std::string& at) {
  for (std::size_t n = 0; n < rules.size(); ++n) {
    if (!rules[n].choice) continue;
    const std::string path = at + "/" + std::to_string(n) + "/scenario";
    if (auto problem = ProblemOf(layers, *rules[n].choice, path)) return problem;
  }
  return std::nullopt;
}

void PutScenario(ControlState& state, const std::string& owner, Scenario scenario,
                 ControlState::Done done) {
  state.Update(
      owner,
      [scenario = std::move(scenario)](WriteTransaction&,
                                       AccountSettings& settings) -> ControlState::Outcome {
        if (BuiltInScenarios().contains(scenario.name)) {
          return tl::unexpected(IsBuiltIn(scenario.name));
        }
        settings.scenarios.insert_or_assign(scenario.name, scenario);
        return ToJson(scenario);
      },
      std::move(done));
}

void RemoveScenario(ControlState& state, const std::string& owner, const std::string& name,
                    ControlState::Done done) {
  state.Update(
      owner,
      [&state, owner, name](WriteTransaction& transaction,
                            AccountSettings& settings) -> ControlState::Outcome {
        if (settings.scenarios.erase(name) == 0) {
          if (BuiltInScenarios().contains(name)) return tl::unexpected(IsBuiltIn(name));
          return tl::unexpected(ControlError{
              .message = "The account " + owner + " has no scenario " + name + " of its own.",
              .available = NamesOf(settings.scenarios),
              .kind = ControlErrorKind::kNotFound});
        }
        if (const auto user = UserAfterRemoval(transaction, state, owner, settings, name)) {
          return tl::unexpected(
              ControlError{.message = "The scenario " + name + " is needed by " + *user + ".",
                           .kind = ControlErrorKind::kConflict});
        }
        return json{{"account", owner}, {"removed", name}};
      },
      std::move(done));
}

void PutRules(ControlState& state, const std::string& owner, std::vector<ScenarioRule> rules,
              ControlState::Done done) {
  state.Update(
      owner,
      [&state, owner, rules = std::move(rules)](
          WriteTransaction& transaction, AccountSettings& settings) -> ControlState::Outcome {
        const Owners owners(transaction, state, owner, settings);
        if (auto problem = ProblemOf(owners.layers, rules, "/rules")) {
          return tl::unexpected(*std::move(problem));
        }
        settings.rules = rules;
        return json();
      },
      std::move(done));
}

void PutDefaultScenario(ControlState& state, const std::string& owner,
                        std::optional<ScenarioChoice> choice, ControlState::Done done) {
  state.Update(
      owner,
      [&state, owner, choice = std::move(choice)](
          WriteTransaction& transaction, AccountSettings& settings) -> ControlState::Outcome {
        const Owners owners(transaction, state, owner, settings);
        if (choice) {
          if (auto problem = ProblemOf(owners.layers, *choice, "/default_scenario")) {
            return tl::unexpected(*std::move(problem));
          }
        }
        settings.default_scenario = choice;
        return json();
      },
      std::move(done));
}

}  // namespace autopilot
