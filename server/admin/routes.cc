#include "server/admin/routes.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "api/protocol/responses.h"
#include "server/version.h"

namespace autopilot {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kHealth = "/_autopilot/health";
constexpr std::string_view kReady = "/_autopilot/ready";
constexpr std::string_view kMetrics = "/metrics";

Response JsonAnswer(unsigned status, const Json& body) {
  return {.status = status,
          .content_type = "application/json",
          // A path may hold bytes that are not UTF-8.
          .body = body.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n",
          .headers = {{"x-amzn-RequestId", NewRequestId()}, {"Cache-Control", "no-store"}}};
}

Response Refused(unsigned status, std::string_view type, std::string message) {
  return JsonAnswer(status, {{"__type", type}, {"message", std::move(message)}});
}

Response NoSuchRoute(std::string_view path) {
  return JsonAnswer(404, {{"__type", "NotFoundException"},
                          {"message", "There is no " + std::string(path) + " here."},
                          {"available", {kHealth, kReady, kMetrics}}});
}

}  // namespace

AdminRoutes::AdminRoutes(HostCheck host_check, const Readiness& readiness, const Metrics& metrics,
                         CountConnections count_connections)
    : host_check_(std::move(host_check)),
      readiness_(readiness),
      metrics_(metrics),
      count_connections_(std::move(count_connections)) {}

bool AdminRoutes::Owns(std::string_view path) {
  return path == kMetrics || path == "/_autopilot" || path.starts_with("/_autopilot/");
}

Response AdminRoutes::Answer(const Request& request) const {
  if (!host_check_.Allows(request)) {
    return Refused(403, "AccessDeniedException",
                   "The Host or Origin header of this request is not one of this server's own. If "
                   "it is yours, start autopilot-local with --allowed-host and its name.");
  }
  const std::string_view path = request.Path();
  if (path != kHealth && path != kReady && path != kMetrics) return NoSuchRoute(path);
  if (request.method != "GET" && request.method != "HEAD") {
    Response response =
        Refused(405, "MethodNotAllowedException", std::string(path) + " takes GET and HEAD only.");
    response.headers.emplace_back("Allow", "GET, HEAD");
    return response;
  }
  if (path == kHealth) return Health();
  if (path == kReady) return Ready();
  return {.status = 200,
          .content_type = "text/plain; version=0.0.4; charset=utf-8",
          .body = metrics_.Render(count_connections_()),
          .headers = {}};
}

Response AdminRoutes::Health() const {
  return JsonAnswer(200, {{"status", "ok"}, {"version", kVersion}});
}

Response AdminRoutes::Ready() const {
  switch (readiness_.phase()) {
    case Readiness::Phase::kReady:
      return JsonAnswer(200, {{"status", "ready"}});
    case Readiness::Phase::kStopping:
      return JsonAnswer(503, {{"status", "stopping"}});
    case Readiness::Phase::kStarting:
      break;
  }
  return JsonAnswer(503, {{"status", "starting"}});
}

}  // namespace autopilot
