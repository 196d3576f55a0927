#pragma once

#include <string>
#include <tl/expected.hpp>

namespace autopilot {

// What went wrong, as a client of the SageMaker API can tell it apart. api/protocol/error_table.h
// maps each code to its AWS error type and HTTP status.
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
  kInternalFailure,
};

// An expected failure. `message` is the exact text that the client gets.
struct [[nodiscard]] Error {
  ErrorCode code;
  std::string message;

  bool operator==(const Error&) const = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

}  // namespace autopilot
