#pragma once

#include <memory>
#include <string>

namespace autopilot {

// The TLS side of a server: TLS 1.2 and 1.3, one certificate. Shared by all connections.
class TlsContext {
 public:
  // Texts in PEM: the certificate, perhaps followed by those of its issuers, and its key. Throws
  // std::runtime_error for what OpenSSL does not take.
  TlsContext(const std::string& certificate_chain, const std::string& private_key);
  ~TlsContext();

  struct Impl;  // for the sources that see Asio
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace autopilot
