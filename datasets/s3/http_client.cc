#include "datasets/s3/http_client.h"

#include <utility>

namespace autopilot {
namespace {

tl::unexpected<HttpFailure> Ended() {
  return tl::unexpected(HttpFailure{HttpFailure::Kind::kEnded, ""});
}

}  // namespace

HttpClient::HttpClient(S3Endpoint endpoint, std::unique_ptr<TlsTrust> trust, HttpTimeouts timeouts,
                       std::size_t max_idle, HostResolver::Lookup lookup)
    : endpoint_(std::move(endpoint)),
      trust_(std::move(trust)),
      timeouts_(timeouts),
      max_idle_(max_idle),
      resolver_(endpoint_.host, std::move(lookup)) {}

HttpClient::Connection HttpClient::TakeIdle() {
  const std::lock_guard lock(mutex_);
  while (!idle_.empty()) {
    Connection connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->IsReusable()) return connection;
  }
  return nullptr;
}

void HttpClient::Keep(Connection connection) {
  if (max_idle_ == 0 || !connection->IsReusable()) return;
  Connection oldest;  // closed without the lock
  const std::lock_guard lock(mutex_);
  if (idle_.size() >= max_idle_) {
    oldest = std::move(idle_.front());
    idle_.erase(idle_.begin());
  }
  idle_.push_back(std::move(connection));
}

HttpResult<HttpClient::Connection> HttpClient::Connect(const Deadline& deadline) {
  const Deadline limit = deadline.AtMost(timeouts_.connect);
  std::vector<std::string> addresses{endpoint_.host};
  if (!IsAddress(endpoint_.host)) {
    auto found = resolver_.Resolve(limit);
    if (!found && deadline.HasPassed()) return Ended();
    if (!found || !*found || (*found)->empty()) {
      const std::string why = found && !*found ? " (" + found->error() + ")." : ".";
      return tl::unexpected(
          HttpFailure{HttpFailure::Kind::kNoAnswer,
                      "The host of " + endpoint_.Url() + " could not be looked up" + why});
    }
    addresses = **std::move(found);
  }
  // One address that does not answer must not take the time of all.
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto left = limit.due() - Deadline::SteadyClock::now();
    const auto share = left / static_cast<int>(addresses.size() - i);
    auto connection =
        HttpConnection::Open(endpoint_, addresses[i], trust_.get(), limit.AtMost(share));
    if (deadline.HasPassed()) return Ended();
    if (!connection && connection.error().kind == HttpFailure::Kind::kEnded) {
      connection =
          tl::unexpected(HttpFailure{HttpFailure::Kind::kNoAnswer,
                                     "There is no connection to " + endpoint_.Url() + " in time."});
    }
    if (connection || i + 1 == addresses.size()) return connection;
  }
  return Ended();
}

HttpResult<HttpAnswer> HttpClient::SendOn(Connection connection, const HttpRequest& request,
                                          const Deadline& deadline) {
  auto answer = connection->Send(request, timeouts_.read, deadline);
  if (answer) Keep(std::move(connection));
  return answer;
}

HttpResult<HttpAnswer> HttpClient::Send(const HttpRequest& request, const Deadline& deadline) {
  if (deadline.HasPassed()) return Ended();
  if (Connection idle = TakeIdle()) {
    auto answer = SendOn(std::move(idle), request, deadline);
    if (answer || answer.error().kind != HttpFailure::Kind::kClosed) return answer;
  }
  auto connection = Connect(deadline);
  if (!connection) return tl::unexpected(std::move(connection.error()));
  return SendOn(*std::move(connection), request, deadline);
}

}  // namespace autopilot
