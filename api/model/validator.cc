#include "api/model/validator.h"

#include <utility>

#include "api/model/constraint_check.h"
#include "api/model/type_check.h"
#include "api/protocol/errors.h"

namespace autopilot {

Result<CheckedInput> CheckInput(const Shape& input, nlohmann::json body) {
  auto unknown_members = FitTypes(input, body);
  if (!unknown_members) return tl::unexpected(std::move(unknown_members).error());
  const Violations violations = FindViolations(input, body);
  if (!violations.listed.empty()) {
    return tl::unexpected(errors::ValidationFailed(violations.listed, violations.unlisted));
  }
  return CheckedInput{.value = std::move(body), .unknown_members = *std::move(unknown_members)};
}

}  // namespace autopilot
