#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/ascii.h"
#include "common/sigv4.h"

namespace autopilot {

enum class HttpMethod : std::uint8_t { kGet, kHead };

struct HttpRequest {
  HttpMethod method = HttpMethod::kGet;
  std::string target;  // path and query, encoded
  sigv4::Headers headers;
  std::size_t body_limit = 0;  // bytes, of an answer 200 or 206; errors have a limit of their own
};

struct HttpAnswer {
  unsigned status = 0;
  sigv4::Headers headers;
  std::string body;

  // Of the first header of that name, in any case; "" without one.
  std::string_view Header(std::string_view name) const {
    for (const auto& [header, value] : headers) {
      if (EqualsIgnoringAsciiCase(header, name)) return value;
    }
    return {};
  }
};

struct HttpFailure {
  enum class Kind : std::uint8_t {
    kEnded,     // the caller's deadline has passed, or the call was cancelled
    kClosed,    // a connection that was kept is closed: the same on a new one may well succeed
    kNoAnswer,  // no connection, or no answer on it; later there may be one
    kUnusable,  // an answer that is of no use, or a server that is not trusted
  };

  Kind kind = Kind::kNoAnswer;
  std::string reason;  // a sentence that names the endpoint; "" for kEnded
};

}  // namespace autopilot
