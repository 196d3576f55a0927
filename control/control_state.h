#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "common/clock.h"
#include "control/control_error.h"
#include "control/settings.h"
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
};

// How a job is made, decided at create.
struct JobPolicy {
  Rate rate;
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

  // The account's clock. Cheap where nobody has set a clock.
  Timestamp Now(std::string_view account) const;
  std::shared_ptr<const AccountSettings> SettingsOf(std::string_view owner) const;  // never null
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

  using Outcome = tl::expected<nlohmann::json, ControlError>;
  using Done = std::function<void(Outcome)>;
  // Inside the write transaction, on the writer's thread: may change the settings and the store.
  // Of an error nothing is kept. Must not throw anything but StoreError.
  using Change = std::function<Outcome(WriteTransaction&, AccountSettings&)>;
  // Changes the settings of `owner` and whatever else `change` does in one transaction; `done` has
  // the answer once that is durable and seen by all readers. Changes run one after the other.
  void Update(std::string owner, Change change, Done done);
  // The same for changes of many accounts, which write settings themselves.
  using StoreChange = std::function<Outcome(WriteTransaction&)>;
  void UpdateAll(StoreChange change, Done done);

 private:
  using Book = std::map<std::string, std::shared_ptr<const AccountSettings>, std::less<>>;

  void Publish(const std::vector<SettingsRecord>& records);
  void Publish(const std::string& owner, AccountSettings settings);
  template <typename Get>
  auto FirstOf(std::string_view account, Get get) const;

  Store& store_;
  const Clock& wall_;
  const ControlDefaults defaults_;
  mutable std::shared_mutex mutex_;
  Book book_;
  std::atomic<bool> any_clock_{false};  // some account has one of its own
};

// The settings of `owner` as the transaction sees them. Throws StoreError for text that is damaged.
AccountSettings ReadSettings(WriteTransaction& transaction, std::string_view owner);
// Stores them; nothing is kept of settings that say nothing.
void WriteSettings(WriteTransaction& transaction, std::string_view owner,
                   const AccountSettings& settings);

}  // namespace autopilot
