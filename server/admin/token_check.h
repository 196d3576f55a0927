#pragma once

#include <string_view>

#include "api/protocol/message.h"

namespace autopilot {

inline constexpr auto kTokenMissing =
    "This server was started with --control-token: send it as 'Authorization: Bearer TOKEN', or "
    "as 'X-Autopilot-Token: TOKEN' beside a signature.";

// Whether the request carries the token; takes the same time for all wrong ones of its length.
bool CarriesToken(const Request& request, std::string_view token);

}  // namespace autopilot
