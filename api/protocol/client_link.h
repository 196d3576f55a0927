#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace autopilot {

// What whoever answers late can know of the client that waits. Any thread.
class ClientLink {
 public:
  // `call` is called once the client is known to send nothing more, perhaps at once. The last one
  // counts.
  void OnGone(std::function<void()> call) {
    std::unique_lock lock(mutex_);
    on_gone_ = std::move(call);
    Tell(lock);
  }
  void SetGone() {
    std::unique_lock lock(mutex_);
    gone_ = true;
    Tell(lock);
  }
  bool IsGone() const {
    const std::lock_guard lock(mutex_);
    return gone_;
  }

 private:
  void Tell(std::unique_lock<std::mutex>& lock) {
    if (!gone_ || !on_gone_) return;
    const auto call = std::exchange(on_gone_, nullptr);
    lock.unlock();
    call();
  }

  mutable std::mutex mutex_;
  bool gone_ = false;
  std::function<void()> on_gone_;
};

}  // namespace autopilot
