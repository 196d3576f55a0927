#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/error.h"
#include "common/time.h"
#include "control/control_error.h"
#include "datasets/base/data_error.h"

namespace autopilot {

// One factory per situation: this and auth_errors.h are the only places that hold texts of errors.
// Where a text was observed or decided is told in docs/fidelity.md.
namespace errors {

// Several violations of the service model make one error, in AWS's wording. `unlisted` more were
// found than are told; the count includes them.
Error ValidationFailed(const std::vector<std::string>& violations, std::size_t unlisted = 0);
// A rule of an operation that is not in the model; `rule` is a sentence.
Error InvalidParameter(std::string rule);
Error Serialization(std::string what);
// The data of a job is not what the job says, or cannot be read.
Error UnusableData(const DataError& reason);

Error JobNotFound(std::string_view name);
Error JobNameInUse(std::string_view name, Timestamp since);
Error JobNotStoppable(std::string_view status);
Error TooManyJobs(std::size_t limit, std::size_t running);
Error ResourceArnNotFound(std::string_view arn);
Error TooManyTags(std::size_t limit);
Error ReservedTagKey(std::string_view key);
Error DuplicateTagKey(std::string_view key);
Error InvalidNextToken();

Error UnknownOperation(std::string_view target);
Error WrongService(std::string_view service);  // "": the service is not known
Error MethodNotAllowed(std::string_view method, std::string_view path);
Error BodyTooLarge(std::size_t limit_bytes);
Error HeaderTooLarge(std::size_t limit_bytes);
Error MalformedHttp(std::string_view what);
Error RequestTimeout();
Error TooManyConnections(std::size_t limit);
Error TooManyNewConnections(std::size_t limit);  // in a second
Error TooManyPipelined(std::size_t limit);
Error TooManyAccounts(std::size_t limit, std::string_view account);
Error ShuttingDown();
Error InternalFailure(std::string reason = {});  // the reason is for the log alone
Error NothingStored(std::string reason);         // the same, of a write
// What a scenario or a fault asks for, in a test's own words.
Error Custom(std::string type, std::string message, unsigned http_status);
// A scenario that this job was to have, by a tag, a rule or a default, cannot be had.
Error ScenarioUnusable(const ControlError& reason);

}  // namespace errors

// How an error looks on the wire.
struct ErrorType {
  std::string_view name;  // "__type", and the header x-amzn-ErrorType
  unsigned http_status;
  std::string_view message_member;  // "message", or "Message" where the model declares it so
};
ErrorType TypeOf(const Error& error);  // valid as long as the error

}  // namespace autopilot
