#pragma once

#include <chrono>

#include <sys/types.h>

namespace autopilot::bench {

// The time that all threads of a process have run so far, which on a busy machine says more than
// the clock does. 0 if there is no such process.
std::chrono::nanoseconds CpuTimeOf(pid_t process);

}  // namespace autopilot::bench
