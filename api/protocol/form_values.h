#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autopilot {

// The value of the first `name=value` pair of a query string or form body ("a=1&b=2"), with %XX
// and '+' decoded. Nothing if there is none, or if its encoding is broken.
std::optional<std::string> FormValue(std::string_view form, std::string_view name);

// All pairs in their order, with names and values decoded; the value of a name without '=' is "".
// Nothing if an encoding is broken.
std::optional<std::vector<std::pair<std::string, std::string>>> FormPairs(std::string_view form);

// A segment of a path with %XX decoded; '+' stands for itself there. Nothing if it is broken.
std::optional<std::string> PathSegment(std::string_view encoded);

}  // namespace autopilot
