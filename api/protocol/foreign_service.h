#pragma once

#include <optional>
#include <string>

#include "api/protocol/caller.h"
#include "api/protocol/message.h"

namespace autopilot {

// The AWS service that a request is meant for when that is not SageMaker, as happens with a global
// AWS_ENDPOINT_URL: "s3", "sts", "dynamodb", or "" when it is another service that cannot be named.
// A signature decides; of unsigned requests the target prefix and the query protocol tell. Nothing
// for SageMaker's own calls and whatever cannot be told apart from them.
std::optional<std::string> ForeignService(const Request& request, const Caller& caller);

// The error that names the fix, in the form that clients of that service can read.
Response ForeignServiceResponse(const Request& request, const std::string& service,
                                const std::string& request_id);

}  // namespace autopilot
