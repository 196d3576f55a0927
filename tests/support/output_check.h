#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace autopilot::testing {

// What is wrong with the body of a successful answer by the operation's output shape in the service
// model; nothing if it is as clients expect it.
std::optional<std::string> ProblemOfOutput(std::string_view operation, std::string_view body);

}  // namespace autopilot::testing
