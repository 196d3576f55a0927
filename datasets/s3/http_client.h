#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "datasets/base/deadline.h"
#include "datasets/s3/host_resolver.h"
#include "datasets/s3/http_connection.h"
#include "datasets/s3/s3_endpoint.h"
#include "datasets/s3/tls_trust.h"

namespace autopilot {

struct HttpTimeouts {
  std::chrono::milliseconds connect;
  std::chrono::milliseconds read;
};

// Sends requests to one endpoint and to no other: redirects are answers like others. Connections
// that are still good are kept, the latest ones. Any thread, several at once.
class HttpClient {
 public:
  // `trust`: for https, otherwise null.
  HttpClient(S3Endpoint endpoint, std::unique_ptr<TlsTrust> trust, HttpTimeouts timeouts,
             std::size_t max_idle, HostResolver::Lookup lookup = HostResolver::SystemLookup);

  // One try, or a second one where the server had closed a connection that was kept.
  HttpResult<HttpAnswer> Send(const HttpRequest& request, const Deadline& deadline);

  const S3Endpoint& endpoint() const { return endpoint_; }

 private:
  using Connection = std::unique_ptr<HttpConnection>;

  Connection TakeIdle();
  void Keep(Connection connection);
  HttpResult<Connection> Connect(const Deadline& deadline);
  HttpResult<HttpAnswer> SendOn(Connection connection, const HttpRequest& request,
                                const Deadline& deadline);

  const S3Endpoint endpoint_;
  const std::unique_ptr<TlsTrust> trust_;
  const HttpTimeouts timeouts_;
  const std::size_t max_idle_;
  HostResolver resolver_;
  std::mutex mutex_;
  std::vector<Connection> idle_;  // the one used last is the last
};

}  // namespace autopilot
