#include "server/admin/token_check.h"

#include <openssl/crypto.h>

#include "common/ascii.h"

namespace autopilot {
namespace {

constexpr std::string_view kBearer = "Bearer ";

bool Equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

bool CarriesToken(const Request& request, std::string_view token) {
  const std::string_view authorization = request.Header("Authorization");
  const bool is_bearer = EqualsIgnoringAsciiCase(authorization.substr(0, kBearer.size()), kBearer);
  return (is_bearer && Equal(authorization.substr(kBearer.size()), token)) ||
         Equal(request.Header("X-Autopilot-Token"), token);
}

}  // namespace autopilot
