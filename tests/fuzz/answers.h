#pragma once

#include <string_view>

#include "api/protocol/message.h"

namespace autopilot::fuzzing {

// Whether an answer is one that clients can read: of bounded size, with headers of one line each,
// an error in its form or, for SageMaker operations, what the output shape says. Anything else is a
// finding. `request` is shown with it.

void CheckApiAnswer(std::string_view operation, const Response& response, std::string_view request);
// Where a test's rules and scenarios may answer in the operation's place: only the form counts.
void CheckSteeredAnswer(const Response& response, std::string_view request);
void CheckControlAnswer(const Response& response, std::string_view request);

}  // namespace autopilot::fuzzing
