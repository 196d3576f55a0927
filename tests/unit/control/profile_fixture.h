#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "control/profile_queue.h"
#include "lifecycle/state.h"
#include "tests/unit/control/state_fixture.h"

namespace autopilot::testing {

// Reads as it is told to, job by job: at once, or when it is let go.
class FakeProfiler final : public Profiler {
 public:
  using Reading = std::function<ProfileOutcome(const JobRecord&)>;

  ProfileOutcome Profile(const JobRecord& job, const std::stop_token& stop) override {
    Reading reading;
    {
      std::unique_lock lock(mutex_);
      began_.push_back(job.name);
      changed_.notify_all();
      changed_.wait(lock, stop, [&] { return !is_held_ || released_.contains(job.name); });
      if (stop.stop_requested()) ++stopped_;
      changed_.notify_all();
      reading = readings_[job.name];
    }
    return reading ? reading(job) : Found();
  }

  // What a job without a reading of its own has: a target of numbers.
  static ProfileOutcome Found() {
    ProfiledData data;
    data.facts.rows = 100;
    data.facts.columns = 3;
    data.facts.problem_type = ProblemType::kRegression;
    data.facts.target_deviation = 4;
    return data;
  }

  void Let(const std::string& job, Reading reading) {
    const std::lock_guard lock(mutex_);
    readings_[job] = std::move(reading);
  }
  void Hold() {
    const std::lock_guard lock(mutex_);
    is_held_ = true;
  }
  void Release(const std::string& job) {
    const std::lock_guard lock(mutex_);
    released_[job] = true;
    changed_.notify_all();
  }
  void ReleaseAll() {
    const std::lock_guard lock(mutex_);
    is_held_ = false;
    changed_.notify_all();
  }
  void AwaitBegun(std::size_t count) {
    Await([&] { return began_.size() >= count; });
  }
  void AwaitStopped(std::size_t count) {
    Await([&] { return stopped_ >= count; });
  }
  std::vector<std::string> began() const {
    const std::lock_guard lock(mutex_);
    return began_;
  }

 private:
  template <typename Condition>
  void Await(Condition condition) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, condition);
  }

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  bool is_held_ = false;
  std::map<std::string, bool> released_;
  std::map<std::string, Reading> readings_;
  std::vector<std::string> began_;
  std::size_t stopped_ = 0;
};

// A queue of profiles with all that it works with; retries come at once.
class ProfileFixture {
 public:
  explicit ProfileFixture(
      ProfileQueueOptions options = {.first_retry = std::chrono::milliseconds(1),
                                     .longest_retry = std::chrono::milliseconds(2)})
      : queue(
            f.store(), f.state(), waits,
            [this](const std::string& error) {
              const std::lock_guard lock(mutex_);
              errors_.push_back(error);
            },
            options) {}

  void Add(const std::string& name, const Progression& progression = {},
           const std::string& account = ControlStateFixture::kAccount) {
    f.AddJob(name, account, progression, AwaitsProfile::kYes);
    queue.Submit({.account = account, .region = "us-east-1"}, name);
  }
  // Waits until nothing of the account is outstanding any more.
  void Settle(const std::string& account = ControlStateFixture::kAccount) {
    std::promise<bool> settled;
    const auto waiting = waits.Wait(
        [&] {
          return WaitCheck{
              .met = queue.OutstandingOf(account).IsNothing(), .answer = {}, .next_look = {}};
        },
        std::chrono::steady_clock::now() + std::chrono::minutes(1),
        [&](const WaitCheck& last) { settled.set_value(last.met); });
    EXPECT_TRUE(waiting && settled.get_future().get());
  }
  std::string StatusOf(const std::string& name) {
    const JobRecord job = f.Job(name);
    const JobState state =
        Evaluate(job.plan, job.events, f.state().Now(ControlStateFixture::kAccount));
    return std::string(Name(state.status)) + "/" + std::string(Name(state.secondary_status));
  }
  std::vector<std::string> errors() const {
    const std::lock_guard lock(mutex_);
    return errors_;
  }

  ControlStateFixture f;
  FakeProfiler profiler;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> errors_;
  TimerQueue timers_{{}};

 public:
  Waits waits{timers_, {}};
  ProfileQueue queue;
};

}  // namespace autopilot::testing
