#include "control/fault_errors.h"

#include <algorithm>
#include <array>

namespace autopilot {
namespace {

struct KnownError {
  std::string_view type;
  unsigned status;
  std::string_view message;
};

constexpr std::string_view kTimeout = "The request did not arrive completely in time.";

// Sorted by type.
constexpr std::array kKnownErrors = {
    KnownError{"AccessDeniedException", 400,
               "You do not have sufficient access to perform this action."},
    KnownError{"ConflictException", 400,
               "There was a conflict with another change of the same resource."},
    KnownError{"ExpiredTokenException", 400,
               "The security token included in the request is expired"},
    KnownError{"IncompleteSignatureException", 400,
               "The request signature does not conform to AWS standards."},
    KnownError{"InternalFailure", 500,
               "The request processing has failed because of an unknown error, exception or "
               "failure."},
    KnownError{"InvalidSignatureException", 400,
               "The request signature we calculated does not match the signature you provided. "
               "Check your AWS Secret Access Key and signing method. Consult the service "
               "documentation for details."},
    KnownError{"MissingAuthenticationTokenException", 400, "Missing Authentication Token"},
    KnownError{"OptInRequired", 403, "The AWS access key ID needs a subscription for the service."},
    KnownError{"RequestExpired", 400, "The date of the request is too old or in the future."},
    KnownError{"RequestTimeout", 408, kTimeout},
    KnownError{"RequestTimeoutException", 408, kTimeout},
    KnownError{"ResourceInUse", 400, "The resource is in use."},
    KnownError{"ResourceLimitExceeded", 400, "A resource limit of the account is exceeded."},
    KnownError{"ResourceNotFound", 400, "The resource was not found."},
    KnownError{"ServiceUnavailable", 503,
               "The request has failed due to a temporary failure of the server."},
    KnownError{"SlowDown", 503, "Please reduce your request rate."},
    KnownError{"ThrottlingException", 400, "Rate exceeded"},
    KnownError{"TooManyRequestsException", 429, "Too Many Requests"},
    KnownError{"UnrecognizedClientException", 400,
               "The security token included in the request is invalid."},
    KnownError{"ValidationException", 400,
               "The input fails to satisfy the constraints specified by an AWS service."},
};

}  // namespace

std::optional<FaultError> KnownFaultError(std::string_view type) {
  const auto* known = std::find_if(kKnownErrors.begin(), kKnownErrors.end(),
                                   [&](const KnownError& one) { return one.type == type; });
  if (known == kKnownErrors.end()) return std::nullopt;
  return FaultError{.type = std::string(known->type),
                    .message = std::string(known->message),
                    .status = known->status};
}

std::vector<std::string> KnownFaultErrorTypes() {
  std::vector<std::string> types;
  types.reserve(kKnownErrors.size());
  for (const KnownError& known : kKnownErrors) types.emplace_back(known.type);
  return types;
}

bool IsErrorType(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '#' || c == '_' || c == '-';
  });
}

}  // namespace autopilot
