#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace autopilot {

// Whose resources: jobs, tags and clocks of one account and region never meet those of another.
struct Scope {
  std::string account;  // 12 digits
  std::string region;   // for example "us-east-1"

  auto operator<=>(const Scope&) const = default;
};

// 12 digits.
bool IsAccountId(std::string_view text);
// Lower-case letters, digits and '-'; at most 32 of them.
bool IsRegionName(std::string_view text);

}  // namespace autopilot
