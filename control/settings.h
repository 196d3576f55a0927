#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/time.h"
#include "control/all_accounts.h"
#include "control/scenario.h"
#include "lifecycle/progression.h"

namespace autopilot {

// The clock of an account: the wall clock shifted by an offset, or standing still.
struct ClockSetting {
  enum class Mode { kRunning, kFrozen };

  Mode mode = Mode::kRunning;
  std::chrono::microseconds offset{0};  // kRunning: clock minus wall clock
  Timestamp value{};                    // kFrozen

  Timestamp Now(Timestamp wall) const { return mode == Mode::kFrozen ? value : wall + offset; }
  bool operator==(const ClockSetting&) const = default;
};

// Decides about jobs by their name; the first rule that matches wins. At least one of `choice` and
// `progression` is given.
struct ScenarioRule {
  std::string job;  // glob, compared without case
  std::optional<ScenarioChoice> choice = {};
  std::optional<Progression> progression = {};

  bool operator==(const ScenarioRule&) const = default;
};

// What a test has set for an account, or for all ("*"); absent: as for all, or as started.
struct AccountSettings {
  std::optional<ClockSetting> clock;  // never for "*"
  std::optional<Rate> rate;
  std::optional<Progression> progression;
  std::optional<std::uint64_t> seed;
  std::optional<ScenarioChoice> default_scenario;
  std::vector<ScenarioRule> rules;
  Scenarios scenarios;

  bool operator==(const AccountSettings&) const = default;
};

// The stored form, read back by ParseSettings; also what exports hold. Without what is absent.
nlohmann::json ToJson(const AccountSettings& settings);
tl::expected<AccountSettings, ControlError> ParseSettings(const nlohmann::json& value,
                                                          const std::string& at = "");

// Parts of it, as control requests have them.
nlohmann::json ToJson(const Progression& progression);
tl::expected<Progression, ControlError> ParseProgression(const nlohmann::json& value,
                                                         const std::string& at = "");
nlohmann::json ToJson(const ScenarioRule& rule);
tl::expected<std::vector<ScenarioRule>, ControlError> ParseRules(const nlohmann::json& value,
                                                                 const std::string& at = "");
// A positive number of nominal seconds per second.
tl::expected<Rate, ControlError> ParseSpeed(const nlohmann::json& value, const std::string& at);
double SpeedOf(Rate rate);

}  // namespace autopilot
