#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "control/json_fields.h"

namespace autopilot {

// What the reading of control requests depends on.
struct ControlContext {
  std::string account;                           // the caller's
  std::span<const std::string_view> operations;  // those that exist
};

// The field "account": 12 digits, or "*" for all; nothing if it is absent.
std::optional<std::string> ReadAccount(JsonFields& fields);

// Refuses a name or glob that fits no operation; `path` is where it stands.
void CheckOperation(JsonFields& fields, const std::string& path, std::string_view glob,
                    const ControlContext& context);

}  // namespace autopilot
