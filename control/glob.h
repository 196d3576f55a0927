#pragma once

#include <string_view>

namespace autopilot {

enum class GlobCase { kSensitive, kIgnored };  // of ASCII letters

// Whether the whole of `text` fits `pattern`: `*` stands for any bytes or none, `?` for one byte,
// all else for itself. Takes at most as many steps as the product of the two lengths.
bool GlobMatches(std::string_view pattern, std::string_view text, GlobCase letters);

}  // namespace autopilot
