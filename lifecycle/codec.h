#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "lifecycle/events.h"
#include "lifecycle/plan.h"

namespace autopilot {

// The stored form of plans and events: small (a candidate takes at most 32 bytes) and versioned by
// its first byte. A form of an older version stays readable.
std::string EncodePlan(const Plan& plan);
std::string EncodeEvents(const EventLog& events);

// Thrown by the decoders on bytes that no version of the encoder wrote: the database is damaged.
struct CodecError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
Plan DecodePlan(std::string_view bytes);
EventLog DecodeEvents(std::string_view bytes);

}  // namespace autopilot
