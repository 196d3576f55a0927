#pragma once

#include "server/http/net.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <memory>
#include <utility>

#include "server/http/tls_context.h"

namespace autopilot {

struct TlsContext::Impl {
  net::ssl::context context{net::ssl::context::tls_server};
};

// The bytes of a connection: as they are, or inside TLS from the moment at which it starts. Like a
// socket, it must live until every operation has completed. One thread.
class ClientStream {
 public:
  explicit ClientStream(TcpSocket socket) : socket_(std::move(socket)) {
    error_code ec;
    socket_.non_blocking(true, ec);  // for TryWrite; what is asynchronous is so anyway
  }

  TcpSocket& socket() { return socket_; }
  bool is_secure() const { return tls_ != nullptr; }

  // `received`: what the client has sent of its handshake already. `done` takes how many bytes of
  // that were used.
  template <typename Done>
  void StartTls(TlsContext& context, net::const_buffer received, Done done) {
    tls_ = std::make_unique<Tls>(socket_, context.impl().context);
    tls_->async_handshake(net::ssl::stream_base::server, received, std::move(done));
  }

  template <typename Done>
  void ReadSome(net::mutable_buffer into, Done done) {
    if (tls_) return tls_->async_read_some(into, std::move(done));
    socket_.async_read_some(into, std::move(done));
  }

  // How much could be sent without waiting; for TLS nothing, that has to be prepared first.
  std::size_t TryWrite(const std::array<net::const_buffer, 2>& buffers, error_code& ec) {
    if (tls_) return 0;
    const std::size_t sent = socket_.write_some(buffers, ec);
    if (ec == net::error::would_block || ec == net::error::try_again) ec = {};
    return sent;
  }

  template <typename Buffers, typename Done>
  void Write(const Buffers& buffers, Done done) {
    if (tls_) return net::async_write(*tls_, buffers, std::move(done));
    net::async_write(socket_, buffers, std::move(done));
  }

  // Ends our half. What the client still sends can be read from the socket, though not understood.
  template <typename Done>
  void EndSending(Done done) {
    if (!tls_) {
      ShutdownSocket();
      return done();
    }
    tls_->async_shutdown([this, done = std::move(done)](error_code) {
      ShutdownSocket();
      done();
    });
  }

 private:
  using Tls = net::ssl::stream<TcpSocket&>;

  void ShutdownSocket() {
    error_code ec;
    socket_.shutdown(tcp::socket::shutdown_send, ec);
  }

  TcpSocket socket_;
  std::unique_ptr<Tls> tls_;  // absent: plain
};

}  // namespace autopilot
