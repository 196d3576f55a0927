#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lifecycle/progression.h"

namespace autopilot {

// Option values that are more than a word or a number. Nothing for text of another form.

// "time", "seconds:N", "manual", "manual:N" or "immediate".
std::optional<Progression> ParseProgressionOption(std::string_view text);

struct HostAndPort {
  std::string host;
  std::uint16_t port = 0;

  bool operator==(const HostAndPort&) const = default;
};
// "127.0.0.1:7241", "[::1]:7241"
std::optional<HostAndPort> ParseHostAndPort(std::string_view text);

}  // namespace autopilot
