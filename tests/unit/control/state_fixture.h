#pragma once

#include <functional>
#include <future>
#include <memory>
#include <string>

#include "control/control_state.h"
#include "lifecycle/planner.h"
#include "tests/support/manual_clock.h"

namespace autopilot::testing {

// Settings in a store in memory, with a manual wall clock that starts at 2026-01-01T00:00:00Z.
class ControlStateFixture {
 public:
  explicit ControlStateFixture(ControlDefaults defaults = {})
      : store_(Store::Open({.data_dir = std::nullopt})),
        state_(std::make_unique<ControlState>(*store_, wall, std::move(defaults))) {}

  ControlState& state() { return *state_; }
  Store& store() { return *store_; }
  // As after a restart of the process on the same store.
  void Reload() { state_ = std::make_unique<ControlState>(*store_, wall, state_->defaults()); }

  // Starts something with a Done and waits for its outcome.
  ControlState::Outcome Await(const std::function<void(ControlState::Done)>& start) const {
    std::promise<ControlState::Outcome> promise;
    start([&promise](ControlState::Outcome outcome) { promise.set_value(std::move(outcome)); });
    return promise.get_future().get();
  }
  void Set(const std::string& owner, const std::function<void(AccountSettings&)>& change) {
    Await([&](ControlState::Done done) {
      state_->Update(
          owner,
          [&change](WriteTransaction&, AccountSettings& settings) -> ControlState::Outcome {
            change(settings);
            return nlohmann::json::object();
          },
          std::move(done));
    });
  }
  void Write(const std::function<void(WriteTransaction&)>& work) {
    std::promise<WriteResult> promise;
    store_->Write(work, [&promise](const WriteResult& result) { promise.set_value(result); });
    promise.get_future().get();
  }
  // An ensembling job that begins now.
  void AddJob(const std::string& name, const std::string& account = kAccount,
              const Progression& progression = {}, AwaitsProfile awaits = AwaitsProfile::kNo) {
    JobSpec spec;
    spec.kind = JobKind::kTabularEnsembling;
    JobRecord job;
    job.scope = {.account = account, .region = "us-east-1"};
    job.name = name;
    job.request = "{}";
    job.plan = MakePlan(spec, JobDrawKey(1, job.scope, name));
    ApplyProgression(job.plan, progression);
    job.events = StartOfLife(state_->Now(account), state_->RateOf(account), job.plan, awaits);
    Write([&job](WriteTransaction& transaction) { transaction.InsertJob(job, {}); });
  }
  JobRecord Job(const std::string& name, const std::string& account = kAccount) {
    return store_->FindJob({.account = account, .region = "us-east-1"}, name).value();
  }

  static constexpr const char* kAccount = "111111111111";
  static constexpr Timestamp kStart{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};

  ManualClock wall{kStart};

 private:
  std::unique_ptr<Store> store_;
  std::unique_ptr<ControlState> state_;
};

// The text of a refusal, with its path and what is available; "" of a success.
template <typename T>
std::string RefusalOf(const tl::expected<T, ControlError>& result) {
  if (result) return "";
  std::string text = result.error().path.empty() ? "" : result.error().path + ": ";
  text += result.error().message;
  for (const auto& name : result.error().available) text += " | " + name;
  return text;
}

}  // namespace autopilot::testing
