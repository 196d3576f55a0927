#include "lifecycle/events.h"

#include <algorithm>
#include <iterator>

namespace autopilot {

EventLog StartOfLife(Timestamp created, Rate rate) {
  return {{.kind = EventKind::kCreated, .at = created, .argument = rate.millionths}};
}

EventLog EventsUpTo(const EventLog& events, std::int64_t change) {
  EventLog made;
  std::copy_if(events.begin(), events.end(), std::back_inserter(made),
               [change](const Event& event) { return event.change <= change; });
  return made;
}

}  // namespace autopilot
