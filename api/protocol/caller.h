#pragma once

#include <optional>
#include <string>

#include "api/protocol/message.h"
#include "common/scope.h"

namespace autopilot {

// Who calls, read from the credential scope of SigV4 (header or presigned query); nothing is
// verified here.
struct Caller {
  Scope scope;                         // account: the access key id if it has 12 digits
  std::string access_key_id;           // "" when unsigned
  std::optional<std::string> service;  // of the credential scope: "sagemaker"
};

// A header or query that cannot be read counts as unsigned: the defaults apply. The account and the
// region come from the credential only if they have the form of one, so a hostile header cannot
// make keys of other shape.
Caller ParseCaller(const Request& request, const Scope& defaults);

}  // namespace autopilot
