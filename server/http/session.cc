#include "server/http/session.h"

#include <algorithm>
#include <array>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <exception>
#include <iterator>
#include <string_view>
#include <utility>

#include "api/protocol/errors.h"
#include "api/protocol/responses.h"

namespace autopilot {
namespace {

// A request without much of a body fits into the first read, whose room each connection holds while
// it is idle.
constexpr std::size_t kFirstReadSize = 4 * 1024;
constexpr std::size_t kReadSize = 16 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// The first byte of a handshake's record, which begins no request.
bool LooksLikeTls(const boost::beast::flat_buffer& buffer) {
  constexpr unsigned char kHandshake = 0x16;
  return buffer.size() > 0 &&
         *static_cast<const unsigned char*>(buffer.data().data()) == kHandshake;
}

Error ParseError(error_code ec, const HttpOptions& options) {
  if (ec == http::error::header_limit) return errors::HeaderTooLarge(options.max_header_bytes);
  if (ec == http::error::body_limit) return errors::BodyTooLarge(options.max_body_bytes);
  return errors::MalformedHttp(ec.message());
}

}  // namespace

Session::Session(TcpSocket socket, Speaks speaks, SessionHost& host, Worker& worker)
    : stream_(std::move(socket)),
      speaks_(speaks),
      host_(host),
      worker_(worker),
      // Behind the header a buffer holds at most a chunk's line or the trailers.
      buffer_(host.options.max_header_bytes + 2 * kReadSize),
      timer_(stream_.socket().get_executor()) {}

void Session::Start() {
  worker_.sessions.insert(this);
  AwaitRequest();
}

void Session::Refuse(const Error& error) {
  worker_.sessions.insert(this);
  state_ = State::kReading;
  Fail(error);
}

void Session::Shutdown() {
  if (state_ == State::kHanging) return Close();
  if (state_ != State::kIdle) return;
  // What has arrived but was not read yet is a request in flight. So is what has been read while
  // the completion is still to come: that cannot be cancelled any more, all other reads end here.
  error_code ec;
  if (stream_.socket().available(ec) == 0) stream_.socket().cancel(ec);
}

void Session::AwaitRequest() {
  state_ = State::kIdle;
  timed_out_ = false;
  header_checked_ = false;
  framing_ = {};
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(host_.options.max_header_bytes));
  parser_->body_limit(host_.options.max_body_bytes);
  SetDeadline(host_.options.idle_timeout);
  if (buffer_.size() > 0) {
    if (++pipelined_ > host_.options.max_pipelined) {
      state_ = State::kReading;
      return Fail(errors::TooManyPipelined(host_.options.max_pipelined));
    }
    Parse();
  } else {
    pipelined_ = 0;
    if (buffer_.capacity() > kFirstReadSize) buffer_.shrink_to_fit();
    Read();
    if (host_.stopping) Shutdown();
  }
}

void Session::Read() {
  if (timed_out_) return Fail(errors::RequestTimeout());
  if (buffer_.size() + kReadSize > buffer_.max_size()) {
    return Fail(errors::HeaderTooLarge(host_.options.max_header_bytes));
  }
  stream_.ReadSome(
      buffer_.prepare(state_ == State::kIdle ? kFirstReadSize : kReadSize),
      [self = shared_from_this()](error_code ec, std::size_t bytes) { self->OnRead(ec, bytes); });
}

void Session::OnRead(error_code ec, std::size_t bytes) {
  if (state_ == State::kClosed) return;
  buffer_.commit(bytes);
  if (timed_out_) return Fail(errors::RequestTimeout());
  if (ec == net::error::eof && state_ == State::kReading) {
    return Fail(errors::MalformedHttp("the connection ended before the request was complete"));
  }
  if (ec) return Close();
  Parse();
}

void Session::Parse() {
  if (state_ == State::kIdle) {
    // Empty lines before a request are skipped (RFC 9112, 2.2).
    const auto data = buffer_.data();
    const std::string_view text(static_cast<const char*>(data.data()), data.size());
    buffer_.consume(std::min(text.find_first_not_of("\r\n"), text.size()));
    if (buffer_.size() == 0) {
      Read();
      if (host_.stopping) Shutdown();
      return;
    }
    state_ = State::kReading;
    SetDeadline(host_.options.read_timeout);
  }
  if (!stream_.is_secure() && TurnsToTls()) return;
  while (buffer_.size() > 0) {
    error_code ec;
    buffer_.consume(parser_->put(buffer_.data(), ec));
    if (ec == http::error::need_more) break;
    if (ec) return Fail(ParseError(ec, host_.options));
    if (!header_checked_ && parser_->is_header_done()) {
      header_checked_ = true;
      if (const auto error = CheckHeader()) return Fail(*error);
      parser_->eager(true);
      if (WantsContinue()) return SendContinue();
    }
    if (parser_->is_done()) return Handle();
  }
  Read();
}

bool Session::TurnsToTls() {
  if (header_checked_) return false;
  const bool is_tls = LooksLikeTls(buffer_);
  if (is_tls && speaks_ == Speaks::kHttp) {
    Fail(errors::MalformedHttp("TLS on a port that speaks plain HTTP; use http://"));
  } else if (is_tls) {
    StartTls();
  } else if (speaks_ == Speaks::kHttps) {
    Fail(errors::MalformedHttp("plain HTTP on a port that speaks TLS; use https://"));
  }
  return is_tls || speaks_ == Speaks::kHttps;
}

void Session::StartTls() {
  stream_.StartTls(*host_.tls, buffer_.data(),
                   [self = shared_from_this()](error_code ec, std::size_t used) {
                     if (self->state_ == State::kClosed) return;
                     if (ec) return self->OnHandshakeFailed(ec);
                     self->buffer_.consume(used);
                     self->AwaitRequest();
                   });
}

// Nothing can be answered, but whoever reads the log can learn why a client does not get through.
void Session::OnHandshakeFailed(error_code ec) {
  const bool has_gone = ec == net::error::eof || ec == net::error::connection_reset ||
                        ec == net::ssl::error::stream_truncated;
  if (!has_gone && !timed_out_ && !host_.stopping) {
    std::string problem = "the TLS handshake failed: " + ec.message();
    if (problem.find("unknown ca") != std::string::npos ||
        problem.find("certificate") != std::string::npos) {
      problem += ", the client does not trust us: give it the CA file (AWS CLI: --ca-bundle)";
    }
    host_.on_refusal({NewRequestId(), errors::MalformedHttp(problem), ""});
  }
  Close();
}

std::optional<Error> Session::CheckHeader() const {
  const auto& header = parser_->get();
  const auto hosts = header.equal_range(http::field::host);
  const auto host_count = std::distance(hosts.first, hosts.second);
  if (host_count > 1 || (host_count == 0 && header.version() >= 11)) {
    return errors::MalformedHttp("a request needs exactly one Host header");
  }
  if (header.count(http::field::transfer_encoding) > 0 && !parser_->chunked()) {
    return errors::MalformedHttp("the only Transfer-Encoding supported is chunked");
  }
  return std::nullopt;
}

bool Session::WantsContinue() const {
  const auto& header = parser_->get();
  // A client that has begun to send its body no longer waits.
  return header.version() >= 11 && !parser_->is_done() && buffer_.size() == 0 &&
         boost::beast::iequals(header[http::field::expect], "100-continue");
}

void Session::SendContinue() {
  stream_.Write(net::buffer(kContinue.data(), kContinue.size()),
                [self = shared_from_this()](error_code ec, std::size_t) {
                  if (self->state_ == State::kClosed) return;
                  if (ec) return self->Close();
                  self->Read();
                });
}

void Session::Handle() {
  http::request<http::string_body> message = parser_->release();
  framing_.version = message.version();
  framing_.keep_alive = message.keep_alive();
  framing_.head_only = message.method() == http::verb::head;
  state_ = State::kWaiting;
  deadline_ = SteadyClock::time_point::max();
  const std::uint64_t turn = ++turn_;
  Reply reply = [self = shared_from_this(), turn](Response response) {
    net::dispatch(self->stream_.socket().get_executor(),
                  [self, turn, response = std::move(response)]() mutable {
                    self->OnReply(turn, std::move(response));
                  });
  };
  // Nobody else holds that of an earlier request any more, as a rule.
  if (client_.use_count() != 1) client_ = std::make_shared<ClientLink>();
  std::string thrown;
  try {
    Request request = ToRequest(std::move(message));
    request.client = client_;
    host_.handler(std::move(request), std::move(reply));
    return;
  } catch (const std::exception& e) {
    thrown = e.what();
  }
  if (state_ == State::kWaiting) Fail(errors::InternalFailure(), std::move(thrown));
}

void Session::OnReply(std::uint64_t turn, Response response) {
  if (state_ == State::kWaiting && turn == turn_) Write(std::move(response));
}

void Session::Fail(const Error& error, std::string internal_error) {
  const std::string request_id = NewRequestId();
  host_.on_refusal({request_id, error, std::move(internal_error)});
  framing_.keep_alive = false;
  Write(ErrorResponse(error, request_id));
}

void Session::Write(Response response) {
  if (response.connection_fault) {
    return Break(*response.connection_fault, response);
  }
  state_ = State::kWriting;
  deadline_ = SteadyClock::time_point::max();
  framing_.keep_alive = framing_.keep_alive && !host_.stopping;
  head_ = HeadOf(response, framing_, worker_.date.Of(std::chrono::system_clock::now()));
  body_ = framing_.head_only ? std::string() : std::move(response.body);
  // Most answers fit into the system's buffers: then there is nothing to wait for.
  error_code ec;
  const std::size_t sent = stream_.TryWrite({net::buffer(head_), net::buffer(body_)}, ec);
  if (ec) return Close();
  if (sent < head_.size() + body_.size()) return WriteRest(sent);
  if (buffer_.size() == 0) return OnWritten();
  // The next request is here already. Not from here, or a thousand of them would nest.
  net::post(stream_.socket().get_executor(), [self = shared_from_this()] {
    if (self->state_ != State::kClosed) self->OnWritten();
  });
}

void Session::WriteRest(std::size_t sent) {
  SetDeadline(host_.options.write_timeout);
  const std::size_t of_head = std::min(sent, head_.size());
  const std::array rest{net::buffer(head_) + of_head, net::buffer(body_) + (sent - of_head)};
  stream_.Write(rest, [self = shared_from_this()](error_code ec, std::size_t) {
    if (self->state_ == State::kClosed) return;
    if (ec) return self->Close();
    self->OnWritten();
  });
}

void Session::OnWritten() {
  if (!framing_.keep_alive) return Linger();
  AwaitRequest();
}

void Session::Break(ConnectionFault fault, const Response& response) {
  switch (fault) {
    case ConnectionFault::kReset:
      CloseWithReset();
      break;
    case ConnectionFault::kEmpty:
      Linger();
      break;
    case ConnectionFault::kMalformed:
      WriteMalformed(response);
      break;
    case ConnectionFault::kHang:
      Hang();
      break;
  }
}

void Session::WriteMalformed(const Response& response) {
  state_ = State::kWriting;
  head_ = MalformedHttp(response, framing_, worker_.date.Of(std::chrono::system_clock::now()));
  SetDeadline(host_.options.write_timeout);
  stream_.Write(net::buffer(head_), [self = shared_from_this()](error_code ec, std::size_t) {
    if (self->state_ == State::kClosed) return;
    if (ec) return self->Close();
    self->Linger();
  });
}

// Stays as it is until the client goes, or the server stops.
void Session::Hang() {
  if (host_.stopping) return Close();
  state_ = State::kHanging;
  deadline_ = SteadyClock::time_point::max();
  buffer_.consume(buffer_.size());
  Drain();
}

// While a request is answered nothing is read, so its end would not be seen. The deadline of the
// reading before it, which the timer still knows, is when an answer is late enough to look. A
// client that has only ended its sending still gets the answer.
void Session::WatchClient() {
  if (watching_) return;
  watching_ = true;
  stream_.socket().async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code ec) {
    self->watching_ = false;
    if (ec || self->state_ != State::kWaiting) return;
    error_code failed;
    if (self->stream_.socket().available(failed) == 0) return self->client_->SetGone();
    // It has sent its next request, and may go all the same.
    self->SetDeadline(self->host_.options.read_timeout);
  });
}

// Closing a socket while the client still sends would make its system throw our answer away. So we
// end our half, and read on until the client ends its own.
void Session::Linger() {
  state_ = State::kLingering;
  buffer_.consume(buffer_.size());
  SetDeadline(host_.options.linger_timeout);
  stream_.EndSending([self = shared_from_this()] {
    if (self->state_ != State::kClosed) self->Drain();
  });
}

// What comes is thrown away, so it does not matter that it may be inside TLS.
void Session::Drain() {
  stream_.socket().async_read_some(buffer_.prepare(kReadSize),
                                   [self = shared_from_this()](error_code ec, std::size_t) {
                                     if (self->state_ == State::kClosed) return;
                                     if (ec) return self->Close();
                                     self->Drain();
                                   });
}

// What waits in the system's buffers is dropped, too.
void Session::CloseWithReset() {
  error_code ec;
  stream_.socket().set_option(net::socket_base::linger(true, 0), ec);
  Close();
}

void Session::Close() {
  if (state_ == State::kClosed) return;
  state_ = State::kClosed;
  error_code ec;
  stream_.socket().close(ec);
  timer_.cancel();
  worker_.sessions.erase(this);
  host_.on_closed();
}

void Session::SetDeadline(std::chrono::milliseconds from_now) {
  deadline_ = SteadyClock::now() + from_now;
  if (!timer_armed_ || deadline_ < timer_.expiry()) ArmTimer();
}

void Session::ArmTimer() {
  timer_armed_ = true;
  timer_.expires_at(deadline_);
  timer_.async_wait([self = shared_from_this()](error_code ec) {
    if (!ec && self->state_ != State::kClosed) self->OnTimer();
  });
}

void Session::OnTimer() {
  timer_armed_ = false;
  if (state_ == State::kWaiting) return WatchClient();
  if (deadline_ == SteadyClock::time_point::max()) return;
  if (SteadyClock::now() < deadline_) return ArmTimer();
  if (state_ == State::kWriting) return CloseWithReset();  // the client does not read
  if (state_ != State::kReading) return Close();
  // The pending read ends, and its completion answers 408.
  timed_out_ = true;
  deadline_ = SteadyClock::time_point::max();
  error_code ec;
  stream_.socket().cancel(ec);
}

}  // namespace autopilot
