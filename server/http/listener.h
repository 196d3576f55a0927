#pragma once

#include "server/http/net.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace autopilot {

// Accepts connections. All members run on the thread of `io`, except the constructor.
class Listener {
 public:
  // Binds and listens; clients that connect before Start wait. Throws AddressError.
  Listener(net::io_context& io, const std::string& host, std::uint16_t port);

  // Gives the executor that the next connection shall live on.
  using PickExecutor = std::function<IoExecutor()>;
  using OnAccept = std::function<void(TcpSocket)>;
  void Start(PickExecutor pick_executor, OnAccept on_accept);
  void Close();

  const tcp::endpoint& endpoint() const { return endpoint_; }

 private:
  using SteadyClock = std::chrono::steady_clock;
  using Acceptor = net::basic_socket_acceptor<tcp, IoExecutor>;
  using Timer = net::basic_waitable_timer<SteadyClock, net::wait_traits<SteadyClock>, IoExecutor>;

  void Accept();
  void OnAccepted(error_code ec, TcpSocket socket);

  Acceptor acceptor_;
  Timer retry_;
  tcp::endpoint endpoint_;
  PickExecutor pick_executor_;
  OnAccept on_accept_;
};

}  // namespace autopilot
