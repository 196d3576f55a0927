#include "server/router.h"

#include <utility>

namespace autopilot {

Handler MakeRouter(const ControlApi& control, Handler api) {
  return [&control, api = std::move(api)](Request request, Reply reply) {
    if (ControlApi::Owns(request.Path())) {
      control.Handle(std::move(request), std::move(reply));
    } else {
      api(std::move(request), std::move(reply));
    }
  };
}

}  // namespace autopilot
