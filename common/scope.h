#pragma once

#include <compare>
#include <string>

namespace autopilot {

// Whose resources: jobs, tags and clocks of one account and region never meet those of another.
struct Scope {
  std::string account;  // 12 digits
  std::string region;   // for example "us-east-1"

  auto operator<=>(const Scope&) const = default;
};

}  // namespace autopilot
