#include "server/http/listener.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/http/address_error.h"

namespace autopilot {
namespace {

constexpr std::chrono::milliseconds kRetryAfter{100};

[[noreturn]] void ThrowCannotListen(const std::string& host, std::uint16_t port, error_code ec) {
  std::string remedy;
  if (ec == net::error::address_in_use) {
    remedy =
        "Another program, perhaps another autopilot-local, uses this port: stop it, or choose "
        "another port with --port (0 picks a free one).";
  } else if (ec == net::error::access_denied) {
    remedy = "Ports below 1024 need special rights: choose a higher one with --port.";
  } else {
    remedy =
        "Choose an address of this machine with --host: 127.0.0.1 for local clients only, 0.0.0.0 "
        "for all.";
  }
  throw AddressError("Cannot listen on " + host + ":" + std::to_string(port) + ": " + ec.message() +
                     ". " + remedy);
}

std::vector<tcp::endpoint> Resolve(net::io_context& io, const std::string& host,
                                   std::uint16_t port) {
  error_code ec;
  tcp::resolver resolver(io);
  const auto results = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, ec);
  if (ec) ThrowCannotListen(host, port, ec);
  std::vector<tcp::endpoint> endpoints;
  for (const auto& result : results) endpoints.push_back(result.endpoint());
  // "localhost" means 127.0.0.1 to most clients, even where it is also ::1.
  std::stable_partition(endpoints.begin(), endpoints.end(),
                        [](const tcp::endpoint& e) { return e.address().is_v4(); });
  return endpoints;
}

}  // namespace

Listener::Listener(net::io_context& io, const std::string& host, std::uint16_t port)
    : acceptor_(io), retry_(io.get_executor()) {
  error_code ec;
  for (const tcp::endpoint& endpoint : Resolve(io, host, port)) {
    error_code ignored;
    acceptor_.close(ignored);
    acceptor_.open(endpoint.protocol(), ec);
    if (!ec) acceptor_.set_option(net::socket_base::reuse_address(true), ec);
    if (!ec) acceptor_.bind(endpoint, ec);
    if (!ec) acceptor_.listen(net::socket_base::max_listen_connections, ec);
    if (!ec) break;
  }
  if (!ec) endpoint_ = acceptor_.local_endpoint(ec);
  if (ec) ThrowCannotListen(host, port, ec);
}

void Listener::Start(PickExecutor pick_executor, OnAccept on_accept) {
  pick_executor_ = std::move(pick_executor);
  on_accept_ = std::move(on_accept);
  Accept();
}

void Listener::Close() {
  error_code ec;
  acceptor_.close(ec);
  retry_.cancel();
}

void Listener::Accept() {
  acceptor_.async_accept(pick_executor_(), [this](error_code ec, TcpSocket socket) {
    OnAccepted(ec, std::move(socket));
  });
}

void Listener::OnAccepted(error_code ec, TcpSocket socket) {
  if (!acceptor_.is_open()) return;
  if (!ec) {
    on_accept_(std::move(socket));
    return Accept();
  }
  // The client is gone already, or the process is out of descriptors: then trying again at once
  // would only burn the processor.
  retry_.expires_after(kRetryAfter);
  retry_.async_wait([this](error_code cancelled) {
    if (!cancelled && acceptor_.is_open()) Accept();
  });
}

}  // namespace autopilot
