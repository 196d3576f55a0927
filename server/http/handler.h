#pragma once

#include <functional>
#include <string>

#include "api/protocol/message.h"
#include "common/error.h"

namespace autopilot {

// Answers one request: calls the reply exactly once, at once or later, from any thread. Called on
// the threads of the HTTP server, which it must not block. An exception is answered with 500.
using Handler = std::function<void(Request, Reply)>;

// A request that the HTTP layer answered by itself, because it never became a complete request or
// because the handler threw.
struct Refusal {
  std::string request_id;
  Error error;
  std::string internal_error;  // for the log: what the handler threw; else ""
};
// Any thread of the HTTP server; must not throw.
using RefusalObserver = std::function<void(const Refusal&)>;

}  // namespace autopilot
