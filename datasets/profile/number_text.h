#pragma once

#include <optional>
#include <string_view>

namespace autopilot {

// The finite number that the whole text is, in decimal or exponent form with blanks around it:
// "3", " -2.5e3 ". Nothing for all else, "nan" and "inf" too.
std::optional<double> NumberIn(std::string_view text);

}  // namespace autopilot
