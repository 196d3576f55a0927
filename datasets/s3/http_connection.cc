#include "datasets/s3/http_connection.h"

// Asio of Boost 1.74 needs <utility> and does not include it.
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstddef>
#include <limits>
#include <optional>

namespace autopilot {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = net::ip::tcp;
using TlsStream = net::ssl::stream<tcp::socket&>;
using Kind = HttpFailure::Kind;

constexpr std::chrono::milliseconds kBetweenLooks{100};  // at the deadline
constexpr std::uint32_t kMaxHeader = 32 * 1024;
constexpr std::uint64_t kMaxErrorBody = 64 * 1024;
constexpr unsigned kHttp11 = 11;

tl::unexpected<HttpFailure> Failed(Kind kind, std::string reason) {
  return tl::unexpected(HttpFailure{kind, std::move(reason)});
}

// Why `endpoint` gave nothing: `error`, or the time that was up, which is the caller's or ours.
tl::unexpected<HttpFailure> Failed(Kind kind, const std::string& what, const error_code& error,
                                   const Deadline& deadline) {
  if (error != net::error::timed_out) return Failed(kind, what + " (" + error.message() + ").");
  if (deadline.HasPassed()) return Failed(Kind::kEnded, "");
  return Failed(kind, what + " in time.");
}

// Runs what was started on `context` until it has called `done`, or closes the socket.
template <typename Start>
error_code Await(net::io_context& context, tcp::socket& socket, const Deadline& deadline,
                 Start start) {
  std::optional<error_code> result;
  context.restart();
  start([&result](error_code error, auto&&...) { result = error; });
  while (!result) {
    const auto now = Deadline::SteadyClock::now();
    if (deadline.IsCancelled() || now >= deadline.due()) {
      error_code ignored;
      socket.close(ignored);
      context.run();  // the operation ends now, and lets go of what it uses
      return net::error::timed_out;
    }
    context.run_until(std::min(deadline.due(), now + kBetweenLooks));
  }
  return *result;
}

// OpenSSL's macro for this casts as C does.
bool SetServerName(SSL* ssl, std::string host) {
  return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) == 1;
}

bool IsClosedByPeer(const error_code& error) {
  return error == http::error::end_of_stream || error == net::error::eof ||
         error == net::error::connection_reset || error == net::error::broken_pipe ||
         error == net::error::connection_aborted || error == net::ssl::error::stream_truncated;
}

class Connection final : public HttpConnection {
 public:
  explicit Connection(std::string url) : url_(std::move(url)), socket_(context_) {}

  HttpResult<void> Connect(const tcp::endpoint& to, const Deadline& deadline) {
    const error_code error = Await(context_, socket_, deadline,
                                   [&](auto done) { socket_.async_connect(to, std::move(done)); });
    if (error) return Failed(Kind::kNoAnswer, "There is no connection to " + url_, error, deadline);
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    return {};
  }

  HttpResult<void> StartTls(const TlsTrust& trust, const std::string& host,
                            const Deadline& deadline) {
    SSL_CTX_up_ref(trust.context());
    net::ssl::context context(trust.context());
    tls_.emplace(socket_, context);
    SSL* ssl = tls_->native_handle();
    const bool is_named =
        IsAddress(host) ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1
                        : SSL_set1_host(ssl, host.c_str()) == 1 && SetServerName(ssl, host);
    if (!is_named) return Failed(Kind::kUnusable, "TLS cannot be used with " + url_ + ".");
    const error_code error = Await(context_, socket_, deadline, [&](auto done) {
      tls_->async_handshake(net::ssl::stream_base::client, std::move(done));
    });
    if (const long verdict = SSL_get_verify_result(ssl); error && verdict != X509_V_OK) {
      return Failed(Kind::kUnusable, "The certificate of " + url_ + " is not trusted (" +
                                         X509_verify_cert_error_string(verdict) + ").");
    }
    const bool is_refused = error && error.category() == net::error::get_ssl_category();
    if (error) {
      return Failed(is_refused ? Kind::kUnusable : Kind::kNoAnswer,
                    "TLS could not be agreed on with " + url_, error, deadline);
    }
    return {};
  }

  HttpResult<HttpAnswer> Send(const HttpRequest& request, std::chrono::milliseconds read_timeout,
                              const Deadline& deadline) override {
    return tls_ ? Exchange(*tls_, request, read_timeout, deadline)
                : Exchange(socket_, request, read_timeout, deadline);
  }

  bool IsReusable() override {
    if (!is_reusable_ || buffer_.size() > 0) return false;
    pollfd look{.fd = socket_.native_handle(), .events = POLLIN, .revents = 0};
    return ::poll(&look, 1, 0) == 0;
  }

 private:
  using Parser = http::response_parser<http::string_body>;

  template <typename Stream>
  HttpResult<HttpAnswer> Exchange(Stream& stream, const HttpRequest& request,
                                  std::chrono::milliseconds read_timeout,
                                  const Deadline& deadline) {
    const bool was_used = std::exchange(is_used_, true);
    is_reusable_ = false;
    const bool is_head = request.method == HttpMethod::kHead;
    http::request<http::empty_body> message(is_head ? http::verb::head : http::verb::get,
                                            request.target, kHttp11);
    for (const auto& [name, value] : request.headers) message.set(name, value);
    error_code error = Await(context_, socket_, deadline.AtMost(read_timeout), [&](auto done) {
      http::async_write(stream, message, std::move(done));
    });

    Parser parser;
    parser.skip(is_head);
    parser.header_limit(kMaxHeader);
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());  // until the status is known
    const auto read_some = [&] {
      return Await(context_, socket_, deadline.AtMost(read_timeout), [&](auto done) {
        http::async_read_some(stream, buffer_, parser, std::move(done));
      });
    };
    while (!error && !parser.is_header_done()) error = read_some();
    if (error && IsClosedByPeer(error) && was_used && !parser.got_some()) {
      return Failed(Kind::kClosed, url_ + " has closed the connection.");
    }
    if (error) return NoHeader(error, deadline);

    const std::uint64_t limit = IsContent(parser) ? request.body_limit : kMaxErrorBody;
    const auto length = parser.content_length();
    if (!is_head && length && *length > limit) error = http::error::body_limit;
    parser.body_limit(limit);
    parser.eager(true);
    while (!error && !parser.is_done()) error = read_some();
    if (error) return NoBody(error, deadline);
    return Answer(parser);
  }

  static bool IsContent(const Parser& parser) {
    const http::status status = parser.get().result();
    return status == http::status::ok || status == http::status::partial_content;
  }

  HttpResult<HttpAnswer> NoBody(const error_code& error, const Deadline& deadline) const {
    if (error == http::error::body_limit) {
      return Failed(Kind::kUnusable, url_ + " answers with more bytes than were asked for.");
    }
    return Failed(Kind::kUnusable, "The answer of " + url_ + " did not come to its end", error,
                  deadline);
  }

  HttpAnswer Answer(Parser& parser) {
    is_reusable_ = parser.keep_alive();
    http::response<http::string_body> message = parser.release();
    HttpAnswer answer{
        .status = message.result_int(), .headers = {}, .body = std::move(message.body())};
    for (const auto& field : message) {
      answer.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    return answer;
  }

  HttpResult<HttpAnswer> NoHeader(const error_code& error, const Deadline& deadline) const {
    const bool is_garbage =
        error.category() == make_error_code(http::error::bad_version).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message;
    if (is_garbage) {
      return Failed(Kind::kUnusable,
                    "What " + url_ + " answers is not HTTP (" + error.message() + ").");
    }
    return Failed(Kind::kNoAnswer, "There was no answer from " + url_, error, deadline);
  }

  const std::string url_;
  net::io_context context_{1};
  tcp::socket socket_;
  std::optional<TlsStream> tls_;
  boost::beast::flat_buffer buffer_;  // what has come beyond the last answer
  bool is_used_ = false;
  bool is_reusable_ = false;
};

}  // namespace

bool IsAddress(const std::string& host) {
  error_code error;
  net::ip::make_address(host, error);
  return !error;
}

HttpResult<std::unique_ptr<HttpConnection>> HttpConnection::Open(const S3Endpoint& endpoint,
                                                                 const std::string& address,
                                                                 const TlsTrust* trust,
                                                                 const Deadline& deadline) {
  error_code error;
  const tcp::endpoint to(net::ip::make_address(address, error), endpoint.port);
  if (error) return Failed(Kind::kUnusable, "'" + address + "' is no address.");
  auto connection = std::make_unique<Connection>(endpoint.Url());
  if (auto done = connection->Connect(to, deadline); !done) return tl::unexpected(done.error());
  if (trust != nullptr) {
    auto done = connection->StartTls(*trust, endpoint.host, deadline);
    if (!done) return tl::unexpected(done.error());
  }
  return connection;
}

}  // namespace autopilot
