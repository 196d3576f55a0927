#include <utility>

#include "server/admin/openapi_json.h"
#include "server/admin/routes.h"
#include "server/version.h"

namespace autopilot {
namespace {

void GetHealth(const CallPtr& call) { call->Answer({{"status", "ok"}, {"version", kVersion}}); }

void GetReady(const CallPtr& call) {
  switch (call->services().readiness.phase()) {
    case Readiness::Phase::kReady:
      return call->Answer({{"status", "ready"}});
    case Readiness::Phase::kStopping:
      return call->Answer({{"status", "stopping"}}, 503);
    case Readiness::Phase::kStarting:
      break;
  }
  call->Answer({{"status", "starting"}}, 503);
}

void GetMetrics(const CallPtr& call) {
  call->Send({.status = 200,
              .content_type = "text/plain; version=0.0.4; charset=utf-8",
              .body = call->services().metrics(),
              .headers = {}});
}

void GetOpenApi(const CallPtr& call) {
  call->Send({.status = 200,
              .content_type = "application/json",
              .body = std::string(kOpenApi),
              .headers = {{"x-amzn-RequestId", call->record().request_id}}});
}

// Before clients trust it they can only ask by http, so the answer is no secret.
void GetTlsAuthority(const CallPtr& call) {
  const std::string& authority = call->services().tls_authority;
  if (authority.empty()) {
    return call->Refuse({.message = "The server has no CA of its own. --tls self-signed makes one.",
                         .kind = ControlErrorKind::kNotFound});
  }
  call->Send({.status = 200,
              .content_type = "application/x-pem-file",
              .body = authority,
              .headers = {{"x-amzn-RequestId", call->record().request_id}}});
}

}  // namespace

std::vector<Route> InfoRoutes() {
  return {{.method = "GET",
           .path = "/_autopilot/health",
           .handle = GetHealth,
           .access = Access::kOpen,
           .accounts = Accounts::kNone},
          {.method = "GET",
           .path = "/_autopilot/ready",
           .handle = GetReady,
           .access = Access::kOpen,
           .accounts = Accounts::kNone},
          {.method = "GET",
           .path = "/health",
           .handle = GetHealth,
           .access = Access::kOpen,
           .accounts = Accounts::kNone},
          {.method = "GET",
           .path = "/metrics",
           .handle = GetMetrics,
           .access = Access::kOperator,
           .accounts = Accounts::kNone},
          {.method = "GET",
           .path = "/_autopilot/openapi.json",
           .handle = GetOpenApi,
           .accounts = Accounts::kNone},
          {.method = "GET",
           .path = "/_autopilot/tls/ca.pem",
           .handle = GetTlsAuthority,
           .access = Access::kOpen,
           .accounts = Accounts::kNone}};
}

}  // namespace autopilot
