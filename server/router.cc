#include "server/router.h"

#include <utility>

namespace autopilot {

Handler MakeRouter(const AdminRoutes& admin, Handler api) {
  return [&admin, api = std::move(api)](Request request, Reply reply) {
    if (AdminRoutes::Owns(request.Path())) {
      reply(admin.Answer(request));
    } else {
      api(std::move(request), std::move(reply));
    }
  };
}

}  // namespace autopilot
