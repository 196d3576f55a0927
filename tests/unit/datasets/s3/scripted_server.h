#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "common/sigv4.h"

namespace autopilot::testing {

struct ServedRequest {
  std::size_t connection = 0;  // the number of its connection, from 0 on
  std::string method;
  std::string path;
  std::string query;
  sigv4::Headers headers;

  std::string Header(std::string_view name) const;  // "" without one
  std::string Target() const { return path + (query.empty() ? "" : "?" + query); }
};

// What the server sends, byte by byte as it stands.
struct Reply {
  enum class Then : std::uint8_t { kGoOn, kClose, kHang };

  std::string bytes;
  Then then = Then::kGoOn;
  // Not 0: so much time between two bytes.
  std::chrono::milliseconds drip{0};
};

// An answer with its length, on a connection that goes on.
Reply Answer(int status, sigv4::Headers headers, std::string body);
// One as S3 gives it to a call that fails.
Reply Failure(int status, std::string_view code);

// A port of 127.0.0.1 at which connections are neither taken nor refused.
class FullListener {
 public:
  FullListener();
  ~FullListener();
  FullListener(const FullListener&) = delete;
  FullListener& operator=(const FullListener&) = delete;

  std::string Url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::vector<int> waiting_;
};

// Answers on a port of 127.0.0.1 as a function says, on a thread for each connection.
class ScriptedServer {
 public:
  // Called for each request, one at a time.
  using Script = std::function<Reply(const ServedRequest&)>;

  // With a certificate and its key, as PEM: TLS.
  explicit ScriptedServer(Script script, const std::string& certificate = "",
                          const std::string& key = "");
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string Url() const;
  std::vector<ServedRequest> Requests() const;
  std::size_t Connections() const;
  // Ends the connections there are, and waits until they have ended.
  void CloseConnections();

 private:
  struct Freer {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  class Stream;

  void Accept();
  void Serve(int fd, std::size_t connection);
  bool Send(Stream& stream, const Reply& reply);
  Reply ReplyTo(ServedRequest request);
  void EndConnections();

  const Script script_;
  std::unique_ptr<SSL_CTX, Freer> context_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::mutex script_mutex_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopping_ = false;
  std::vector<int> open_;  // file descriptors
  std::size_t connections_ = 0;
  std::vector<ServedRequest> requests_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace autopilot::testing
