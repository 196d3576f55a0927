#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace autopilot {

struct WireResponse {
  int status = 0;
  std::string version;                         // "HTTP/1.1"
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  std::string Header(const std::string& name) const;
};

// One TCP connection to a server on this machine that sends and reads bytes as they are. Reads wait
// at most ten seconds. What goes wrong fails the test and throws.
class WireClient {
 public:
  explicit WireClient(std::uint16_t port);
  ~WireClient();
  WireClient(const WireClient&) = delete;
  WireClient& operator=(const WireClient&) = delete;

  void Send(std::string_view bytes);
  // Sends as much as the server takes: it may close meanwhile.
  void SendIgnoringErrors(std::string_view bytes);
  void EndSending();  // half-close
  void Reset();       // closes with RST

  // The next response, interim ones included.
  WireResponse Read();
  WireResponse ReadAnswerToHead();
  // The bytes until the server closes or resets the connection.
  std::string ReadUntilError();
  // Whether bytes, or the end of the stream, come within `time`.
  bool HasBytesWithin(std::chrono::milliseconds time);
  // Waits, without reading, until the server has closed or reset the connection.
  void WaitUntilPeerIsGone();
  bool IsClosedByServer();  // waits for the end of the stream; false if bytes came instead
  bool IsResetByServer();   // waits for RST; false if the stream ends or bytes come instead

 private:
  WireResponse ReadHead();
  bool Fill();  // false at the end of the stream

  int fd_;
  std::string buffer_;
};

// A complete POST to "/", as SDKs send it.
std::string PostOf(std::string_view body, std::string_view more_headers = "");

}  // namespace autopilot
