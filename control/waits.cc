#include "control/waits.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "common/error_text.h"

namespace autopilot {
namespace {

using Time = TimerQueue::Time;

constexpr Time kNever = Time::max();

// Due at once: no time of the clock is earlier.
constexpr Time kNow = Time::min();

}  // namespace

class Waits::State : public std::enable_shared_from_this<State> {
 public:
  State(TimerQueue& timers, TimerQueue::ReportError report_error, std::size_t limit)
      : timers_(timers), report_error_(std::move(report_error)), limit_(limit) {}

  ControlResult<void> Wait(Check check, Time deadline, Done done);
  void Notify();
  void Stop();

 private:
  struct Waiter {
    Check check;
    Time deadline;
    Done done;
    Time next = kNow;  // guarded by mutex_
    WaitCheck last;    // guarded by mutex_
  };
  using Waiters = std::map<std::uint64_t, std::shared_ptr<Waiter>>;  // in the order of their coming

  void Look();
  void LookFor(std::uint64_t number, Waiter& waiter);
  // Takes the waiter out; false if another thread has done so.
  bool Take(std::uint64_t number);
  void Answer(const Waiter& waiter, const WaitCheck& last) const;
  void Report(const std::string& what) const;
  // Sees to it that Look() runs when the next waiter wants it. `lock` holds mutex_; it is released
  // meanwhile, since a queue that is stopped answers at once.
  void Arm(std::unique_lock<std::mutex>& lock);

  TimerQueue& timers_;
  const TimerQueue::ReportError report_error_;
  const std::size_t limit_;
  std::atomic<std::size_t> count_{0};  // of waiters_, for the fast path of Notify
  std::mutex mutex_;                   // guards all that follows
  std::condition_variable idle_;       // looking_ has become nothing
  Waiters waiters_;
  std::uint64_t last_number_ = 0;
  Time armed_for_ = kNever;
  std::optional<TimerQueue::Ticket> alarm_;
  std::optional<std::thread::id> looking_;  // the thread that is in Look()
  bool stopped_ = false;
};

ControlResult<void> Waits::State::Wait(Check check, Time deadline, Done done) {
  std::unique_lock lock(mutex_);
  if (stopped_) {
    return tl::unexpected(
        ControlError{.message = "The server is shutting down.", .path = "", .available = {}});
  }
  if (waiters_.size() >= limit_) {
    return tl::unexpected(ControlError{
        .message = "There are already " + std::to_string(limit_) + " callers that wait.",
        .path = "",
        .available = {}});
  }
  const auto waiter = std::make_shared<Waiter>();
  waiter->check = std::move(check);
  waiter->deadline = deadline;
  waiter->done = std::move(done);
  waiters_.emplace(++last_number_, waiter);
  count_ = waiters_.size();
  Arm(lock);
  return {};
}

void Waits::State::Notify() {
  if (count_ == 0) return;
  std::unique_lock lock(mutex_);
  for (const auto& [number, waiter] : waiters_) waiter->next = kNow;
  Arm(lock);
}

void Waits::State::Stop() {
  Waiters waiters;
  std::optional<TimerQueue::Ticket> alarm;
  {
    std::unique_lock lock(mutex_);
    stopped_ = true;
    waiters.swap(waiters_);
    count_ = 0;
    alarm.swap(alarm_);
    idle_.wait(lock, [this] { return !looking_ || looking_ == std::this_thread::get_id(); });
  }
  if (alarm) timers_.Cancel(*alarm);
  for (const auto& [number, waiter] : waiters) Answer(*waiter, waiter->last);
}

void Waits::State::Look() {
  std::unique_lock lock(mutex_);
  if (stopped_) return;
  looking_ = std::this_thread::get_id();
  armed_for_ = kNever;
  alarm_.reset();
  const Time now = std::chrono::steady_clock::now();
  Waiters due;
  for (const auto& [number, waiter] : waiters_) {
    if (waiter->next <= now) due.emplace(number, waiter);
  }
  lock.unlock();
  for (const auto& [number, waiter] : due) LookFor(number, *waiter);
  due.clear();  // what the checks own goes before Stop() returns
  lock.lock();
  looking_.reset();
  idle_.notify_all();
  if (!stopped_) Arm(lock);
}

void Waits::State::LookFor(std::uint64_t number, Waiter& waiter) {
  {
    const std::lock_guard lock(mutex_);
    if (!waiters_.contains(number)) return;
    waiter.next = kNever;  // a Notify() from here on means another look
  }
  const bool is_last = std::chrono::steady_clock::now() >= waiter.deadline;
  WaitCheck found;
  bool failed = false;
  try {
    found = waiter.check();
  } catch (...) {
    Report("the check of a wait failed: " + CurrentErrorText());
    failed = true;
  }
  if (found.met || is_last || failed) {
    if (Take(number)) Answer(waiter, found);
    return;
  }
  const std::lock_guard lock(mutex_);
  waiter.next = std::min({waiter.next, waiter.deadline, found.next_look.value_or(kNever)});
  waiter.last = std::move(found);
}

bool Waits::State::Take(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  if (waiters_.erase(number) == 0) return false;
  count_ = waiters_.size();
  return true;
}

void Waits::State::Answer(const Waiter& waiter, const WaitCheck& last) const {
  try {
    waiter.done(last);
  } catch (...) {
    Report("the callback of a wait failed: " + CurrentErrorText());
  }
}

void Waits::State::Report(const std::string& what) const {
  if (report_error_) report_error_(what);
}

void Waits::State::Arm(std::unique_lock<std::mutex>& lock) {
  Time earliest = kNever;
  for (const auto& [number, waiter] : waiters_) earliest = std::min(earliest, waiter->next);
  // A waiter that is just being looked for has no next time; the end of the look arms for it.
  if (earliest >= armed_for_) return;
  armed_for_ = earliest;
  std::optional<TimerQueue::Ticket> later;
  later.swap(alarm_);
  lock.unlock();
  if (later) timers_.Cancel(*later);
  const auto self = shared_from_this();
  const TimerQueue::Ticket ticket = timers_.RunAt(
      earliest, [self] { self->Look(); }, [self] { self->Stop(); });
  lock.lock();
  if (!stopped_ && armed_for_ == earliest) {
    alarm_ = ticket;
  } else {
    timers_.Cancel(ticket);  // another alarm stands in for it, or it has gone off
  }
}

Waits::Waits(TimerQueue& timers, TimerQueue::ReportError report_error, std::size_t limit)
    : state_(std::make_shared<State>(timers, std::move(report_error), limit)) {}

Waits::~Waits() { state_->Stop(); }

ControlResult<void> Waits::Wait(Check check, TimerQueue::Time deadline, Done done) {
  return state_->Wait(std::move(check), deadline, std::move(done));
}

void Waits::Notify() { state_->Notify(); }

void Waits::Stop() { state_->Stop(); }

}  // namespace autopilot
