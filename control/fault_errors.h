#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "control/fault_rule.h"

namespace autopilot {

// The error types whose message and status a fault rule may leave out: those common to AWS
// services and those of the SageMaker model. Where the statuses come from is told in
// docs/fidelity.md.
std::optional<FaultError> KnownFaultError(std::string_view type);
std::vector<std::string> KnownFaultErrorTypes();  // sorted

// Whether the text can be an error type, which stands in a header of the answer: letters, digits
// and ".#_-". The predicate says so after the field's name.
bool IsErrorType(std::string_view text);
inline constexpr std::string_view kErrorTypePredicate =
    "must consist of letters, digits, '.', '#', '_' and '-'";

}  // namespace autopilot
