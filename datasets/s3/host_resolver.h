#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "datasets/base/deadline.h"

namespace autopilot {

// The addresses of hosts, as text. The system's look-up cannot be called off, so it runs on a
// thread of its own, which outlives who waits for it, and this object, if need be. There is one at
// a time: who comes meanwhile shares it. Any thread.
class HostResolver {
 public:
  using Addresses = tl::expected<std::vector<std::string>, std::string>;  // or why there are none
  using Lookup = std::function<Addresses(const std::string& host)>;

  // `lookup` may be called after this object's end.
  explicit HostResolver(std::string host, Lookup lookup = SystemLookup);

  // Absent if the deadline passes before.
  std::optional<Addresses> Resolve(const Deadline& deadline);

  // getaddrinfo, for TCP. Blocks.
  static Addresses SystemLookup(const std::string& host);

 private:
  struct State;
  static Addresses LookedUp(const State& state);

  const std::shared_ptr<State> state_;
};

}  // namespace autopilot
