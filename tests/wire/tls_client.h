#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace autopilot {

// A TLS connection to a server on this machine. Reads wait at most ten seconds; what goes wrong
// throws std::runtime_error with OpenSSL's reason.
class TlsClient {
 public:
  struct Options {
    std::string authority;           // PEM that is trusted; "": nothing is checked
    std::string host = "localhost";  // that the certificate has to be for
    int lowest = TLS1_2_VERSION;     // of the protocol
    int highest = TLS1_3_VERSION;
    std::size_t piece = 16UL * 1024;  // most bytes to send at a time
  };

  TlsClient(std::uint16_t port, Options options);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  void Handshake();
  std::string Protocol() const;  // "TLSv1.3"
  void Send(std::string_view text);
  void SendRaw(std::string_view bytes);  // past TLS
  // What comes, decrypted, until `text` ends in `end` or has `bytes` bytes.
  std::string ReadUntil(std::string_view end);
  std::string ReadBytes(std::size_t bytes);
  std::string ReadToEnd();
  // How the stream ended: with TLS's own notice, or without.
  bool IsClosedProperly();

 private:
  struct Freer {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  [[noreturn]] void Throw(const std::string& what) const;
  void Flush();
  bool Fill();  // false at the end of the stream
  // Calls `step` until it needs nothing more from the server; its result.
  template <typename Step>
  int Drive(Step step);

  int fd_;
  const std::size_t piece_;
  std::unique_ptr<SSL_CTX, Freer> context_;
  std::unique_ptr<SSL, Freer> ssl_;
};

}  // namespace autopilot
