#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace autopilot {

// Counts what has begun and not yet ended, and waits for none to be left. Any thread.
class Outstanding {
 public:
  void Begin() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  // Notifies under the lock: whoever waits may destroy this object at once.
  void End() {
    const std::lock_guard lock(mutex_);
    if (--count_ == 0) none_left_.notify_all();
  }
  void WaitForNone() {
    std::unique_lock lock(mutex_);
    none_left_.wait(lock, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_left_;
  std::size_t count_ = 0;
};

// Ends one when it goes out of scope.
class EndOfOne {
 public:
  explicit EndOfOne(Outstanding& outstanding) : outstanding_(outstanding) {}
  ~EndOfOne() { outstanding_.End(); }
  EndOfOne(const EndOfOne&) = delete;
  EndOfOne& operator=(const EndOfOne&) = delete;

 private:
  Outstanding& outstanding_;
};

}  // namespace autopilot
