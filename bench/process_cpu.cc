#include "bench/process_cpu.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace autopilot::bench {

std::chrono::nanoseconds CpuTimeOf(pid_t process) {
  std::error_code error;
  std::int64_t sum = 0;
  for (const auto& thread :
       std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task", error)) {
    std::int64_t ran = 0;
    // Nanoseconds on a core; then, which is not wanted here, those of waiting for one.
    std::ifstream(thread.path() / "schedstat") >> ran;
    sum += ran;
  }
  return std::chrono::nanoseconds(sum);
}

}  // namespace autopilot::bench
