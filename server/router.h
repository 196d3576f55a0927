#pragma once

#include "server/admin/control_api.h"
#include "server/http/handler.h"

namespace autopilot {

// Sends a request to the control API or to the SageMaker API, which takes all the rest and has its
// own errors for what is not its own. `control` must outlive the handler.
Handler MakeRouter(const ControlApi& control, Handler api);

}  // namespace autopilot
