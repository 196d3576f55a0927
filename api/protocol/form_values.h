#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace autopilot {

// The value of the first `name=value` pair of a query string or form body ("a=1&b=2"), with %XX
// and '+' decoded. Nothing if there is none, or if its encoding is broken.
std::optional<std::string> FormValue(std::string_view form, std::string_view name);

}  // namespace autopilot
