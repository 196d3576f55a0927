#pragma once

#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "server/http/client_stream.h"
#include "server/http/net.h"

#include "server/http/conversion.h"
#include "server/http/handler.h"
#include "server/http/http_options.h"
#include "server/http/worker.h"

namespace autopilot {

// What a listening port takes; kEither tells the two apart by the first byte.
enum class Speaks { kHttp, kHttps, kEither };

// What all sessions of a server share; outlives them.
struct SessionHost {
  const HttpOptions& options;
  std::shared_ptr<TlsContext> tls;  // where a port speaks TLS
  Handler handler;
  RefusalObserver on_refusal;
  std::function<void()> on_closed;  // once per session, on its thread
  std::atomic<bool> stopping{false};
};

// One connection. Lives on the thread of its worker: every member runs there, only replies may come
// from elsewhere. Requests of a connection are handled one after the other, so pipelined answers
// are in order and a client that pipelines without end is held back by TCP.
class Session final : public std::enable_shared_from_this<Session> {
 public:
  Session(TcpSocket socket, Speaks speaks, SessionHost& host, Worker& worker);

  void Start();
  // Instead of Start: answers without having read a request, then closes.
  void Refuse(const Error& error);
  // The server stops: closes an idle connection and one that a fault lets hang; others end after
  // the answer they are busy with.
  void Shutdown();

 private:
  enum class State { kIdle, kReading, kWaiting, kWriting, kLingering, kHanging, kClosed };
  using SteadyClock = std::chrono::steady_clock;
  using Timer = net::basic_waitable_timer<SteadyClock, net::wait_traits<SteadyClock>, IoExecutor>;

  void AwaitRequest();
  void Read();
  void OnRead(error_code ec, std::size_t bytes);
  void Parse();
  // Whether the first bytes decide that the connection goes on otherwise than as a plain request.
  bool TurnsToTls();
  void StartTls();
  void OnHandshakeFailed(error_code ec);
  std::optional<Error> CheckHeader() const;
  bool WantsContinue() const;
  void SendContinue();
  void Handle();
  void OnReply(std::uint64_t turn, Response response);
  void Fail(const Error& error, std::string internal_error = "");
  void Write(Response response);
  void WriteRest(std::size_t sent);
  void OnWritten();
  // What a test has asked for in place of an answer.
  void Break(ConnectionFault fault, const Response& response);
  void WriteMalformed(const Response& response);
  void Hang();
  // Finds out whether a client that waits for long has gone.
  void WatchClient();
  void Linger();
  void Drain();
  void CloseWithReset();
  void Close();

  void SetDeadline(std::chrono::milliseconds from_now);
  void ArmTimer();
  void OnTimer();

  ClientStream stream_;
  const Speaks speaks_;
  SessionHost& host_;
  Worker& worker_;
  State state_ = State::kIdle;

  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  bool header_checked_ = false;
  Framing framing_;
  std::shared_ptr<ClientLink> client_;
  bool watching_ = false;
  std::size_t pipelined_ = 0;  // requests in a row that were there before they could be read
  std::uint64_t turn_ = 0;  // which request is waiting: a second reply to an earlier one is ignored
  std::string head_;        // of the answer that is being written, or all of a malformed one
  std::string body_;

  // The deadline moves with every request; the timer behind it is armed anew only when it fires or
  // when the deadline comes nearer.
  SteadyClock::time_point deadline_ = SteadyClock::time_point::max();
  Timer timer_;
  bool timer_armed_ = false;
  bool timed_out_ = false;
};

}  // namespace autopilot
