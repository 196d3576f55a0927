#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "server/http/address_error.h"
#include "server/http/handler.h"
#include "server/http/http_options.h"

namespace autopilot {

class TlsContext;

enum class StopResult {
  kDrained,  // every request in flight was answered
  kCutOff,   // some were not, for lack of time or because of Abort
};

// An HTTP/1.1 server: keep-alive, pipelining (answers in order), limits and timeouts. What never
// becomes a whole request is answered with an AWS-shaped error. Several threads with one io_context
// each; a connection stays on its thread. Destroy it after everything that may still hold a Reply.
class HttpServer {
 public:
  // Binds and listens, so that a taken port is known before anything else happens; clients that
  // connect wait for Start. Throws AddressError. With HttpOptions::tls_port, UseTls has to follow.
  explicit HttpServer(HttpOptions options);
  ~HttpServer();  // Abort and Join

  // Speaks TLS, too; before Start.
  void UseTls(std::shared_ptr<TlsContext> tls);

  // Starts the threads; once.
  void Start(Handler handler, RefusalObserver on_refusal);

  // Accepts no more, closes idle connections, lets requests in flight finish (with "Connection:
  // close") for at most shutdown_grace. Returns at once. Any thread, any number of times.
  void Stop();
  // Ends without waiting for anything. Any thread.
  void Abort();
  // From now on SIGTERM or SIGINT calls `on_signal` and then Stop; the next one calls Abort. Once,
  // before Start (a signal that comes earlier is acted on then). `on_signal` runs on a thread of
  // the server.
  void StopOnSignals(std::function<void()> on_signal);
  // Waits until the server has stopped; once.
  StopResult Join();

  std::string url() const;      // "http://127.0.0.1:7240", with the port really bound
  std::string tls_url() const;  // "https://127.0.0.1:7240"; "" without UseTls
  std::uint16_t port() const;
  std::size_t open_connections() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace autopilot
