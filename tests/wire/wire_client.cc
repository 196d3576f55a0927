#include "tests/wire/wire_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <sstream>
#include <stdexcept>

#include "common/ascii.h"

namespace autopilot {
namespace {

[[noreturn]] void Throw(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

}  // namespace

std::string WireResponse::Header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

WireClient::WireClient(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (fd_ < 0) Throw("socket");
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (connect(fd_, generic, sizeof(address)) != 0) {
    close(fd_);
    Throw("connect");
  }
}

WireClient::~WireClient() {
  if (fd_ >= 0) close(fd_);
}

void WireClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) Throw("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void WireClient::SendIgnoringErrors(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void WireClient::EndSending() { shutdown(fd_, SHUT_WR); }

void WireClient::Reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  close(fd_);
  fd_ = -1;
}

bool WireClient::Fill() {
  std::array<char, 16384> bytes;
  const ssize_t got = recv(fd_, bytes.data(), bytes.size(), 0);
  if (got < 0) Throw("recv");
  buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  return got > 0;
}

WireResponse WireClient::ReadHead() {
  std::size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill()) throw std::runtime_error("closed before a whole response came: " + buffer_);
  }
  WireResponse response;
  std::istringstream head(buffer_.substr(0, end + 2));
  buffer_.erase(0, end + 4);
  std::string line;
  std::getline(head, line);
  std::istringstream(line) >> response.version >> response.status;
  while (std::getline(head, line)) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) throw std::runtime_error("no header: " + line);
    // Without the carriage return at the end.
    response.headers[ToLowerAscii(line.substr(0, colon))] =
        line.substr(colon + 2, line.size() - colon - 3);
  }
  return response;
}

WireResponse WireClient::ReadAnswerToHead() { return ReadHead(); }

WireResponse WireClient::Read() {
  WireResponse response = ReadHead();
  if (response.status < 200) return response;
  const std::string length_text = response.Header("content-length");
  if (length_text.empty()) throw std::runtime_error("a response without Content-Length");
  const std::size_t length = std::stoul(length_text);
  while (buffer_.size() < length) {
    if (!Fill()) throw std::runtime_error("closed before the whole body came");
  }
  response.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return response;
}

std::string WireClient::ReadUntilError() {
  std::array<char, 65536> bytes;
  ssize_t got = 0;
  while ((got = recv(fd_, bytes.data(), bytes.size(), 0)) > 0) {
    buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  }
  if (got < 0 && errno != ECONNRESET) Throw("recv");
  return std::move(buffer_);
}

bool WireClient::HasBytesWithin(std::chrono::milliseconds time) {
  pollfd readable{.fd = fd_, .events = POLLIN, .revents = 0};
  return !buffer_.empty() || poll(&readable, 1, static_cast<int>(time.count())) > 0;
}

void WireClient::WaitUntilPeerIsGone() {
  pollfd gone{.fd = fd_, .events = POLLRDHUP, .revents = 0};
  if (poll(&gone, 1, 10'000) <= 0) throw std::runtime_error("the server keeps the connection");
}

bool WireClient::IsClosedByServer() { return buffer_.empty() && !Fill(); }

bool WireClient::IsResetByServer() {
  char byte = 0;
  const ssize_t got = recv(fd_, &byte, 1, 0);
  if (got < 0 && errno != ECONNRESET) Throw("recv");
  return buffer_.empty() && got < 0;
}

std::string PostOf(std::string_view body, std::string_view more_headers) {
  return "POST / HTTP/1.1\r\nHost: localhost\r\n" + std::string(more_headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace autopilot
