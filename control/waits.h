#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "control/control_error.h"
#include "control/timer_queue.h"

namespace autopilot {

// What one look at the condition of a wait has found.
struct WaitCheck {
  bool met = false;
  nlohmann::json answer;  // for whoever waits; also that of the last look before the deadline
  // When it is worth the while to look again without a Notify(); absent: only then.
  std::optional<TimerQueue::Time> next_look;
};

// Callers that wait until a condition is met. Conditions are looked at on the thread of the timer
// queue: at once, after each Notify(), at the times they name and at the deadline. Any thread.
class Waits {
 public:
  static constexpr std::size_t kDefaultLimit = 1'000;

  using Check = std::function<WaitCheck()>;
  using Done = std::function<void(const WaitCheck& last)>;

  // `timers` must outlive it. `report_error`, if there is one, is told what a Check or a Done
  // throws, and must not throw. At most `limit` callers wait at a time.
  Waits(TimerQueue& timers, TimerQueue::ReportError report_error,
        std::size_t limit = kDefaultLimit);
  ~Waits();  // Stop()
  Waits(const Waits&) = delete;
  Waits& operator=(const Waits&) = delete;

  // Calls `done` exactly once, unless the wait is refused: with the first look that finds the
  // condition met; else with the last one, at the deadline or when this or the queue is stopped
  // (null if there was none, or if it threw).
  ControlResult<void> Wait(Check check, TimerQueue::Time deadline, Done done);
  // Something has changed: looks at all conditions soon. Several calls may lead to one look.
  // Costs one atomic load while nobody waits.
  void Notify();
  // Ends all waits; returns when no Check and no Done runs any more (unless one is the caller).
  void Stop();

 private:
  class State;
  std::shared_ptr<State> state_;  // shared with the alarm in the timer queue
};

}  // namespace autopilot
