#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "control/control_context.h"
#include "control/control_error.h"
#include "control/fault_rule.h"
#include "control/faults.h"

namespace autopilot {

// The JSON of a rule; all but one of the last three is optional:
//   {"id": "slow-create",                     letters, digits, ".", "_" and "-", at most 64
//    "account": "123456789012",               or "*" for all; absent: the caller's
//    "operations": ["CreateAutoMLJob", "Describe*"],    or "operation": "CreateAutoMLJob"
//    "region": "us-*", "job": "nightly-*",
//    "probability": 0.5, "times": 3, "after": 2, "ttl": "PT10M",
//    "when": "before",                        or "after": the operation runs all the same
//    "error": {"type": "ThrottlingException", "message": "Rate exceeded", "status": 400},
//    "latency": {"uniform": {"min": 100, "max": "PT2S"}},
//    "connection": "reset"}                   or "empty", "malformed", "hang"
// `error` may be just the type. Message and status may be left out for the types of
// KnownFaultErrorTypes(). `latency` may be a duration, and {"fixed": D} or
// {"lognormal": {"median": D, "sigma": 0.5, "max": D}}. Durations: see control/duration.h.
// `at` is the pointer of `value` in the request, for the paths of errors.
ControlResult<FaultRule> ParseFaultRule(const nlohmann::json& value, const ControlContext& context,
                                        const std::string& at = "");
// One rule or a list of them.
ControlResult<std::vector<FaultRule>> ParseFaultRules(const nlohmann::json& value,
                                                      const ControlContext& context,
                                                      const std::string& at = "");

// With all defaults filled in; ParseFaultRule reads it back.
nlohmann::json ToJson(const FaultRule& rule);
// The rule, and in "state" what has become of it.
nlohmann::json ToJson(const FaultStatus& status);

// "reset", "empty", "malformed" or "hang".
std::string_view NameOf(ConnectionFault fault);

}  // namespace autopilot
