#pragma once

#include <mutex>
#include <shared_mutex>

namespace autopilot {

// Many readers or one writer, for databases that cannot serve both at a time. Unlike a bare
// std::shared_mutex, whose readers may overtake a waiting writer for ever, a writer waits only for
// the readers that were in before it.
class ReadWriteGate {
 public:
  [[nodiscard]] std::shared_lock<std::shared_mutex> EnterToRead() {
    const std::lock_guard turn(turn_);
    return std::shared_lock(inside_);
  }
  [[nodiscard]] std::unique_lock<std::shared_mutex> EnterToWrite() {
    const std::lock_guard turn(turn_);
    return std::unique_lock(inside_);
  }

 private:
  std::mutex turn_;  // held while waiting for `inside_`
  std::shared_mutex inside_;
};

}  // namespace autopilot
