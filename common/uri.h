#pragma once

#include <string>
#include <string_view>

namespace autopilot {

enum class Slash { kEncode, kKeep };

// RFC 3986 as SigV4 asks for it: every byte but A-Z a-z 0-9 - . _ ~ becomes %XX, in capitals.
std::string UriEncode(std::string_view text, Slash slash = Slash::kEncode);

// %XX decoded; a '%' without two digits behind it stands for itself, and so does '+'.
std::string UriDecode(std::string_view text);

}  // namespace autopilot
