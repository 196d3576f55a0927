#pragma once

#include <optional>
#include <string>

namespace autopilot {

// The owner of what holds for every account.
inline constexpr const char* kAllAccounts = "*";

// The account that an owner is; nothing for all.
inline std::optional<std::string> AccountOf(const std::string& owner) {
  return owner == kAllAccounts ? std::nullopt : std::optional(owner);
}

}  // namespace autopilot
