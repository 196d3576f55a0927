#pragma once

#include <string>
#include <string_view>

#include "control/control_state.h"

namespace autopilot {

// Where a setting of `owner` comes from: "account", "all" (accounts) or "start" (of the program).
// `has` tells whether settings have it.
template <typename Has>
std::string_view SourceOf(const ControlState& state, const std::string& owner, Has has) {
  if (owner != kAllAccounts && has(*state.SettingsOf(owner))) return "account";
  return has(*state.SettingsOf(kAllAccounts)) ? "all" : "start";
}

}  // namespace autopilot
