#pragma once

namespace autopilot {

// The owner of what holds for every account.
inline constexpr const char* kAllAccounts = "*";

}  // namespace autopilot
