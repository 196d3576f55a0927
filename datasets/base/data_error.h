#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>

namespace autopilot {

enum class DataErrorKind : std::uint8_t {
  kNoSuchBucket,
  kNoSuchObject,
  kAccessDenied,  // also wrong credentials
  kUnreachable,   // no answer, or none that makes sense
  kTimedOut,      // the deadline has passed
  kCancelled,     // nobody wants to know any more
  kChanged,       // the object is not the one whose reading began
  kMalformed,     // the bytes are not what their format asks for
  kUnsupported,   // legal in its format, but nothing that we read
  kTooLarge,      // beyond a limit of ours
};

// Why data could not be read. `text` is one sentence or more for the client, with a full stop: what
// is wrong, where (s3:// URI, row or byte) and what would be right. It holds no credentials and no
// path of this machine.
struct [[nodiscard]] DataError {
  DataErrorKind kind = DataErrorKind::kMalformed;
  std::string text;

  bool operator==(const DataError&) const = default;
};

template <typename T>
using DataResult = tl::expected<T, DataError>;

}  // namespace autopilot
