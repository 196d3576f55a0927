#pragma once

#include <string>
#include <tl/expected.hpp>

namespace autopilot {

// What went wrong, as a client of the SageMaker API can tell it apart. TypeOf
// (api/protocol/errors.h) maps each code to its AWS error type and HTTP status.
enum class ErrorCode {
  kValidation,
  kSerialization,
  kUnknownOperation,
  kResourceInUse,
  kResourceNotFound,
  kResourceLimitExceeded,
  kMethodNotAllowed,
  kRequestTooLarge,
  kHeaderTooLarge,
  kMalformedHttp,
  kRequestTimeout,
  kServiceUnavailable,
  kWrongService,
  kMissingAuthenticationToken,
  kIncompleteSignature,
  kInvalidSignature,
  kRequestExpired,
  kUnrecognizedClient,
  kExpiredToken,
  kInternalFailure,
  kCustom,  // what a test has asked for; Error has the type and the status
};

// An expected failure. `message` is the exact text that the client gets; `note` is for the log
// alone, where more can be said than the real service would.
struct [[nodiscard]] Error {
  ErrorCode code;
  std::string message;
  std::string note = {};
  std::string type = {};     // kCustom only: "ThrottlingException"
  unsigned http_status = 0;  // kCustom only

  bool operator==(const Error&) const = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

}  // namespace autopilot
