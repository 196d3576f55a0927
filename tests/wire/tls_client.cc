#include "tests/wire/tls_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace autopilot {

TlsClient::TlsClient(std::uint16_t port, Options options)
    : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      piece_(options.piece),
      context_(SSL_CTX_new(TLS_client_method())) {
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  const int at_once = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (connect(fd_, generic, sizeof(address)) != 0) Throw("connect");

  SSL_CTX_set_min_proto_version(context_.get(), options.lowest);
  SSL_CTX_set_max_proto_version(context_.get(), options.highest);
  // Old protocols are only offered at OpenSSL's lowest level.
  if (options.lowest < TLS1_2_VERSION) SSL_CTX_set_security_level(context_.get(), 0);
  if (!options.authority.empty()) {
    BIO* pem =
        BIO_new_mem_buf(options.authority.data(), static_cast<int>(options.authority.size()));
    X509* trusted = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
    BIO_free(pem);
    if (trusted == nullptr) Throw("no certificate");
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), trusted);
    X509_free(trusted);
    // As Python does from 3.13 on.
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context_.get()), X509_V_FLAG_X509_STRICT);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  }
  ssl_.reset(SSL_new(context_.get()));
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), options.host.c_str()) != 1) {
    SSL_set1_host(ssl_.get(), options.host.c_str());
  }
  ERR_clear_error();
}

TlsClient::~TlsClient() { close(fd_); }

void TlsClient::Throw(const std::string& what) const {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : std::strerror(errno);
  ERR_clear_error();
  throw std::runtime_error(what + ": " + reason);
}

void TlsClient::Flush() {
  std::array<char, 4096> bytes{};
  for (;;) {
    const int size = BIO_read(SSL_get_wbio(ssl_.get()), bytes.data(),
                              static_cast<int>(std::min(piece_, bytes.size())));
    if (size <= 0) return;
    SendRaw({bytes.data(), static_cast<std::size_t>(size)});
  }
}

void TlsClient::SendRaw(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) Throw("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool TlsClient::Fill() {
  std::array<char, 16384> bytes{};
  const ssize_t size = recv(fd_, bytes.data(), bytes.size(), 0);
  if (size < 0) Throw("recv");
  if (size > 0) BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(size));
  return size > 0;
}

template <typename Step>
int TlsClient::Drive(Step step) {
  for (;;) {
    ERR_clear_error();
    const int result = step();
    const int error = SSL_get_error(ssl_.get(), result);
    Flush();
    if (result > 0 || error == SSL_ERROR_ZERO_RETURN) return result;
    if (error != SSL_ERROR_WANT_READ) Throw("TLS");
    if (!Fill()) throw std::runtime_error("TLS: the connection has ended");
  }
}

void TlsClient::Handshake() {
  Drive([this] { return SSL_connect(ssl_.get()); });
}

std::string TlsClient::Protocol() const { return SSL_get_version(ssl_.get()); }

void TlsClient::Send(std::string_view text) {
  Drive([&] { return SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())); });
}

std::string TlsClient::ReadBytes(std::size_t bytes) {
  std::string text;
  std::array<char, 16384> part{};
  while (text.size() < bytes) {
    const int wanted = static_cast<int>(std::min(part.size(), bytes - text.size()));
    const int size = Drive([&] { return SSL_read(ssl_.get(), part.data(), wanted); });
    if (size <= 0) throw std::runtime_error("TLS: the stream has ended after: " + text);
    text.append(part.data(), static_cast<std::size_t>(size));
  }
  return text;
}

std::string TlsClient::ReadUntil(std::string_view end) {
  std::string text;
  while (!text.ends_with(end)) text += ReadBytes(1);
  return text;
}

std::string TlsClient::ReadToEnd() {
  std::string text;
  std::array<char, 16384> part{};
  for (;;) {
    const int size =
        Drive([&] { return SSL_read(ssl_.get(), part.data(), static_cast<int>(part.size())); });
    if (size <= 0) return text;
    text.append(part.data(), static_cast<std::size_t>(size));
  }
}

bool TlsClient::IsClosedProperly() {
  try {
    return ReadToEnd().empty() && (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace autopilot
