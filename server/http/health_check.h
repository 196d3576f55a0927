#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace autopilot {

// Asks a running server for its health, as container health checks do. `url` is
// "http://host[:port]", port 80 by default. Nothing means healthy; else what is wrong, as a
// sentence. `timeout` bounds every step, name resolution excepted.
std::optional<std::string> CheckHealth(std::string_view url, std::chrono::milliseconds timeout);

}  // namespace autopilot
