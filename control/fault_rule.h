#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace autopilot {

// The error that a client gets in place of the answer.
struct FaultError {
  std::string type;  // "ThrottlingException"
  std::string message;
  unsigned status = 400;  // of HTTP, 400 to 599

  bool operator==(const FaultError&) const = default;
};

// How much later an answer is sent.
struct FixedLatency {
  std::chrono::microseconds delay{0};

  bool operator==(const FixedLatency&) const = default;
};
struct UniformLatency {
  std::chrono::microseconds min{0};
  std::chrono::microseconds max{0};

  bool operator==(const UniformLatency&) const = default;
};
// The logarithm of the delay is normally distributed: a long tail, as networks have it.
struct LognormalLatency {
  std::chrono::microseconds median{0};
  double sigma = 0;  // standard deviation of the logarithm
  std::optional<std::chrono::microseconds> max;

  bool operator==(const LognormalLatency&) const = default;
};
using FaultLatency = std::variant<FixedLatency, UniformLatency, LognormalLatency>;

// No delay is longer, not even a lognormal one without a max.
inline constexpr std::chrono::microseconds kLongestLatency = std::chrono::hours(1);

// What happens to the connection in place of a whole answer.
enum class ConnectionFault {
  kReset,      // it is reset
  kEmpty,      // it is closed without a byte
  kMalformed,  // the answer's framing breaks in its middle
  kHang,       // nothing comes, the connection stays open
};

enum class FaultWhen {
  kBefore,  // the operation does not run
  kAfter,   // it runs, then its answer is replaced, delayed or cut
};

// What goes wrong, for which calls. At least one of `error`, `latency` and `connection` is given,
// never `error` and `connection` together.
struct FaultRule {
  std::string id;                       // unique for its owner; "": one is made when it is added
  std::string owner;                    // the account whose calls it is for, or "*": all accounts
  std::vector<std::string> operations;  // globs; empty: all
  std::optional<std::string> region;    // glob
  std::optional<std::string> job;       // glob, compared without case
  double probability = 1;               // of each matching call, 0 to 1
  std::optional<std::uint64_t> times;   // hits until the rule is spent
  std::uint64_t after = 0;              // matching calls that pass first
  std::optional<std::chrono::microseconds> ttl;  // of wall clock, from the adding of the rule
  FaultWhen when = FaultWhen::kBefore;
  std::optional<FaultError> error;
  std::optional<FaultLatency> latency;
  std::optional<ConnectionFault> connection;

  bool operator==(const FaultRule&) const = default;
};

}  // namespace autopilot
