#pragma once

#include "server/http/net.h"

#include <unordered_set>

#include "server/http/http_date.h"

namespace autopilot {

class Session;

// One thread of the server and what lives on it; only that thread touches it while it runs.
struct Worker {
  net::io_context io{1};
  std::unordered_set<Session*> sessions;
  HttpDate date;
};

}  // namespace autopilot
