#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "common/clock.h"
#include "control/control_error.h"
#include "control/settings.h"
#include "control/settings_book.h"
#include "storage/store.h"

namespace autopilot {

// What holds where no test has said otherwise.
struct ControlDefaults {
  Rate rate{600'000'000};  // nominal time runs 600 times as fast as the clock
  // Of all draws (absent: 0).
  std::optional<std::uint64_t> seed = {};
  Progression progression = {};
  Scenarios scenarios = {};  // further ones, loaded at start
  std::vector<ScenarioRule> rules = {};
  std::optional<ScenarioChoice> default_scenario = {};
  // Accounts that may have jobs, and that may have settings, at a time; 0: any number. Imports are
  // not held to it.
  std::size_t max_accounts = 10'000;
};

// How a job is made, decided at create.
struct JobPolicy {
  std::uint64_t seed = 0;
  Progression progression;
  std::optional<Scenario> scenario;
};

// The settings of all accounts: kept in the store, held in memory for reading. Settings of an
// account go before those of all accounts ("*"), which go before the defaults. Any thread.
class ControlState {
 public:
  // Loads what the store holds. The references must outlive it. Throws StoreError.
  ControlState(Store& store, const Clock& wall, ControlDefaults defaults);

  const ControlDefaults& defaults() const { return defaults_; }
  Timestamp Wall() const { return wall_.Now(); }

  // The account's clock. Cheap where nobody has set a clock and nothing is being written.
  Timestamp Now(std::string_view account) const { return book_.Now(account); }
  SettingsBook::Settings SettingsOf(std::string_view owner) const { return book_.Of(owner); }
  Rate RateOf(std::string_view account) const;
  std::uint64_t SeedOf(std::string_view account) const;
  Progression ProgressionOf(std::string_view account) const;
  // Of the account, of all, loaded at start, built in: the first that has the name.
  std::optional<Scenario> FindScenario(std::string_view account, std::string_view name) const;
  std::vector<std::string> ScenarioNames(std::string_view account) const;  // sorted, each once

  // Tags of the job win, then the account's rules and those of all, then the default scenarios.
  // The error is for the client that creates the job: an unknown name or tag, a phase or reason
  // that does not apply.
  tl::expected<JobPolicy, ControlError> PolicyFor(std::string_view account,
                                                  std::string_view job_name,
                                                  const std::vector<Tag>& tags) const;

  // Inside a write transaction, on the writer's thread: the instant that a write is stamped with,
  // in whole milliseconds, and the speed then; both as the writes before this one have left them.
  Timestamp NowIn(WriteTransaction& transaction, std::string_view account) {
    return book_.MomentIn(transaction, account).now;
  }
  SettingsBook::Moment MomentIn(WriteTransaction& transaction, std::string_view account) {
    return book_.MomentIn(transaction, account);
  }
  // Whether jobs may be created there: see ControlDefaults::max_accounts.
  bool MayCreateIn(WriteTransaction& transaction, const Scope& scope) const;
  Rate RateIn(WriteTransaction& transaction, std::string_view account) const;

  using Outcome = tl::expected<nlohmann::json, ControlError>;
  using Done = std::function<void(Outcome)>;
  // Inside the write transaction, on the writer's thread: may change the settings and the store.
  // Of an error nothing is kept. Must not throw anything but StoreError.
  using Change = std::function<Outcome(WriteTransaction&, AccountSettings&)>;
  // Changes the settings of `owner` and whatever else `change` does in one transaction; `done` has
  // the answer once that is durable and seen by all readers. Changes run one after the other.
  void Update(std::string owner, Change change, Done done);
  // The same for changes that put other jobs in place of those of `owner`, or none, and write its
  // settings, if that is "*" those of any account, by themselves.
  using StoreChange = std::function<Outcome(WriteTransaction&)>;
  void UpdateStored(std::string owner, StoreChange change, Done done);
  // Has `listener` told of the owner of each such change, on the writer's thread, once it is
  // committed and before its `done`. To be set before there are any.
  void OnJobsReplaced(std::function<void(const std::string& owner)> listener) {
    on_jobs_replaced_ = std::move(listener);
  }
  // The same for changes that leave all settings as they are.
  void Write(StoreChange change, Done done);
  // Reads one moment of the store, during the call.
  Outcome Read(const std::function<Outcome(ReadTransaction&)>& read) const;

 private:
  bool MayHaveSettings(WriteTransaction& transaction, std::string_view owner) const;
  template <typename Get>
  auto FirstOf(std::string_view account, Get get) const;

  Store& store_;
  const Clock& wall_;
  const ControlDefaults defaults_;
  SettingsBook book_;
  std::function<void(const std::string&)> on_jobs_replaced_;
};

// The settings of `owner` as the transaction sees them. Throws StoreError for text that is damaged.
AccountSettings ReadSettings(ReadTransaction& transaction, std::string_view owner);
// Stores them; nothing is kept of settings that say nothing.
void WriteSettings(WriteTransaction& transaction, std::string_view owner,
                   const AccountSettings& settings);

}  // namespace autopilot
