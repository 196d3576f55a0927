#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace autopilot::bench {

// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  int get() const { return number_; }

 private:
  int number_ = -1;
};

// All on 127.0.0.1, without Nagle's delay; they throw std::system_error.
Descriptor Listen(std::uint16_t port);  // non-blocking; 0: a free port
std::uint16_t PortOf(const Descriptor& listening);
Descriptor Connect(std::uint16_t port);  // non-blocking once connected
Descriptor MakeEpoll();
// `number` comes back with each event.
void Watch(const Descriptor& epoll, const Descriptor& watched, std::uint64_t number);

[[noreturn]] void ThrowSystemError(const std::string& what);  // from errno

}  // namespace autopilot::bench
