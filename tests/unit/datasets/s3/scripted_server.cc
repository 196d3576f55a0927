#include "tests/unit/datasets/s3/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "common/ascii.h"

namespace autopilot::testing {
namespace {

using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;

BioPtr PemOf(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

void Use(SSL_CTX* context, const std::string& certificate, const std::string& key) {
  X509* x509 = PEM_read_bio_X509(PemOf(certificate).get(), nullptr, nullptr, nullptr);
  EVP_PKEY* pkey = PEM_read_bio_PrivateKey(PemOf(key).get(), nullptr, nullptr, nullptr);
  const bool is_used =
      SSL_CTX_use_certificate(context, x509) == 1 && SSL_CTX_use_PrivateKey(context, pkey) == 1;
  X509_free(x509);
  EVP_PKEY_free(pkey);
  if (!is_used) throw std::runtime_error("no certificate and key");
}

// The text before `end`, which is taken off with it.
std::string TakeUntil(std::string_view& text, std::string_view end) {
  const std::size_t found = std::min(text.find(end), text.size());
  std::string taken(text.substr(0, found));
  text.remove_prefix(std::min(found + end.size(), text.size()));
  return taken;
}

// `head`: up to the empty line.
ServedRequest Parse(std::string_view head) {
  ServedRequest request;
  request.method = TakeUntil(head, " ");
  const std::string target = TakeUntil(head, " ");
  std::string_view rest = target;
  request.path = TakeUntil(rest, "?");
  request.query = rest;
  TakeUntil(head, "\r\n");
  while (!head.empty()) {
    std::string name = TakeUntil(head, ": ");
    request.headers.emplace_back(std::move(name), TakeUntil(head, "\r\n"));
  }
  return request;
}

sockaddr_in AddressOf(int fd) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return address;
}

int Listen(int backlog) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      ::listen(fd, backlog) != 0) {
    throw std::runtime_error("no port to listen on");
  }
  return fd;
}

}  // namespace

// The kernel holds one connection more than the backlog and leaves the others without an answer.
FullListener::FullListener() : listener_(Listen(0)) {
  const sockaddr_in address = AddressOf(listener_);
  port_ = ntohs(address.sin_port);
  for (int i = 0; i < 3; ++i) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    std::ignore = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    waiting_.push_back(fd);
  }
}

FullListener::~FullListener() {
  for (const int fd : waiting_) ::close(fd);
  ::close(listener_);
}

// A socket, in TLS or not.
class ScriptedServer::Stream {
 public:
  Stream(int fd, SSL_CTX* context) : fd_(fd) {
    if (context == nullptr) return;
    ssl_.reset(SSL_new(context));
    SSL_set_fd(ssl_.get(), fd);
  }

  bool Accept() {
    const bool is_accepted = !ssl_ || SSL_accept(ssl_.get()) == 1;
    ERR_clear_error();
    return is_accepted;
  }

  bool Write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                             : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      ERR_clear_error();
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // The next request up to its empty line; absent at the end.
  std::optional<std::string> ReadHead() {
    for (;;) {
      if (const auto end = received_.find("\r\n\r\n"); end != std::string::npos) {
        std::string head = received_.substr(0, end);
        received_.erase(0, end + 4);
        return head;
      }
      std::array<char, 4096> bytes{};
      const auto size = ssl_ ? SSL_read(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                             : ::recv(fd_, bytes.data(), bytes.size(), 0);
      ERR_clear_error();
      if (size <= 0) return std::nullopt;
      received_.append(bytes.data(), static_cast<std::size_t>(size));
    }
  }

 private:
  const int fd_;
  std::unique_ptr<SSL, Freer> ssl_;
  std::string received_;
};

std::string ServedRequest::Header(std::string_view name) const {
  for (const auto& [header, value] : headers) {
    if (EqualsIgnoringAsciiCase(header, name)) return value;
  }
  return {};
}

Reply Answer(int status, sigv4::Headers headers, std::string body) {
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " Status\r\n";
  for (const auto& [name, value] : headers) bytes.append(name + ": " + value + "\r\n");
  return {.bytes = bytes + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
}

Reply Failure(int status, std::string_view code) {
  return Answer(status, {{"Content-Type", "application/xml"}},
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + std::string(code) +
                    "</Code><Message>The key AKID and the token are secret.</Message></Error>");
}

ScriptedServer::ScriptedServer(Script script, const std::string& certificate,
                               const std::string& key)
    : script_(std::move(script)) {
  if (!certificate.empty()) {
    ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes as it is
    context_.reset(SSL_CTX_new(TLS_server_method()));
    Use(context_.get(), certificate, key);
  }
  listener_ = Listen(SOMAXCONN);
  port_ = ntohs(AddressOf(listener_).sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  EndConnections();
  for (std::thread& thread : threads_) thread.join();
}

std::string ScriptedServer::Url() const {
  return (context_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
}

std::vector<ServedRequest> ScriptedServer::Requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::size_t ScriptedServer::Connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

void ScriptedServer::EndConnections() {
  const std::lock_guard lock(mutex_);
  is_stopping_ = true;
  changed_.notify_all();
  for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
}

void ScriptedServer::CloseConnections() {
  EndConnections();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return open_.empty(); });
  is_stopping_ = false;
}

void ScriptedServer::Accept() {
  for (;;) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const std::lock_guard lock(mutex_);
    open_.push_back(fd);
    threads_.emplace_back([this, fd, number = connections_++] { Serve(fd, number); });
  }
}

Reply ScriptedServer::ReplyTo(ServedRequest request) {
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
  }
  const std::lock_guard lock(script_mutex_);
  return script_(request);
}

void ScriptedServer::Serve(int fd, std::size_t connection) {
  {
    Stream stream(fd, context_.get());
    bool goes_on = stream.Accept();
    while (goes_on) {
      const auto head = stream.ReadHead();
      if (!head) break;
      ServedRequest request = Parse(*head);
      request.connection = connection;
      goes_on = Send(stream, ReplyTo(std::move(request)));
    }
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, fd);
  ::close(fd);
  changed_.notify_all();
}

bool ScriptedServer::Send(Stream& stream, const Reply& reply) {
  const auto stopped = [this] { return is_stopping_; };
  const std::size_t piece =
      reply.drip.count() > 0 ? 1 : std::max<std::size_t>(reply.bytes.size(), 1);
  for (std::size_t sent = 0; sent < reply.bytes.size(); sent += piece) {
    if (!stream.Write(std::string_view(reply.bytes).substr(sent, piece))) return false;
    std::unique_lock lock(mutex_);
    if (reply.drip.count() > 0 && changed_.wait_for(lock, reply.drip, stopped)) return false;
  }
  if (reply.then == Reply::Then::kHang) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stopped);
  }
  return reply.then == Reply::Then::kGoOn;
}

}  // namespace autopilot::testing
