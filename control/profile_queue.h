#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/scope.h"
#include "control/control_state.h"
#include "control/profiler.h"
#include "control/timer_queue.h"
#include "control/waits.h"
#include "storage/store.h"

namespace autopilot {

struct ProfileQueueOptions {
  std::size_t threads = 2;  // that read data, at most
  // Between two attempts at what failed: twice as long each time, up to the longest.
  std::chrono::milliseconds first_retry{1'000};
  std::chrono::milliseconds longest_retry{60'000};
  // How long a test that moves a clock or a job waits for data that is being read, unless it says
  // so itself (settled_moves.h).
  std::chrono::microseconds settle_deadline = std::chrono::seconds(10);
};

// Has the data of the jobs that await their profile read, on threads of its own that sleep while
// there is none, and writes what became of each: the job's changed plan and its kProfiled event,
// stamped by the clock of its account, in one transaction. What is found of a job that meanwhile
// was removed, stopped or replaced is dropped. What waits is in the store: nothing is lost when the
// server ends or is killed. Any thread.
class ProfileQueue {
 public:
  using ReportError = std::function<void(const std::string&)>;

  // The references must outlive it. Hears of jobs that are imported, restored or reset by itself.
  // `report_error` is told why data could not be read, and must not throw.
  ProfileQueue(Store& store, ControlState& state, Waits& waits, ReportError report_error,
               ProfileQueueOptions options = {});
  ~ProfileQueue();  // Stop()
  ProfileQueue(const ProfileQueue&) = delete;
  ProfileQueue& operator=(const ProfileQueue&) = delete;

  // From now on, beginning with the jobs that the store has; `profiler` outlives it, or Stop().
  // Until then nothing is read, and all else has no effect. Only the first start counts.
  void Start(Profiler& profiler);
  // The same for a server that does not look at data, for the jobs that waited when they were
  // stored or exported by one that does: they go on from here as they were planned.
  void StartWithoutProfiler();
  // A job that awaits its profile has just been committed. Call it before the answer to the create,
  // so that whoever moves the clock next waits for it. Cheap: for the writer's thread.
  void Submit(const Scope& scope, const std::string& name);
  // The job has just been stopped: its data need not be read.
  void Forget(const Scope& scope, const std::string& name);

  // What is still to be read, by region and name: kMostListed of them, at most.
  static constexpr std::size_t kMostListed = 100;
  struct Outstanding {
    std::vector<std::pair<Scope, std::string>> jobs;
    bool may_be_more = false;  // the store has not been looked at yet

    bool IsNothing() const { return jobs.empty() && !may_be_more; }
  };
  Outstanding OutstandingOf(const std::string& account) const;
  Outstanding OutstandingOf(const Scope& scope, const std::string& name) const;  // that job alone
  const ProfileQueueOptions& options() const { return options_; }

  // Asks what is running to end and begins nothing more; Stop() waits for it, too.
  void StopSoon();
  void Stop();

 private:
  struct Task;
  using TaskPtr = std::shared_ptr<Task>;
  using Time = std::chrono::steady_clock::time_point;
  using Key = std::pair<Scope, std::string>;  // the name in lower case

  void Reload(const std::string& owner);
  void Loop();
  void Run(const TaskPtr& task);
  void LookIntoStore();
  void Read(const TaskPtr& task);
  void Write(const TaskPtr& task);
  ControlState::Outcome Apply(WriteTransaction& transaction, Task& task) const;
  void OnWritten(const TaskPtr& task, const ControlState::Outcome& outcome);
  void Finish(const TaskPtr& task);
  void TryAgain(const TaskPtr& task, const std::string& what);  // what has failed
  bool IsStopped() const;
  bool IsAlive(const TaskPtr& task) const;
  void Enqueue(const TaskPtr& task, Time due);

  Store& store_;
  ControlState& state_;
  Waits& waits_;
  const ReportError report_error_;
  const ProfileQueueOptions options_;
  NoProfiler no_profiler_;

  mutable std::mutex mutex_;  // guards all that follows, and the mutable members of tasks
  std::condition_variable changed_;
  Profiler* profiler_ = nullptr;
  std::map<Key, TaskPtr> tasks_;  // those that are not finished
  // What is to run, by time, then by the order of adding.
  std::map<std::pair<Time, std::uint64_t>, TaskPtr> queue_;
  std::uint64_t last_number_ = 0;
  std::size_t looks_ = 0;   // into the store, that are not finished
  std::size_t idle_ = 0;    // of threads_
  std::size_t writes_ = 0;  // that the store has not ended
  bool stopped_ = false;
  std::vector<std::thread> threads_;
  // The looks into the store, apart from the readings: these may all be slow, of other accounts.
  TimerQueue looker_;
};

}  // namespace autopilot
