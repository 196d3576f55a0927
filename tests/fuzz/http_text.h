#pragma once

#include <string_view>

#include "api/protocol/message.h"

namespace autopilot::fuzzing {

// A request as a socket could bring it:
//   POST /path?query
//   Name: value
//
//   body
// What no HTTP server would let pass, such as control characters in a header, is left out.
Request ReadHttpText(std::string_view text);

}  // namespace autopilot::fuzzing
