#include "control/profile_queue.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "common/ascii.h"
#include "common/error_text.h"
#include "control/thread_priority.h"

namespace autopilot {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

constexpr std::size_t kPage = 256;

// Due at once: no time of the clock is earlier.
constexpr auto kNow = steady_clock::time_point::min();

Plan PlanWith(Plan plan, const ProfileOutcome& outcome) {
  if (std::holds_alternative<UncheckedData>(outcome)) return plan;
  if (const auto* unusable = std::get_if<UnusableData>(&outcome)) {
    return WithFailedAnalysis(std::move(plan), unusable->reason);
  }
  const auto& data = std::get<ProfiledData>(outcome);
  auto profiled = WithData(plan, data.facts, data.requested);
  return profiled ? *std::move(profiled)
                  : WithFailedAnalysis(std::move(plan), std::move(profiled.error()));
}

// Names come back after a removal, and so do ids; numbers of changes do not.
std::int64_t IdentityOf(const JobRecord& job) { return job.events.front().change; }

}  // namespace

// A job whose data is to be read.
struct ProfileQueue::Task {
  Key key;
  std::string name;  // in the case in which it was created
  std::chrono::milliseconds retry{0};
  std::stop_source stop = {};
  // What was read, and of which job of that name; absent: still to be read.
  std::optional<ProfileOutcome> outcome = {};
  std::int64_t identity = 0;
};

ProfileQueue::ProfileQueue(Store& store, ControlState& state, Waits& waits,
                           ReportError report_error, ProfileQueueOptions options)
    : store_(store),
      state_(state),
      waits_(waits),
      report_error_(std::move(report_error)),
      options_(options),
      looker_(report_error_, ThreadPriority::kLow) {
  state_.OnJobsReplaced([this](const std::string& owner) { Reload(owner); });
}

ProfileQueue::~ProfileQueue() { Stop(); }

void ProfileQueue::Start(Profiler& profiler) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || profiler_ != nullptr) return;
    profiler_ = &profiler;
    ++looks_;
  }
  looker_.RunAt(kNow, [this] { LookIntoStore(); });
}

void ProfileQueue::StartWithoutProfiler() { Start(no_profiler_); }

void ProfileQueue::Submit(const Scope& scope, const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (stopped_ || profiler_ == nullptr) return;
  auto task = std::make_shared<Task>(
      Task{.key = {scope, ToLowerAscii(name)}, .name = name, .retry = options_.first_retry});
  if (tasks_.emplace(task->key, task).second) Enqueue(task, kNow);
}

void ProfileQueue::Forget(const Scope& scope, const std::string& name) {
  TaskPtr task;
  {
    const std::lock_guard lock(mutex_);
    const auto found = tasks_.find(Key(scope, ToLowerAscii(name)));
    if (found == tasks_.end()) return;
    task = std::move(found->second);
    tasks_.erase(found);
  }
  task->stop.request_stop();
  waits_.Notify();
}

// All tasks of the owner are of jobs that are gone: a create that came later is told of later.
void ProfileQueue::Reload(const std::string& owner) {
  const auto account = AccountOf(owner);
  std::vector<TaskPtr> dropped;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || profiler_ == nullptr) return;
    for (auto each = tasks_.begin(); each != tasks_.end();) {
      const bool is_of_owner = !account || each->first.first.account == *account;
      if (is_of_owner) dropped.push_back(each->second);
      each = is_of_owner ? tasks_.erase(each) : std::next(each);
    }
    ++looks_;
  }
  looker_.RunAt(kNow, [this] { LookIntoStore(); });
  for (const TaskPtr& task : dropped) task->stop.request_stop();
  waits_.Notify();
}

ProfileQueue::Outstanding ProfileQueue::OutstandingOf(const std::string& account) const {
  const std::lock_guard lock(mutex_);
  Outstanding outstanding{.jobs = {}, .may_be_more = looks_ > 0};
  const Scope first{.account = account, .region = ""};
  for (auto each = tasks_.lower_bound(Key(first, ""));
       each != tasks_.end() && each->first.first.account == account; ++each) {
    if (outstanding.jobs.size() == kMostListed) break;
    outstanding.jobs.emplace_back(each->first.first, each->second->name);
  }
  return outstanding;
}

ProfileQueue::Outstanding ProfileQueue::OutstandingOf(const Scope& scope,
                                                      const std::string& name) const {
  const std::lock_guard lock(mutex_);
  Outstanding outstanding{.jobs = {}, .may_be_more = looks_ > 0};
  const auto found = tasks_.find(Key(scope, ToLowerAscii(name)));
  if (found != tasks_.end()) outstanding.jobs.emplace_back(scope, found->second->name);
  return outstanding;
}

void ProfileQueue::StopSoon() {
  std::map<Key, TaskPtr> tasks;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    tasks.swap(tasks_);
    queue_.clear();
    looks_ = 0;
  }
  changed_.notify_all();
  looker_.StopSoon();
  for (const auto& [key, task] : tasks) task->stop.request_stop();
}

void ProfileQueue::Stop() {
  StopSoon();
  looker_.Stop();
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    threads.swap(threads_);
  }
  for (std::thread& thread : threads) thread.join();
  // What the store has been given calls back.
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return writes_ == 0; });
}

void ProfileQueue::Enqueue(const TaskPtr& task, Time due) {
  queue_.emplace(std::pair(due, ++last_number_), task);
  // A thread that is on its way to an entry still counts as idle.
  if (queue_.size() > idle_ && threads_.size() < options_.threads) {
    threads_.emplace_back([this] { Loop(); });
  }
  changed_.notify_all();
}

bool ProfileQueue::IsStopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

// For who holds the mutex.
bool ProfileQueue::IsAlive(const TaskPtr& task) const {
  const auto found = tasks_.find(task->key);
  return found != tasks_.end() && found->second == task;
}

void ProfileQueue::Loop() {
  SetPriorityOfThisThread(ThreadPriority::kLow);
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const bool is_due = !queue_.empty() && queue_.begin()->first.first <= steady_clock::now();
    if (!is_due) {
      ++idle_;
      if (queue_.empty()) {
        changed_.wait(lock);
      } else {
        // A copy: another thread may take the entry away meanwhile.
        const Time due = queue_.begin()->first.first;
        changed_.wait_until(lock, due);
      }
      --idle_;
      continue;
    }
    const TaskPtr task = std::move(queue_.begin()->second);
    queue_.erase(queue_.begin());
    if (!IsAlive(task)) continue;
    lock.unlock();
    Run(task);
    lock.lock();
  }
}

void ProfileQueue::Run(const TaskPtr& task) {
  const std::string unread = "the data of the job " + task->name + " could not be read: ";
  try {
    if (!task->outcome) Read(task);
  } catch (...) {
    return TryAgain(task, unread + CurrentErrorText());
  }
  if (!task->outcome) return;
  if (const auto* found = std::get_if<UnreadData>(&*task->outcome)) {
    const std::string why = unread + found->reason;
    task->outcome.reset();
    return TryAgain(task, why);
  }
  Write(task);
}

void ProfileQueue::LookIntoStore() {
  try {
    std::int64_t after = 0;
    std::vector<PendingJob> page;
    do {
      store_.Read(
          [&](ReadTransaction& transaction) { page = transaction.PendingProfiles(after, kPage); });
      for (const PendingJob& job : page) Submit(job.scope, job.name);
      if (!page.empty()) after = page.back().id;
    } while (page.size() == kPage && !IsStopped());
  } catch (...) {
    if (report_error_) report_error_("jobs that wait could not be found: " + CurrentErrorText());
    looker_.RunAt(steady_clock::now() + options_.first_retry, [this] { LookIntoStore(); });
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    if (looks_ > 0) --looks_;
  }
  waits_.Notify();
}

// Leaves the outcome with the task, unless that has come to its end.
void ProfileQueue::Read(const TaskPtr& task) {
  const auto job = store_.FindJob(task->key.first, task->name);
  if (!job || !IsAwaitingProfile(job->events)) return Finish(task);
  task->identity = IdentityOf(*job);
  auto outcome = profiler_->Profile(*job, task->stop.get_token());
  if (!task->stop.stop_requested()) task->outcome = std::move(outcome);
}

void ProfileQueue::Write(const TaskPtr& task) {
  {
    const std::lock_guard lock(mutex_);
    if (!IsAlive(task)) return;
    ++writes_;
  }
  state_.Write([this, task](WriteTransaction& transaction) { return Apply(transaction, *task); },
               [this, task](const ControlState::Outcome& outcome) {
                 OnWritten(task, outcome);
                 // The last access: whoever stops may go on at once.
                 const std::lock_guard lock(mutex_);
                 --writes_;
                 changed_.notify_all();
               });
}

// The answer: whether the job has its profile, or has no need of one.
ControlState::Outcome ProfileQueue::Apply(WriteTransaction& transaction, Task& task) const {
  auto job = transaction.FindJob(task.key.first, task.name);
  if (!job || !IsAwaitingProfile(job->events)) return json(true);
  if (IdentityOf(*job) != task.identity) return json(false);
  // What another request has made of the job in the meantime must stand.
  const Timestamp now =
      std::max(state_.NowIn(transaction, job->scope.account), job->events.back().at);
  transaction.ReplacePlan(*job, PlanWith(job->plan, *task.outcome));
  for (const Event& event : ProfiledEvents(job->plan, now)) transaction.AppendEvent(*job, event);
  return json(true);
}

void ProfileQueue::OnWritten(const TaskPtr& task, const ControlState::Outcome& outcome) {
  if (!outcome) {
    return TryAgain(task, "the profile of the job " + task->name +
                              " is not stored: " + outcome.error().message);
  }
  if (*outcome == true) return Finish(task);
  // Another job has taken the name.
  const std::lock_guard lock(mutex_);
  task->outcome.reset();
  if (IsAlive(task)) Enqueue(task, kNow);
}

void ProfileQueue::Finish(const TaskPtr& task) {
  {
    const std::lock_guard lock(mutex_);
    if (!IsAlive(task)) return;
    tasks_.erase(task->key);
  }
  waits_.Notify();
}

void ProfileQueue::TryAgain(const TaskPtr& task, const std::string& what) {
  {
    const std::lock_guard lock(mutex_);
    if (!IsAlive(task)) return;
    Enqueue(task, steady_clock::now() + task->retry);
    task->retry = std::min(2 * task->retry, options_.longest_retry);
  }
  if (report_error_) report_error_(what);
}

}  // namespace autopilot
