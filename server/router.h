#pragma once

#include "server/admin/routes.h"
#include "server/http/handler.h"

namespace autopilot {

// Sends a request to the operators' routes or to the SageMaker API, which takes all the rest and
// has its own errors for what is not its own. `admin` must outlive the handler.
Handler MakeRouter(const AdminRoutes& admin, Handler api);

}  // namespace autopilot
