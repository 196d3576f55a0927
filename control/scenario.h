#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "control/control_error.h"
#include "lifecycle/job_spec.h"
#include "lifecycle/outcome.h"

namespace autopilot {

// The create operation answers with this error, and no job comes to be. In `message` the names in
// braces are replaced: {account}, {region}, {partition}, {operation}, {job_name}, {job_arn},
// {role_arn}. The same in the reason of a failure.
struct CreateError {
  std::string type;  // "ResourceLimitExceeded"
  std::string message;
  unsigned status = 400;

  bool operator==(const CreateError&) const = default;
};

// A named outcome. With a create_error there is nothing else.
struct Scenario {
  std::string name;
  std::string description;
  Outcome outcome;
  std::optional<CreateError> create_error;

  bool operator==(const Scenario&) const = default;
};
using Scenarios = std::map<std::string, Scenario, std::less<>>;

// What a tag, a rule or a default asks for: a scenario by name, and what may be said about it at
// that place. `phase` and `reason` are for scenarios that fail, `phase` also for those that are
// stuck; they replace the scenario's own.
struct ScenarioChoice {
  std::string scenario;
  std::optional<SecondaryStatus> phase = {};
  std::optional<std::string> reason = {};

  bool operator==(const ScenarioChoice&) const = default;
};

// The scenarios that every account has.
const Scenarios& BuiltInScenarios();

// JSON in both directions; docs/testing-guide.md has the schema. A scenario that can happen to no
// job is refused with what would fit. `at` is the JSON pointer of `value` for error paths.
tl::expected<Scenario, ControlError> ParseScenario(const nlohmann::json& value,
                                                   const std::string& at = "");
nlohmann::json ToJson(const Scenario& scenario);
tl::expected<ScenarioChoice, ControlError> ParseScenarioChoice(const nlohmann::json& value,
                                                               const std::string& at = "");
nlohmann::json ToJson(const ScenarioChoice& choice);

// The scenario as the choice asks for it; an error if `phase` or `reason` do not apply to it.
tl::expected<Scenario, ControlError> Resolve(const ScenarioChoice& choice,
                                             const Scenario& scenario);

}  // namespace autopilot
