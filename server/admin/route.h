#pragma once

#include <string_view>
#include <vector>

#include "server/admin/control_call.h"

namespace autopilot {

// Who may call a route.
enum class Access {
  kOpen,      // everybody, whatever the options say: for health checks
  kOperator,  // those with the token, also where the control API is off
  kControl,   // those with the token, where the control API is served
};

// Which accounts a request of the route may be about.
enum class Accounts {
  kNone,      // it is about none
  kOne,       // clocks and jobs are of one account
  kOneOrAll,  // "*" stands for all
};

enum class BodyUse {
  kNone,    // there must be none
  kObject,  // a JSON object; blank: {}
  kJson,    // any JSON; blank: null
  kText,    // as it is
};

// One entry of the table of routes.
struct Route {
  std::string_view method;
  std::string_view path;  // "/_autopilot/scenarios/{name}"
  void (*handle)(const CallPtr& call);
  Access access = Access::kControl;
  Accounts accounts = Accounts::kOneOrAll;
  BodyUse body = BodyUse::kNone;
  std::vector<std::string_view> query = {};  // parameters besides "account"
};

// "PUT /_autopilot/clock"
std::string LabelOf(const Route& route);
// All query parameters that the route takes.
std::vector<std::string> QueryOf(const Route& route);

}  // namespace autopilot
