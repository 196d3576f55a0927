#include "control/control_context.h"

#include <algorithm>

#include "common/scope.h"
#include "control/all_accounts.h"
#include "control/glob.h"

namespace autopilot {

std::optional<std::string> ReadAccount(JsonFields& fields) {
  auto account = fields.String("account");
  if (account && *account != kAllAccounts && !IsAccountId(*account)) {
    fields.Refuse("account", "must be 12 digits, or '*' for all accounts");
  }
  return account;
}

void CheckOperation(JsonFields& fields, const std::string& path, std::string_view glob,
                    const ControlContext& context) {
  const bool fits_one = std::any_of(
      context.operations.begin(), context.operations.end(),
      [&](auto operation) { return GlobMatches(glob, operation, GlobCase::kSensitive); });
  if (fits_one) return;
  fields.Refuse(ControlError{.message = "No operation is named '" + std::string(glob) + "'.",
                             .path = path,
                             .available = {context.operations.begin(), context.operations.end()}});
}

}  // namespace autopilot
