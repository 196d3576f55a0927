#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace autopilot {

// A value as violations print it: strings as they are, "[a, b]", "{k=v}", numbers in Java's form.
// At most about 1,000 bytes, then "…".
std::string ShownValue(const nlohmann::json& value);

}  // namespace autopilot
