#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "control/thread_priority.h"

namespace autopilot {

// Calls functions at given times, in the order of these, on one thread of its own. The thread
// starts with the first call of RunAt and sleeps while nothing is due. What runs holds up all else
// in the queue. Any thread.
class TimerQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Callback = std::function<void()>;
  using ReportError = std::function<void(const std::string&)>;
  using Ticket = std::pair<Time, std::uint64_t>;

  // `report_error`, if there is one, is told what a callback throws, and must not throw.
  explicit TimerQueue(ReportError report_error, ThreadPriority priority = ThreadPriority::kNormal);
  ~TimerQueue();  // Stop(); not on the queue's thread
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;

  // Exactly one of the two is called, unless Cancel is: `run` not before `due`, or `cancelled`, if
  // there is one, when the queue is stopped before that (at once if it is already).
  Ticket RunAt(Time due, Callback run, Callback cancelled = {});
  // Forgets an entry without calling anything; false if it has been called or is about to be.
  bool Cancel(const Ticket& ticket);
  // Runs nothing more and calls the `cancelled` of all that is pending, but does not wait for what
  // is running: Stop() does, and has to follow.
  void StopSoon();
  // Runs nothing more: waits for what is running (unless that is the caller), then calls the
  // `cancelled` of all that was pending.
  void Stop();

 private:
  void CancelPending();
  struct Entry {
    Callback run;
    Callback cancelled;
  };

  void Loop();
  void Call(const Callback& callback) const;

  const ReportError report_error_;
  const ThreadPriority priority_;
  std::mutex stop_mutex_;  // taken before mutex_; one thread stops and joins at a time
  std::mutex mutex_;       // guards all that follows
  std::condition_variable changed_;
  std::map<Ticket, Entry> entries_;  // by time, then by the order of adding
  std::uint64_t last_number_ = 0;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace autopilot
