#pragma once

#include <chrono>
#include <string>

namespace autopilot {

// The Date header, made anew once a second. One thread.
class HttpDate {
 public:
  // "Sun, 06 Nov 1994 08:49:37 GMT". Wall clock: the header is about the connection, not about
  // jobs.
  const std::string& Of(std::chrono::system_clock::time_point now);

 private:
  std::chrono::sys_seconds second_{std::chrono::seconds::min()};
  std::string text_;
};

}  // namespace autopilot
