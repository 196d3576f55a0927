// bench_bare_server: what Boost.Beast and Asio can do at best. It reads requests with Beast's
// parser and answers each with a body of --bytes, under the headers of our server. Callbacks,
// concrete executor types and one io_context per thread, as in server/http, and nothing else: no
// limits, no deadlines, no work. The answer is no message of Beast's, whose fields and serializer
// would take a quarter of the time: a head is written as text and sent together with the body.

#include "server/http/net.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <deque>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "server/http/http_date.h"

namespace autopilot::bench {
namespace {

namespace http = boost::beast::http;
using Acceptor = net::basic_socket_acceptor<tcp, IoExecutor>;

constexpr std::size_t kReadSize = 16 * 1024;

struct Worker {
  net::io_context io{1};
  HttpDate date;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(TcpSocket socket, Worker& worker, const std::string& body)
      : socket_(std::move(socket)), worker_(worker), body_(body) {}

  void ReadRequest() {
    parser_.emplace();
    parser_->eager(true);
    ReadSome();
  }

 private:
  void ReadSome() {
    socket_.async_read_some(buffer_.prepare(kReadSize),
                            [self = shared_from_this()](error_code ec, std::size_t bytes) {
                              if (!ec) self->OnRead(bytes);
                            });
  }

  void OnRead(std::size_t bytes) {
    buffer_.commit(bytes);
    error_code ec;
    buffer_.consume(parser_->put(buffer_.data(), ec));
    if (ec && ec != http::error::need_more) return;
    if (!parser_->is_done()) return ReadSome();
    if (parser_->get().keep_alive()) Answer();
  }

  void Answer() {
    head_ = "HTTP/1.1 200 OK\r\nDate: ";
    head_ += worker_.date.Of(std::chrono::system_clock::now());
    head_ +=
        "\r\nx-amzn-RequestId: 5d0cf3a1-3a34-4d6c-8a3e-0d0b6ac2f00d\r\n"
        "Content-Type: application/x-amz-json-1.1\r\n"
        "Content-Length: ";
    head_ += std::to_string(body_.size());
    head_ += "\r\n\r\n";
    const std::array<net::const_buffer, 2> buffers{net::buffer(head_), net::buffer(body_)};
    net::async_write(socket_, buffers, [self = shared_from_this()](error_code ec, std::size_t) {
      if (!ec) self->ReadRequest();
    });
  }

  TcpSocket socket_;
  Worker& worker_;
  const std::string& body_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::string head_;
};

// Connections go to the workers in turn; the acceptor runs on the first.
class Server {
 public:
  Server(std::uint16_t port, unsigned threads, std::size_t bytes)
      : body_(bytes, 'x'),
        workers_(std::max(threads, 1U)),
        acceptor_(workers_.front().io, tcp::endpoint(net::ip::address_v4::loopback(), port)) {}

  void Run() {
    std::cout << "http://127.0.0.1:" << acceptor_.local_endpoint().port() << std::endl;
    Accept();
    std::vector<std::thread> threads;
    for (Worker& worker : workers_) {
      threads.emplace_back([&worker] {
        const auto guard = net::make_work_guard(worker.io);
        worker.io.run();
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

 private:
  void Accept() {
    Worker& worker = workers_[next_++ % workers_.size()];
    acceptor_.async_accept(
        worker.io.get_executor(), [this, &worker](error_code ec, TcpSocket socket) {
          if (!ec) {
            error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            auto session = std::make_shared<Session>(std::move(socket), worker, body_);
            net::post(worker.io, [session = std::move(session)] { session->ReadRequest(); });
          }
          Accept();
        });
  }

  const std::string body_;
  std::deque<Worker> workers_;
  Acceptor acceptor_;
  std::size_t next_ = 0;
};

}  // namespace
}  // namespace autopilot::bench

int main(int argc, char** argv) {
  std::uint16_t port = 0;
  unsigned threads = 1;
  std::size_t bytes = 0;
  CLI::App app("The bare Beast server, on 127.0.0.1. Ends by a signal.");
  app.add_option("--port", port, "0: a free one");
  app.add_option("--threads", threads, "Threads that serve connections");
  app.add_option("--bytes", bytes, "Size of each answer's body");
  CLI11_PARSE(app, argc, argv);
  try {
    autopilot::bench::Server(port, threads, bytes).Run();
  } catch (const std::exception& failure) {
    std::cerr << "bench_bare_server: " << failure.what() << "\n";
    return 1;
  }
}
