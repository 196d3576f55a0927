#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/protocol/client_link.h"
#include "control/fault_rule.h"

namespace autopilot {

// One HTTP request, complete, without its socket.
struct Request {
  std::string method;  // "POST"
  std::string target;  // path and query as sent: "/"
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<ClientLink> client = {};  // null where there is no connection

  // The first header of that name (without regard to case), or "".
  std::string_view Header(std::string_view name) const;
  std::string_view Path() const;   // target before '?'
  std::string_view Query() const;  // target behind '?', or ""
};

struct Response {
  unsigned status = 200;
  std::string content_type;  // empty: no Content-Type header
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // further ones: x-amzn-RequestId, ...
  // What happens to the connection instead of this answer; kMalformed needs an answer to break.
  std::optional<ConnectionFault> connection_fault = {};
};

// Takes the answer; called exactly once, perhaps later and on another thread. Must not throw.
using Reply = std::function<void(Response)>;

}  // namespace autopilot
