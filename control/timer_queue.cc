#include "control/timer_queue.h"

#include <utility>

#include "common/error_text.h"

namespace autopilot {

TimerQueue::TimerQueue(ReportError report_error, ThreadPriority priority)
    : report_error_(std::move(report_error)), priority_(priority) {}

TimerQueue::~TimerQueue() { Stop(); }

TimerQueue::Ticket TimerQueue::RunAt(Time due, Callback run, Callback cancelled) {
  std::unique_lock lock(mutex_);
  const Ticket ticket(due, ++last_number_);
  if (stopped_) {
    lock.unlock();
    Call(cancelled);
    return ticket;
  }
  const auto entry =
      entries_.emplace(ticket, Entry{.run = std::move(run), .cancelled = std::move(cancelled)})
          .first;
  if (!thread_.joinable()) thread_ = std::thread([this] { Loop(); });
  const bool is_first = entry == entries_.begin();
  lock.unlock();
  if (is_first) changed_.notify_one();
  return ticket;
}

bool TimerQueue::Cancel(const Ticket& ticket) {
  Entry forgotten;  // destroyed without the lock: it may own what calls back
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(ticket);
  if (entry == entries_.end()) return false;
  forgotten = std::move(entry->second);
  entries_.erase(entry);
  return true;
}

void TimerQueue::Stop() {
  std::thread::id runner;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    runner = thread_.get_id();
  }
  changed_.notify_one();
  if (runner != std::this_thread::get_id()) {
    const std::lock_guard stop_lock(stop_mutex_);
    if (thread_.joinable()) thread_.join();
  }
  CancelPending();
}

void TimerQueue::StopSoon() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  CancelPending();
}

void TimerQueue::CancelPending() {
  std::map<Ticket, Entry> pending;
  {
    const std::lock_guard lock(mutex_);
    pending.swap(entries_);
  }
  for (const auto& [ticket, entry] : pending) Call(entry.cancelled);
}

void TimerQueue::Loop() {
  SetPriorityOfThisThread(priority_);
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    if (entries_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = entries_.begin();
    // A copy: another thread may take the entry away meanwhile.
    const Time due = first->first.first;
    if (std::chrono::steady_clock::now() < due) {
      changed_.wait_until(lock, due);
      continue;
    }
    Entry entry = std::move(first->second);
    entries_.erase(first);
    lock.unlock();
    Call(entry.run);
    entry = {};  // what it owns goes without the lock
    lock.lock();
  }
}

void TimerQueue::Call(const Callback& callback) const {
  if (!callback) return;
  try {
    callback();
  } catch (...) {
    // There is no one to pass it on to, and the other callers must have their turn.
    if (report_error_) report_error_("the callback of a timer failed: " + CurrentErrorText());
  }
}

}  // namespace autopilot
