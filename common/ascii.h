#pragma once

#include <string>
#include <string_view>

namespace autopilot {

// Lower-cases A-Z and leaves every other byte alone: the key under which names are compared.
std::string ToLowerAscii(std::string_view text);

bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b);

}  // namespace autopilot
