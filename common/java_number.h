#pragma once

#include <string>

#include "common/time.h"

namespace autopilot {

// The shortest decimal that reads back as `value`, in the form of Java's Double.toString, which is
// what the service writes into JSON: "0.5", "1234567.0", "1.606961388927E9". NaN and the infinities
// have no JSON form and must not be passed.
std::string JavaDouble(double value);

// Epoch seconds with millisecond precision in that form (the instant is cut down, not rounded).
std::string JavaTimestamp(Timestamp t);

}  // namespace autopilot
