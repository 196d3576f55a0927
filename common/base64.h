#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace autopilot {

// RFC 4648 with padding, on one line.
std::string Base64(std::string_view bytes);

// Nothing for any text that Base64 would not have written.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace autopilot
