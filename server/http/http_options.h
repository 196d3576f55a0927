#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace autopilot {

struct HttpOptions {
  std::string host = "127.0.0.1";  // name or address to listen on
  std::uint16_t port = 7240;       // 0: a free one
  // Where a server that speaks TLS does so, and only that; 0: a free one. Absent: on `port`, which
  // then takes both.
  std::optional<std::uint16_t> tls_port;
  unsigned threads = 1;
  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_body_bytes = 4 * 1024 * 1024;
  std::size_t max_connections = 1024;
  std::size_t max_new_connections = 0;  // in a second; 0: any number
  // Requests that have come before the answer to the one before was written, in a row; after the
  // last of these the connection is closed. However many come, only a few are in memory.
  std::size_t max_pipelined = 1000;
  std::chrono::milliseconds read_timeout{30'000};    // a request, from its first byte to its last
  std::chrono::milliseconds idle_timeout{75'000};    // a connection between requests
  std::chrono::milliseconds write_timeout{30'000};   // an answer
  std::chrono::milliseconds linger_timeout{2'000};   // the client's end, after our last answer
  std::chrono::milliseconds shutdown_grace{10'000};  // requests in flight when asked to stop
};

}  // namespace autopilot
