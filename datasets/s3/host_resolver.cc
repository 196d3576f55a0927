#include "datasets/s3/host_resolver.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace autopilot {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{50};  // at the deadline

struct InfoFreer {
  void operator()(addrinfo* info) const { ::freeaddrinfo(info); }
};

}  // namespace

// A look-up is known by its number: whoever waits for one takes its result or that of a later one.
struct HostResolver::State {
  State(std::string its_host, Lookup its_lookup)
      : host(std::move(its_host)), lookup(std::move(its_lookup)) {}

  const std::string host;
  const Lookup lookup;
  std::mutex mutex;
  std::condition_variable changed;
  bool is_running = false;
  std::uint64_t finished = 0;
  Addresses result;
};

// Nobody else could catch what is thrown on a thread of its own, and whoever waits has to hear of
// it.
HostResolver::Addresses HostResolver::LookedUp(const State& state) {
  try {
    return state.lookup(state.host);
  } catch (const std::exception& failure) {
    return tl::unexpected<std::string>(failure.what());
  }
}

HostResolver::HostResolver(std::string host, Lookup lookup)
    : state_(std::make_shared<State>(std::move(host), std::move(lookup))) {}

std::optional<HostResolver::Addresses> HostResolver::Resolve(const Deadline& deadline) {
  std::unique_lock lock(state_->mutex);
  if (!state_->is_running) {
    std::thread([state = state_] {
      Addresses result = LookedUp(*state);
      const std::lock_guard finish(state->mutex);
      state->result = std::move(result);
      state->is_running = false;
      ++state->finished;
      state->changed.notify_all();
    }).detach();
    state_->is_running = true;
  }
  const std::uint64_t before = state_->finished;
  while (state_->finished == before) {
    if (deadline.HasPassed()) return std::nullopt;
    const auto due = std::min(deadline.due(), Deadline::SteadyClock::now() + kBetweenLooks);
    state_->changed.wait_until(lock, due);
  }
  return state_->result;
}

HostResolver::Addresses HostResolver::SystemLookup(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &first);
  if (error != 0) return tl::unexpected<std::string>(::gai_strerror(error));
  const std::unique_ptr<addrinfo, InfoFreer> owner(first);
  std::vector<std::string> addresses;
  for (const addrinfo* info = first; info != nullptr; info = info->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(info->ai_addr, info->ai_addrlen, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text.data());
    }
  }
  return addresses;
}

}  // namespace autopilot
