#include "control/settings.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "control/duration.h"
#include "control/json_fields.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::size_t kMostRules = 1000;
constexpr std::size_t kMostScenarios = 1000;
constexpr std::int64_t kMostTimes = 1'000'000;
constexpr double kSlowest = 0.001;
constexpr double kFastest = 1'000'000;
constexpr double kMillionths = 1e6;
constexpr double kMostSeconds = 86'400;

constexpr std::int64_t kLastInstantUs = kEndOfDates.time_since_epoch().count() - 1;

constexpr Named<ProgressionMode> kModes[] = {{"time", ProgressionMode::kTime},
                                             {"manual", ProgressionMode::kManual},
                                             {"immediate", ProgressionMode::kImmediate}};

constexpr Named<ClockSetting::Mode> kClockModes[] = {{"running", ClockSetting::Mode::kRunning},
                                                     {"frozen", ClockSetting::Mode::kFrozen}};

// The stored form has microseconds: whoever writes it has no use for prettier ones.
json ClockJson(const ClockSetting& clock) {
  if (clock.mode == ClockSetting::Mode::kFrozen) {
    return {{"mode", "frozen"}, {"value_us", clock.value.time_since_epoch().count()}};
  }
  return {{"mode", "running"}, {"offset_us", clock.offset.count()}};
}

std::optional<ClockSetting> ReadClock(JsonFields& fields) {
  auto clock = fields.Object("clock");
  if (!clock) return std::nullopt;
  ClockSetting setting;
  setting.mode = clock->OneOf<ClockSetting::Mode>("mode", kClockModes).value_or(setting.mode);
  const bool frozen = setting.mode == ClockSetting::Mode::kFrozen;
  const auto value = clock->Integer("value_us", -kLastInstantUs, kLastInstantUs);
  const auto offset = clock->Integer("offset_us", -kLastInstantUs, kLastInstantUs);
  if (frozen) {
    clock->Require({"mode", "value_us"});
    setting.value = Timestamp(std::chrono::microseconds(value.value_or(0)));
  } else {
    clock->Require({"mode", "offset_us"});
    setting.offset = std::chrono::microseconds(offset.value_or(0));
  }
  fields.Refuse(clock->Done());
  return setting;
}

std::optional<std::uint64_t> ReadSeed(JsonFields& fields) {
  const json* seed = fields.Any("seed");
  if (seed == nullptr) return std::nullopt;
  if (!seed->is_number_unsigned()) {
    fields.Refuse("seed", "must be a whole number from 0 to 18446744073709551615");
    return std::nullopt;
  }
  return seed->get<std::uint64_t>();
}

// A part with a parser of its own.
template <typename Parse>
auto ReadPart(JsonFields& fields, std::string_view name, Parse parse)
    -> std::optional<typename decltype(parse(json(), std::string()))::value_type> {
  const json* value = fields.Any(name);
  if (value == nullptr) return std::nullopt;
  auto part = parse(*value, fields.PathOf(name));
  if (part) return std::move(*part);
  fields.Refuse(std::move(part.error()));
  return std::nullopt;
}

ControlResult<Scenarios> ParseScenarios(const json& value, const std::string& at) {
  if (!value.is_array() || value.size() > kMostScenarios) {
    return tl::unexpected(ControlError{
        .message = "'scenarios' must be a list of at most " + std::to_string(kMostScenarios) + ".",
        .path = at});
  }
  Scenarios scenarios;
  for (std::size_t n = 0; n < value.size(); ++n) {
    auto scenario = ParseScenario(value[n], at + "/" + std::to_string(n));
    if (!scenario) return tl::unexpected(std::move(scenario.error()));
    const std::string name = scenario->name;
    if (!scenarios.emplace(name, std::move(*scenario)).second) {
      return tl::unexpected(ControlError{.message = "There are two scenarios named " + name + ".",
                                         .path = at + "/" + std::to_string(n) + "/name"});
    }
  }
  return scenarios;
}

ControlResult<ScenarioRule> ParseRule(const json& value, const std::string& at) {
  JsonFields fields(value, at);
  ScenarioRule rule;
  rule.job = fields.String("job", 1, 64).value_or("");
  rule.choice = ReadPart(fields, "scenario", ParseScenarioChoice);
  rule.progression = ReadPart(fields, "progression", ParseProgression);
  fields.Require({"job"});
  if (!rule.choice && !rule.progression) {
    fields.Refuse("scenario", "must be given, or 'progression', or both");
  }
  if (auto error = fields.Done()) return tl::unexpected(*std::move(error));
  return rule;
}

}  // namespace

double SpeedOf(Rate rate) { return static_cast<double>(rate.millionths) / kMillionths; }

ControlResult<Rate> ParseSpeed(const json& value, const std::string& at) {
  const double speed = value.is_number() ? value.get<double>() : 0;
  if (speed < kSlowest || speed > kFastest) {
    return tl::unexpected(
        ControlError{.message = "'speed' must be a number from 0.001 to 1000000.", .path = at});
  }
  return Rate{std::llround(speed * kMillionths)};
}

json ToJson(const Progression& progression) {
  switch (progression.mode) {
    case ProgressionMode::kTime:
      break;
    case ProgressionMode::kSecondsPerPhase:
      return {{"mode", "time"},
              {"seconds", static_cast<double>(progression.phase_length.count()) / kMillionths}};
    case ProgressionMode::kManual:
      return {{"mode", "manual"}, {"times", progression.times}};
    case ProgressionMode::kImmediate:
      return {{"mode", "immediate"}};
  }
  return {{"mode", "time"}};
}

ControlResult<Progression> ParseProgression(const json& value, const std::string& at) {
  const json object = value.is_string() ? json{{"mode", value}} : value;
  JsonFields fields(object, at);
  Progression progression;
  progression.mode = fields.OneOf<ProgressionMode>("mode", kModes).value_or(progression.mode);
  const auto seconds = fields.Number("seconds", 0.001, kMostSeconds);
  const auto times = fields.Integer("times", 1, kMostTimes);
  fields.Require({"mode"});
  if (seconds && progression.mode != ProgressionMode::kTime) {
    fields.Refuse("seconds", "is for the mode 'time' only: how long each phase lasts");
  }
  if (times && progression.mode != ProgressionMode::kManual) {
    fields.Refuse("times", "is for the mode 'manual' only: how many calls show each phase");
  }
  if (auto error = fields.Done()) return tl::unexpected(*std::move(error));
  if (seconds) {
    progression.mode = ProgressionMode::kSecondsPerPhase;
    progression.phase_length = std::chrono::microseconds(std::llround(*seconds * kMillionths));
  }
  progression.times = times.value_or(1);
  return progression;
}

json ToJson(const ScenarioRule& rule) {
  json value{{"job", rule.job}};
  if (rule.choice) value["scenario"] = ToJson(*rule.choice);
  if (rule.progression) value["progression"] = ToJson(*rule.progression);
  return value;
}

ControlResult<std::vector<ScenarioRule>> ParseRules(const json& value, const std::string& at) {
  if (!value.is_array() || value.size() > kMostRules) {
    return tl::unexpected(ControlError{
        .message = "'rules' must be a list of at most " + std::to_string(kMostRules) + ".",
        .path = at});
  }
  std::vector<ScenarioRule> rules;
  for (std::size_t n = 0; n < value.size(); ++n) {
    auto rule = ParseRule(value[n], at + "/" + std::to_string(n));
    if (!rule) return tl::unexpected(std::move(rule.error()));
    rules.push_back(std::move(*rule));
  }
  return rules;
}

json ToJson(const AccountSettings& settings) {
  json value = json::object();
  if (settings.clock) value["clock"] = ClockJson(*settings.clock);
  if (settings.rate) value["speed"] = SpeedOf(*settings.rate);
  if (settings.progression) value["progression"] = ToJson(*settings.progression);
  if (settings.seed) value["seed"] = *settings.seed;
  if (settings.default_scenario) value["default_scenario"] = ToJson(*settings.default_scenario);
  for (const ScenarioRule& rule : settings.rules) value["rules"].push_back(ToJson(rule));
  for (const auto& [name, scenario] : settings.scenarios) {
    value["scenarios"].push_back(ToJson(scenario));
  }
  return value;
}

ControlResult<AccountSettings> ParseSettings(const json& value, const std::string& at) {
  JsonFields fields(value, at);
  AccountSettings settings;
  settings.clock = ReadClock(fields);
  settings.rate = ReadPart(fields, "speed", ParseSpeed);
  settings.progression = ReadPart(fields, "progression", ParseProgression);
  settings.seed = ReadSeed(fields);
  settings.default_scenario = ReadPart(fields, "default_scenario", ParseScenarioChoice);
  settings.rules = ReadPart(fields, "rules", ParseRules).value_or(std::vector<ScenarioRule>());
  settings.scenarios = ReadPart(fields, "scenarios", ParseScenarios).value_or(Scenarios());
  if (auto error = fields.Done()) return tl::unexpected(*std::move(error));
  return settings;
}

}  // namespace autopilot
