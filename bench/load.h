#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "bench/histogram.h"
#include "bench/numbered_text.h"

namespace autopilot::bench {

// Which number the next request has, where the request has a place for one.
enum class Numbers {
  kRandom,      // anywhere below LoadOptions::numbers
  kSequential,  // LoadOptions::first and on
};

struct LoadOptions {
  std::uint16_t port = 0;  // on 127.0.0.1
  unsigned connections = 1;
  std::chrono::milliseconds warm_up{0};  // answered, checked, but not measured
  std::chrono::milliseconds duration{1000};
  std::uint64_t most_requests = 0;  // ends earlier; 0: no such limit
  Numbers order = Numbers::kRandom;
  std::uint64_t numbers = 1;
  std::uint64_t first = 0;
  int expected_status = 200;
  pid_t server = 0;  // for LoadResult::server_cpu; 0: not asked for
};

struct LoadResult {
  Histogram latency;  // from the first byte sent to the last one received
  std::chrono::nanoseconds elapsed{0};
  std::chrono::nanoseconds cpu{0};  // of this process: near `elapsed`, the generator was the limit
  std::chrono::nanoseconds server_cpu{0};
  std::uint64_t unexpected = 0;   // answers of another status, those of the warm-up included
  std::string unexpected_answer;  // the first of them
  std::uint64_t head_bytes = 0;   // of all measured answers
  std::uint64_t body_bytes = 0;
  std::uint64_t next_number = 0;  // the first that was not sent, of kSequential

  double PerSecond() const;
};

// Keeps one request outstanding on each of `connections` keep-alive connections, from one thread,
// for `duration`, or until the first answer if that comes later.
// Throws std::system_error when the server does not accept or goes away, std::invalid_argument if
// the request has too few digits for the numbers.
LoadResult RunLoad(const NumberedText& request, const LoadOptions& options);

}  // namespace autopilot::bench
