#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <utility>

namespace autopilot {

// Lets one thread tell others that nobody waits for their work any more. Copies share the flag. Any
// thread.
class CancelFlag {
 public:
  void Cancel() const { cancelled_->store(true, std::memory_order_relaxed); }
  bool IsCancelled() const { return cancelled_->load(std::memory_order_relaxed); }

 private:
  std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
};

// Until when work on data may take. Whoever loops or waits looks at it at least every 100 ms.
class Deadline {
 public:
  using SteadyClock = std::chrono::steady_clock;

  Deadline() = default;  // never
  explicit Deadline(SteadyClock::time_point due, CancelFlag cancel = {})
      : due_(due), cancel_(std::move(cancel)) {}
  static Deadline In(SteadyClock::duration span, CancelFlag cancel = {}) {
    return Deadline(SteadyClock::now() + span, std::move(cancel));
  }

  bool IsCancelled() const { return cancel_.IsCancelled(); }
  bool HasPassed() const { return IsCancelled() || SteadyClock::now() >= due_; }
  SteadyClock::time_point due() const { return due_; }
  // The same flag with an earlier end.
  Deadline AtMost(SteadyClock::duration span) const {
    return Deadline(std::min(due_, SteadyClock::now() + span), cancel_);
  }

 private:
  SteadyClock::time_point due_ = SteadyClock::time_point::max();
  CancelFlag cancel_;
};

}  // namespace autopilot
