#include "bench/sockets.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace autopilot::bench {
namespace {

sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// What the calls of the socket API take.
const sockaddr* Generic(const sockaddr_in& address) {
  return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

Descriptor TcpSocket() {
  Descriptor made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (made.get() < 0) ThrowSystemError("socket");
  return made;
}

void SetOption(const Descriptor& socket, int level, int option) {
  const int on = 1;
  if (::setsockopt(socket.get(), level, option, &on, sizeof on) != 0)
    ThrowSystemError("setsockopt");
}

void SetNonBlocking(const Descriptor& socket) {
  if (::fcntl(socket.get(), F_SETFL, O_NONBLOCK) != 0) ThrowSystemError("fcntl");
}

}  // namespace

void ThrowSystemError(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Descriptor Listen(std::uint16_t port) {
  constexpr int kBacklog = 512;
  Descriptor listening = TcpSocket();
  SetOption(listening, SOL_SOCKET, SO_REUSEADDR);
  // Accepted sockets inherit it.
  SetOption(listening, IPPROTO_TCP, TCP_NODELAY);
  const sockaddr_in address = Loopback(port);
  if (::bind(listening.get(), Generic(address), sizeof address) != 0) ThrowSystemError("bind");
  if (::listen(listening.get(), kBacklog) != 0) ThrowSystemError("listen");
  SetNonBlocking(listening);
  return listening;
}

std::uint16_t PortOf(const Descriptor& listening) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  void* generic = &address;
  if (::getsockname(listening.get(), static_cast<sockaddr*>(generic), &size) != 0) {
    ThrowSystemError("getsockname");
  }
  return ntohs(address.sin_port);
}

Descriptor Connect(std::uint16_t port) {
  Descriptor connected = TcpSocket();
  SetOption(connected, IPPROTO_TCP, TCP_NODELAY);
  const sockaddr_in address = Loopback(port);
  if (::connect(connected.get(), Generic(address), sizeof address) != 0) {
    ThrowSystemError("connect to 127.0.0.1:" + std::to_string(port));
  }
  SetNonBlocking(connected);
  return connected;
}

Descriptor MakeEpoll() {
  Descriptor made(::epoll_create1(EPOLL_CLOEXEC));
  if (made.get() < 0) ThrowSystemError("epoll_create1");
  return made;
}

void Watch(const Descriptor& epoll, const Descriptor& watched, std::uint64_t number) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = number;
  if (::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, watched.get(), &event) != 0) {
    ThrowSystemError("epoll_ctl");
  }
}

}  // namespace autopilot::bench
