#include "lifecycle/events.h"

namespace autopilot {

EventLog StartOfLife(Timestamp created, Rate rate) {
  return {{.kind = EventKind::kCreated, .at = created, .argument = rate.millionths}};
}

}  // namespace autopilot
