#include "server/admin/token_check.h"

#include "common/ascii.h"
#include "common/digest.h"

namespace autopilot {
namespace {

constexpr std::string_view kBearer = "Bearer ";

}  // namespace

bool CarriesToken(const Request& request, std::string_view token) {
  const std::string_view authorization = request.Header("Authorization");
  const bool is_bearer = EqualsIgnoringAsciiCase(authorization.substr(0, kBearer.size()), kBearer);
  return (is_bearer && EqualInConstantTime(authorization.substr(kBearer.size()), token)) ||
         EqualInConstantTime(request.Header("X-Autopilot-Token"), token);
}

}  // namespace autopilot
