#pragma once

// Asio of Boost 1.74 needs <utility> and does not include it.
#include <utility>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

namespace autopilot {

namespace net = boost::asio;
using boost::system::error_code;
using tcp = net::ip::tcp;

// Concrete executors instead of type-erased ones: sessions are the one hot place of the server.
using IoExecutor = net::io_context::executor_type;
using TcpSocket = net::basic_stream_socket<tcp, IoExecutor>;

}  // namespace autopilot
