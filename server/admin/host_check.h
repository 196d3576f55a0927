#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/protocol/message.h"

namespace autopilot {

// Keeps web pages from using the control API through the user's browser. A page that has its own
// name resolve to our address (DNS rebinding) is known by the Host header; a page of another origin
// by Origin.
class HostCheck {
 public:
  // Names to allow besides IP literals, localhost, *.localhost, host.docker.internal and names of a
  // single label; compared without case and port.
  explicit HostCheck(std::vector<std::string> allowed_hosts);

  // A request without Host (HTTP/1.0) cannot come from a browser and is allowed.
  bool Allows(const Request& request) const;

 private:
  bool AllowsHost(std::string_view host) const;

  std::vector<std::string> allowed_;  // lower case
};

}  // namespace autopilot
