// bench_epoll_server: what the machine can do at best. It looks for the end of a request and sends
// an answer that was built before, with a body of --bytes.

#include <sys/epoll.h>
#include <sys/socket.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "bench/http_message.h"
#include "bench/sockets.h"

namespace autopilot::bench {
namespace {

constexpr int kMaxEvents = 128;

std::string AnswerOf(std::size_t bytes) {
  return "HTTP/1.1 200 OK\r\n"
         "Date: Fri, 27 Nov 2026 08:00:00 GMT\r\n"
         "x-amzn-RequestId: 5d0cf3a1-3a34-4d6c-8a3e-0d0b6ac2f00d\r\n"
         "Content-Type: application/x-amz-json-1.1\r\n"
         "Content-Length: " +
         std::to_string(bytes) + "\r\n\r\n" + std::string(bytes, 'x');
}

struct Peer {
  Descriptor socket;
  std::array<char, 64 * 1024> buffer;
  std::size_t received = 0;
};

// A connection stays on the thread that accepted it; threads take them in turn.
class Worker {
 public:
  explicit Worker(const std::string& answer) : answer_(answer), epoll_(MakeEpoll()) {}

  void Add(Descriptor socket) {
    const int number = socket.get();
    auto peer = std::make_unique<Peer>();
    peer->socket = std::move(socket);
    Peer* const raw = peer.get();
    {
      const std::lock_guard lock(mutex_);
      peers_[number] = std::move(peer);
    }
    Watch(epoll_, raw->socket, reinterpret_cast<std::uintptr_t>(raw));
  }

  [[noreturn]] void Run() {
    std::array<epoll_event, kMaxEvents> events;
    for (;;) {
      const int count = ::epoll_wait(epoll_.get(), events.data(), kMaxEvents, -1);
      for (int i = 0; i < count; ++i) {
        const auto address = events[static_cast<std::size_t>(i)].data.u64;
        OnReadable(*reinterpret_cast<Peer*>(static_cast<std::uintptr_t>(address)));
      }
    }
  }

 private:
  void OnReadable(Peer& peer) {
    const ssize_t count = ::recv(peer.socket.get(), peer.buffer.data() + peer.received,
                                 peer.buffer.size() - peer.received, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return Remove(peer);
    peer.received += static_cast<std::size_t>(count);
    for (;;) {
      const auto frame = FindFrame({peer.buffer.data(), peer.received});
      if (!frame || frame->size() > peer.received) return;
      peer.received -= frame->size();
      std::memmove(peer.buffer.data(), peer.buffer.data() + frame->size(), peer.received);
      // The client waits for one answer at a time, so it fits the system's buffer.
      const ssize_t sent = ::send(peer.socket.get(), answer_.data(), answer_.size(), MSG_NOSIGNAL);
      if (sent != static_cast<ssize_t>(answer_.size())) return Remove(peer);
    }
  }

  void Remove(const Peer& peer) {
    const std::lock_guard lock(mutex_);
    peers_.erase(peer.socket.get());
  }

  const std::string& answer_;
  Descriptor epoll_;
  std::mutex mutex_;
  std::unordered_map<int, std::unique_ptr<Peer>> peers_;  // by descriptor; guarded by mutex_
};

[[noreturn]] void Serve(std::uint16_t port, unsigned count, std::size_t bytes) {
  const std::string answer = AnswerOf(bytes);
  const Descriptor listening = Listen(port);
  const Descriptor epoll = MakeEpoll();
  Watch(epoll, listening, 0);
  std::deque<Worker> workers;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([&worker = workers.emplace_back(answer)] { worker.Run(); });
  }
  std::cout << "http://127.0.0.1:" << PortOf(listening) << std::endl;
  for (std::size_t next = 0;;) {
    epoll_event event{};
    ::epoll_wait(epoll.get(), &event, 1, -1);
    Descriptor socket(::accept4(listening.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.get() >= 0) workers[next++ % workers.size()].Add(std::move(socket));
  }
}

}  // namespace
}  // namespace autopilot::bench

int main(int argc, char** argv) {
  std::uint16_t port = 0;
  unsigned threads = 1;
  std::size_t bytes = 0;
  CLI::App app("The raw epoll server, on 127.0.0.1. Ends by a signal.");
  app.add_option("--port", port, "0: a free one");
  app.add_option("--threads", threads, "Threads that serve connections")->check(CLI::Range(1, 64));
  app.add_option("--bytes", bytes, "Size of each answer's body");
  CLI11_PARSE(app, argc, argv);
  try {
    autopilot::bench::Serve(port, threads, bytes);
  } catch (const std::exception& failure) {
    std::cerr << "bench_epoll_server: " << failure.what() << "\n";
    return 1;
  }
}
