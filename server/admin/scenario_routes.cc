#include <utility>

#include "server/admin/routes.h"
#include "server/admin/scenario_changes.h"
#include "server/admin/setting_source.h"

namespace autopilot {
namespace {

using nlohmann::json;

// Of the account, with what hides what; the settings live as long as the layers.
struct Shown {
  explicit Shown(const ControlCall& call)
      : own(call.state().SettingsOf(call.account())), all(call.state().SettingsOf(kAllAccounts)) {
    if (call.account() != kAllAccounts) layers.push_back({"account", &own->scenarios});
    layers.push_back({"all", &all->scenarios});
    layers.push_back({"start", &call.state().defaults().scenarios});
    layers.push_back({"built-in", &BuiltInScenarios()});
  }

  std::shared_ptr<const AccountSettings> own;
  std::shared_ptr<const AccountSettings> all;
  ScenarioLayers layers;
};

json WithSource(const ScenarioLayers& layers, std::string_view name) {
  for (const ScenarioLayer& layer : layers) {
    const auto found = layer.scenarios->find(name);
    if (found == layer.scenarios->end()) continue;
    json value = ToJson(found->second);
    value["source"] = layer.source;
    return value;
  }
  return nullptr;
}

void GetScenarios(const CallPtr& call) {
  const Shown shown(*call);
  json list = json::array();
  for (const std::string& name : NamesIn(shown.layers)) {
    list.push_back(WithSource(shown.layers, name));
  }
  call->Answer({{"account", call->account()}, {"scenarios", std::move(list)}});
}

void GetScenario(const CallPtr& call) {
  const Shown shown(*call);
  const std::string& name = call->Parameter("name");
  const json scenario = WithSource(shown.layers, name);
  if (!scenario.is_null()) return call->Answer(scenario);
  call->Refuse({.message = "There is no scenario " + name + ".",
                .available = NamesIn(shown.layers),
                .kind = ControlErrorKind::kNotFound});
}

void PutScenarioOfName(const CallPtr& call) {
  const std::string& name = call->Parameter("name");
  json body = call->body();
  if (!body.contains("name")) body["name"] = name;
  auto scenario = ParseScenario(body);
  if (!scenario) return call->Refuse(scenario.error());
  if (scenario->name != name) {
    return call->Refuse(
        {.message = "'name' is '" + scenario->name + "', but the path names '" + name + "'.",
         .path = "/name"});
  }
  PutScenario(call->state(), call->account(), std::move(*scenario),
              AnswerWith(call, [call](const json&) {
                return WithSource(Shown(*call).layers, call->Parameter("name"));
              }));
}

void DeleteScenario(const CallPtr& call) {
  RemoveScenario(call->state(), call->account(), call->Parameter("name"), AnswerWith(call));
}

json RulesJson(const ControlCall& call) {
  json rules = json::array();
  for (const ScenarioRule& rule : call.state().SettingsOf(call.account())->rules) {
    rules.push_back(ToJson(rule));
  }
  return {{"account", call.account()}, {"rules", std::move(rules)}};
}

void GetRules(const CallPtr& call) { call->Answer(RulesJson(*call)); }

void ChangeRules(const CallPtr& call, std::vector<ScenarioRule> rules) {
  PutRules(call->state(), call->account(), std::move(rules),
           AnswerWith(call, [call](const json&) { return RulesJson(*call); }));
}

void PutScenarioRules(const CallPtr& call) {
  auto fields = call->Fields();
  std::vector<ScenarioRule> rules;
  if (const json* value = fields.Any("rules")) {
    auto parsed = ParseRules(*value, fields.PathOf("rules"));
    if (parsed) {
      rules = std::move(*parsed);
    } else {
      fields.Refuse(std::move(parsed.error()));
    }
  }
  fields.Require({"rules"});
  if (const auto error = fields.Done()) return call->Refuse(*error);
  ChangeRules(call, std::move(rules));
}

void DeleteRules(const CallPtr& call) { ChangeRules(call, {}); }

json DefaultJson(const ControlCall& call) {
  const auto& state = call.state();
  const auto own = state.SettingsOf(call.account())->default_scenario;
  const auto all = state.SettingsOf(kAllAccounts)->default_scenario;
  const auto& choice = own ? own : all ? all : state.defaults().default_scenario;
  const auto has = [](const AccountSettings& settings) {
    return settings.default_scenario.has_value();
  };
  return {{"account", call.account()},
          {"default_scenario", choice ? ToJson(*choice) : json()},
          {"source", SourceOf(state, call.account(), has)}};
}

void GetDefault(const CallPtr& call) { call->Answer(DefaultJson(*call)); }

void ChangeDefault(const CallPtr& call, std::optional<ScenarioChoice> choice) {
  PutDefaultScenario(call->state(), call->account(), std::move(choice),
                     AnswerWith(call, [call](const json&) { return DefaultJson(*call); }));
}

void PutDefault(const CallPtr& call) {
  auto fields = call->Fields();
  std::optional<ScenarioChoice> choice;
  if (const json* value = fields.Any("default_scenario")) {
    auto parsed = ParseScenarioChoice(*value, fields.PathOf("default_scenario"));
    if (parsed) {
      choice = std::move(*parsed);
    } else {
      fields.Refuse(std::move(parsed.error()));
    }
  }
  fields.Require({"default_scenario"});
  if (const auto error = fields.Done()) return call->Refuse(*error);
  ChangeDefault(call, std::move(choice));
}

void DeleteDefault(const CallPtr& call) { ChangeDefault(call, std::nullopt); }

}  // namespace

std::vector<Route> ScenarioRoutes() {
  constexpr std::string_view kOne = "/_autopilot/scenarios/{name}";
  constexpr std::string_view kRules = "/_autopilot/scenario-rules";
  constexpr std::string_view kDefault = "/_autopilot/default-scenario";
  return {{.method = "GET", .path = "/_autopilot/scenarios", .handle = GetScenarios},
          {.method = "GET", .path = kOne, .handle = GetScenario},
          {.method = "PUT", .path = kOne, .handle = PutScenarioOfName, .body = BodyUse::kObject},
          {.method = "DELETE", .path = kOne, .handle = DeleteScenario},
          {.method = "GET", .path = kRules, .handle = GetRules},
          {.method = "PUT", .path = kRules, .handle = PutScenarioRules, .body = BodyUse::kObject},
          {.method = "DELETE", .path = kRules, .handle = DeleteRules},
          {.method = "GET", .path = kDefault, .handle = GetDefault},
          {.method = "PUT", .path = kDefault, .handle = PutDefault, .body = BodyUse::kObject},
          {.method = "DELETE", .path = kDefault, .handle = DeleteDefault}};
}

}  // namespace autopilot
