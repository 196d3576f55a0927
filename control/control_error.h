#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace autopilot {

enum class ControlErrorKind {
  kInvalid,   // the request is wrong
  kNotFound,  // what it names does not exist
  kConflict,  // the state does not allow it
  kPending,   // the state does not allow it yet: something is on its way
  kFailed,    // not the request's fault: the change could not be stored
  kStopping,  // the server ends before it comes to the request
};

// Why a control request is refused, in a form that a test's author can act on.
struct [[nodiscard]] ControlError {
  std::string message;                      // a sentence
  std::string path = {};                    // JSON pointer into the request: "/latency/uniform/min"
  std::vector<std::string> available = {};  // what exists, where a name is not known; else empty
  ControlErrorKind kind = ControlErrorKind::kInvalid;

  bool operator==(const ControlError&) const = default;
};

template <typename T>
using ControlResult = tl::expected<T, ControlError>;

}  // namespace autopilot
