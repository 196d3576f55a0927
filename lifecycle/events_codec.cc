#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "lifecycle/byte_codec.h"
#include "lifecycle/codec.h"
#include "lifecycle/limits.h"

namespace autopilot {
namespace {

constexpr std::uint8_t kEventsVersion = 1;

// The least bytes that one takes: to judge a count before memory is taken for it.
constexpr std::size_t kLeastEvent = 4;

// Clock instants beyond, about 9,000 years from 1970, cannot come from an API that shows dates.
constexpr std::int64_t kLastInstant = std::int64_t{1} << 58;

constexpr std::int64_t kLastChange = std::numeric_limits<std::int64_t>::max();

// That the event is a known one with an argument that somebody may have given.
void ExpectArgument(const Event& event) {
  switch (event.kind) {
    case EventKind::kCreated:
    case EventKind::kRateChanged:
      if (event.argument < 1) throw CodecError("an impossible rate in the stored events");
      return;
    case EventKind::kAdvanced:
    case EventKind::kHeld:
    case EventKind::kAwaitsProfile:
      if (event.argument < 0 || event.argument > kLongestPlan.us) {
        throw CodecError("an impossible time in the stored events");
      }
      return;
    case EventKind::kStopRequested:
    case EventKind::kReleased:
    case EventKind::kProfiled:
      return;
  }
  throw CodecError("an unknown event in the stored form");
}

}  // namespace

std::string EncodeEvents(const EventLog& events) {
  ByteWriter out;
  out.Byte(kEventsVersion);
  out.Varint(events.size());
  std::int64_t previous = 0;
  std::int64_t previous_change = 0;
  for (const Event& event : events) {
    const std::int64_t at = event.at.time_since_epoch().count();
    out.Byte(static_cast<std::uint8_t>(event.kind));
    out.Signed(at - previous);
    out.Signed(event.argument);
    out.Signed(event.change - previous_change);
    previous = at;
    previous_change = event.change;
  }
  return out.Take();
}

EventLog DecodeEvents(std::string_view bytes) {
  ByteReader in(bytes);
  ExpectVersion(in.Byte(), kEventsVersion);
  EventLog events(in.Count(kLeastEvent));
  std::int64_t previous = 0;
  std::int64_t previous_change = 0;
  for (Event& event : events) {
    const std::uint8_t kind = in.Byte();
    const std::int64_t delta = in.Signed();
    event.argument = in.Signed();
    const std::int64_t change_delta = in.Signed();
    const bool first = &event == events.data();
    const bool created = kind == static_cast<std::uint8_t>(EventKind::kCreated);
    if (created != first) {
      throw CodecError("the stored events do not begin with a creation");
    }
    event.kind = static_cast<EventKind>(kind);
    ExpectArgument(event);
    if (delta < (first ? -kLastInstant : 0) || delta > kLastInstant - previous) {
      throw CodecError("the stored events go back in time");
    }
    previous += delta;
    event.at = Timestamp(std::chrono::microseconds(previous));
    if (change_delta < 0 || change_delta > kLastChange - previous_change) {
      throw CodecError("the changes of the stored events go back");
    }
    previous_change += change_delta;
    event.change = previous_change;
  }
  if (events.empty()) throw CodecError("the stored events are empty");
  in.ExpectEnd();
  return events;
}

}  // namespace autopilot
