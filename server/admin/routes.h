#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "api/protocol/message.h"
#include "server/admin/host_check.h"
#include "server/metrics.h"
#include "server/readiness.h"

namespace autopilot {

// The routes for operators: /_autopilot/health, /_autopilot/ready and /metrics. Any thread.
class AdminRoutes {
 public:
  using CountConnections = std::function<std::size_t()>;

  // The references must outlive it.
  AdminRoutes(HostCheck host_check, const Readiness& readiness, const Metrics& metrics,
              CountConnections count_connections);

  // Whether a path belongs to these routes rather than to the SageMaker API.
  static bool Owns(std::string_view path);

  // Errors are AWS-shaped JSON: 403 for a host that is not allowed, 404 with the list of what
  // exists, 405 for methods other than GET and HEAD.
  Response Answer(const Request& request) const;

 private:
  Response Health() const;
  Response Ready() const;

  HostCheck host_check_;
  const Readiness& readiness_;
  const Metrics& metrics_;
  CountConnections count_connections_;
};

}  // namespace autopilot
