#pragma once

#include <cstddef>
#include <string_view>

namespace autopilot {

// Length of valid UTF-8 in UTF-16 code units, which is what the service counts as characters.
std::size_t Utf16Length(std::string_view utf8);

}  // namespace autopilot
