#include "api/protocol/errors.h"

#include "api/protocol/bounded_text.h"
#include "common/iso_time.h"

namespace autopilot {
namespace errors {
namespace {

constexpr std::size_t kShownBytes = 200;

std::string Text(std::string_view before, std::string_view value, std::string_view after) {
  return std::string(before).append(value).append(after);
}

}  // namespace

Error ValidationFailed(const std::vector<std::string>& violations, std::size_t unlisted) {
  const std::size_t count = violations.size() + unlisted;
  std::string message = std::to_string(count) + (count == 1 ? " validation error detected: "
                                                            : " validation errors detected: ");
  for (std::size_t i = 0; i < violations.size(); ++i) {
    if (i > 0) message += "; ";
    message += violations[i];
  }
  if (unlisted > 0) message += "; and " + std::to_string(unlisted) + " more";
  return {ErrorCode::kValidation, std::move(message)};
}

Error InvalidParameter(std::string rule) { return {ErrorCode::kValidation, std::move(rule)}; }

Error Serialization(std::string what) { return {ErrorCode::kSerialization, std::move(what)}; }

Error UnusableData(const DataError& reason) {
  return reason.kind == DataErrorKind::kCancelled ? ShuttingDown() : InvalidParameter(reason.text);
}

Error JobNotFound(std::string_view name) {
  return {ErrorCode::kResourceNotFound,
          Text("Amazon SageMaker can't find an AutoML job called ", name, ".")};
}

Error JobNameInUse(std::string_view name, Timestamp since) {
  return {
      ErrorCode::kResourceInUse,
      Text("An AutoML job with the name, ", name, ", already exists. Choose a different name."),
      Text("The name is in use since ", IsoTime(since),
           ". Names are never freed: choose another, or start with --fresh to forget all jobs.")};
}

Error JobNotStoppable(std::string_view status) {
  return {ErrorCode::kValidation,
          Text("The request was rejected because the AutoML job is in status ", status, ".")};
}

Error TooManyJobs(std::size_t limit, std::size_t running) {
  return {ErrorCode::kResourceLimitExceeded,
          "The account-level service limit 'Number of concurrent AutoML jobs' is " +
              std::to_string(limit) + " Jobs, with current utilization of " +
              std::to_string(running) +
              " Jobs and a request delta of 1 Jobs. Please contact AWS support to request an "
              "increase for this limit."};
}

Error ResourceArnNotFound(std::string_view arn) {
  return {ErrorCode::kValidation, Text("Could not find resource with ARN ", arn, ".")};
}

Error TooManyTags(std::size_t limit) {
  return {ErrorCode::kValidation,
          "A resource can have at most " + std::to_string(limit) + " tags."};
}

Error ReservedTagKey(std::string_view key) {
  return {ErrorCode::kValidation, Text("The tag key ", key,
                                       " is not allowed: keys that begin with aws: are reserved "
                                       "for AWS use.")};
}

Error DuplicateTagKey(std::string_view key) {
  return {ErrorCode::kValidation,
          Text("Tag keys must be unique: the key ", key, " was given more than once.")};
}

Error InvalidNextToken() {
  return {ErrorCode::kValidation,
          "The NextToken is not valid: it was not returned by this operation for the same "
          "parameters."};
}

Error UnknownOperation(std::string_view target) {
  if (target.empty()) {
    return {ErrorCode::kUnknownOperation,
            "The request names no operation: the header X-Amz-Target must be "
            "SageMaker.<operation>."};
  }
  return {ErrorCode::kUnknownOperation,
          Text("This server has no operation ", PrintableText(target, kShownBytes), ".")};
}

Error WrongService(std::string_view service) {
  const std::string other =
      service.empty() ? "an AWS service other than SageMaker"
                      : Text("the AWS service '", PrintableText(service, kShownBytes), "'");
  return {ErrorCode::kWrongService,
          "This request is for " + other +
              ", but this server speaks only SageMaker. Set AWS_ENDPOINT_URL_SAGEMAKER (or the "
              "endpoint_url of the sagemaker client) instead of AWS_ENDPOINT_URL, so that only "
              "SageMaker calls come here."};
}

Error MethodNotAllowed(std::string_view method, std::string_view path) {
  return {ErrorCode::kMethodNotAllowed,
          Text("The method ", PrintableText(method, kShownBytes), " is not allowed for ") +
              PrintableText(path, kShownBytes) + ": SageMaker operations are sent as POST /."};
}

Error BodyTooLarge(std::size_t limit_bytes) {
  return {ErrorCode::kRequestTooLarge, "The request body is larger than " +
                                           std::to_string(limit_bytes) +
                                           " bytes (--max-body-bytes)."};
}

Error HeaderTooLarge(std::size_t limit_bytes) {
  return {ErrorCode::kHeaderTooLarge,
          "The request header is larger than " + std::to_string(limit_bytes) + " bytes."};
}

Error MalformedHttp(std::string_view what) {
  return {ErrorCode::kMalformedHttp,
          Text("The HTTP request is malformed: ", PrintableText(what, kShownBytes), ".")};
}

Error RequestTimeout() {
  return {ErrorCode::kRequestTimeout, "The request did not arrive completely in time."};
}

Error TooManyConnections(std::size_t limit) {
  return {ErrorCode::kServiceUnavailable,
          "All of the " + std::to_string(limit) + " connections of this server are in use."};
}

Error TooManyNewConnections(std::size_t limit) {
  return {ErrorCode::kServiceUnavailable,
          "This server takes " + std::to_string(limit) +
              " new connections a second (--max-new-connections). Keep connections open, or try "
              "again later."};
}

Error TooManyPipelined(std::size_t limit) {
  return {ErrorCode::kServiceUnavailable,
          "This server takes " + std::to_string(limit) +
              " requests in a row on a connection whose answers are not waited for "
              "(--max-pipelined)."};
}

Error TooManyAccounts(std::size_t limit, std::string_view account) {
  return {ErrorCode::kResourceLimitExceeded,
          Text("This server keeps jobs of " + std::to_string(limit) +
                   " accounts (--max-accounts), and ",
               account, " would be one more. Reset accounts that are not needed any more.")};
}

Error ShuttingDown() { return {ErrorCode::kServiceUnavailable, "The server is shutting down."}; }

Error InternalFailure(std::string reason) {
  return {ErrorCode::kInternalFailure,
          "The request processing has failed because of an unknown error, exception or failure.",
          std::move(reason)};
}

Error NothingStored(std::string reason) {
  Error error = InternalFailure(std::move(reason));
  error.message += " Nothing was stored; the server's log says why.";
  return error;
}

Error Custom(std::string type, std::string message, unsigned http_status) {
  return {.code = ErrorCode::kCustom,
          .message = std::move(message),
          .type = std::move(type),
          .http_status = http_status};
}

Error ScenarioUnusable(const ControlError& reason) {
  std::string message = reason.message;
  if (!reason.available.empty()) {
    message += " There are";
    for (const auto& name : reason.available) {
      message += Text(name == reason.available.front() ? " " : ", ", name, "");
    }
    message += ".";
  }
  return {ErrorCode::kValidation, std::move(message)};
}

}  // namespace errors

namespace {

// The member is the model's for the errors that it declares, whoever asked for them.
std::string_view MessageMemberOf(std::string_view type) {
  for (const std::string_view modelled :
       {"ResourceInUse", "ResourceNotFound", "ResourceLimitExceeded"}) {
    if (type == modelled) return "Message";
  }
  return "message";
}

}  // namespace

ErrorType TypeOf(const Error& error) {
  switch (error.code) {
    case ErrorCode::kValidation:
      return {"ValidationException", 400, "message"};
    case ErrorCode::kSerialization:
      return {"SerializationException", 400, "message"};
    case ErrorCode::kUnknownOperation:
    case ErrorCode::kWrongService:
      return {"UnknownOperationException", 400, "message"};
    case ErrorCode::kResourceInUse:
      return {"ResourceInUse", 400, "Message"};
    case ErrorCode::kResourceNotFound:
      return {"ResourceNotFound", 400, "Message"};
    case ErrorCode::kResourceLimitExceeded:
      return {"ResourceLimitExceeded", 400, "Message"};
    case ErrorCode::kMethodNotAllowed:
      return {"MethodNotAllowedException", 405, "message"};
    case ErrorCode::kRequestTooLarge:
      return {"RequestEntityTooLargeException", 413, "message"};
    case ErrorCode::kHeaderTooLarge:
      return {"RequestHeaderFieldsTooLargeException", 431, "message"};
    case ErrorCode::kMalformedHttp:
      return {"MalformedHttpRequestException", 400, "message"};
    case ErrorCode::kRequestTimeout:
      return {"RequestTimeoutException", 408, "message"};
    case ErrorCode::kServiceUnavailable:
      return {"ServiceUnavailable", 503, "message"};
    case ErrorCode::kMissingAuthenticationToken:
      return {"MissingAuthenticationTokenException", 400, "message"};
    case ErrorCode::kIncompleteSignature:
      return {"IncompleteSignatureException", 400, "message"};
    case ErrorCode::kInvalidSignature:
      return {"InvalidSignatureException", 400, "message"};
    case ErrorCode::kRequestExpired:
      return {"RequestExpired", 400, "message"};
    case ErrorCode::kUnrecognizedClient:
      return {"UnrecognizedClientException", 400, "message"};
    case ErrorCode::kExpiredToken:
      return {"ExpiredTokenException", 400, "message"};
    case ErrorCode::kCustom:
      return {error.type, error.http_status, MessageMemberOf(error.type)};
    case ErrorCode::kInternalFailure:
      break;
  }
  return {"InternalFailure", 500, "message"};
}

}  // namespace autopilot
