#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "datasets/base/deadline.h"
#include "datasets/s3/http_message.h"
#include "datasets/s3/s3_endpoint.h"
#include "datasets/s3/tls_trust.h"

namespace autopilot {

template <typename T>
using HttpResult = tl::expected<T, HttpFailure>;

// A connection to an endpoint, for one request after the other. Calls block, but look at their
// deadline at least every 100 ms. One thread at a time.
class HttpConnection {
 public:
  virtual ~HttpConnection() = default;

  // To one address, given as text. `trust`: for https; it must outlive the connection. Fails with
  // kNoAnswer, or with kUnusable for a server that is not trusted.
  static HttpResult<std::unique_ptr<HttpConnection>> Open(const S3Endpoint& endpoint,
                                                          const std::string& address,
                                                          const TlsTrust* trust,
                                                          const Deadline& deadline);

  // `read_timeout`: between two pieces of the answer, and until the first one.
  virtual HttpResult<HttpAnswer> Send(const HttpRequest& request,
                                      std::chrono::milliseconds read_timeout,
                                      const Deadline& deadline) = 0;

  // Whether a further request could be sent: the last answer was complete, the server wants to go
  // on, and nothing has come since, not even the end.
  virtual bool IsReusable() = 0;
};

// Whether the text is an address, which needs no looking up.
bool IsAddress(const std::string& host);

}  // namespace autopilot
