#pragma once

#include "api/protocol/message.h"
#include "control/control_error.h"
#include "server/admin/control_call.h"
#include "server/admin/route.h"

namespace autopilot {

// Reads what the route takes, all but the parameters of its path. The account is that of the query
// or of the body, else the caller's. `caller` is what the signature says, or the default.
ControlResult<ControlInput> ReadInput(const Route& route, const Scope& caller, Request request);

}  // namespace autopilot
