#pragma once

#include <string>

#include "api/protocol/message.h"
#include "common/error.h"

namespace autopilot {

// A random UUID (version 4, lower case), as every answer carries one. Any thread.
std::string NewRequestId();

// The one place that writes bodies and headers of the AWS JSON 1.1 protocol.
// `json` is the output structure; empty for operations without output.
Response JsonResponse(std::string json, const std::string& request_id);
Response ErrorResponse(const Error& error, const std::string& request_id);

}  // namespace autopilot
