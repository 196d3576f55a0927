#include "control/control_state.h"

#include <exception>
#include <mutex>
#include <set>
#include <utility>

#include "control/glob.h"
#include "control/job_tags.h"

namespace autopilot {
namespace {

using nlohmann::json;

// Thrown out of a transaction, so that nothing of it is kept.
struct Refused : std::exception {
  explicit Refused(ControlError reason) : error(std::move(reason)) {}
  const char* what() const noexcept override { return "refused"; }

  ControlError error;
};

// The settings that `text` holds. What a store gives back was written by ToJson.
AccountSettings Parse(std::string_view owner, std::string_view text) {
  const auto value = json::parse(text, nullptr, false);
  auto settings = ParseSettings(value);
  if (settings) return std::move(*settings);
  throw StoreError("the database holds damaged settings of " + std::string(owner) + ": " +
                   settings.error().path + ": " + settings.error().message);
}

SettingsBook::Records Parse(const std::vector<SettingsRecord>& records) {
  SettingsBook::Records parsed;
  for (const auto& record : records) {
    parsed.emplace(record.owner,
                   std::make_shared<const AccountSettings>(Parse(record.owner, record.text)));
  }
  return parsed;
}

const ScenarioRule* FirstMatch(const std::vector<ScenarioRule>& rules, std::string_view job_name) {
  for (const ScenarioRule& rule : rules) {
    if (GlobMatches(rule.job, job_name, GlobCase::kIgnored)) return &rule;
  }
  return nullptr;
}

// What became of one change, carried from the work to the `done` of a write.
struct Attempt {
  std::optional<json> answer;
  std::optional<ControlError> refusal;
};

ControlState::Outcome OutcomeOf(Attempt& attempt, const WriteResult& result) {
  if (attempt.refusal) return tl::unexpected(std::move(*attempt.refusal));
  if (!result.committed) {
    return tl::unexpected(ControlError{.message = "the change was not stored: " + result.error,
                                       .kind = ControlErrorKind::kFailed});
  }
  return std::move(*attempt.answer);
}

}  // namespace

AccountSettings ReadSettings(ReadTransaction& transaction, std::string_view owner) {
  const auto text = transaction.FindSettings(owner);
  return text ? Parse(owner, *text) : AccountSettings{};
}

void WriteSettings(WriteTransaction& transaction, std::string_view owner,
                   const AccountSettings& settings) {
  if (settings == AccountSettings{}) return transaction.RemoveSettings(owner);
  transaction.PutSettings(owner, ToJson(settings).dump());
}

ControlState::ControlState(Store& store, const Clock& wall, ControlDefaults defaults)
    : store_(store),
      wall_(wall),
      defaults_(std::move(defaults)),
      book_(wall, Parse(store_.AllSettings())) {}

template <typename Get>
auto ControlState::FirstOf(std::string_view account, Get get) const {
  auto value = get(*SettingsOf(account));
  return value ? value : get(*SettingsOf(kAllAccounts));
}

Rate ControlState::RateOf(std::string_view account) const {
  const auto rate = FirstOf(account, [](const AccountSettings& s) { return s.rate; });
  return rate.value_or(defaults_.rate);
}

Rate ControlState::RateIn(WriteTransaction& transaction, std::string_view account) const {
  const auto own = book_.OfIn(transaction, account)->rate;
  return own ? *own : book_.OfIn(transaction, kAllAccounts)->rate.value_or(defaults_.rate);
}

std::uint64_t ControlState::SeedOf(std::string_view account) const {
  const auto seed = FirstOf(account, [](const AccountSettings& s) { return s.seed; });
  return seed.value_or(defaults_.seed.value_or(0));
}

Progression ControlState::ProgressionOf(std::string_view account) const {
  const auto progression = FirstOf(account, [](const AccountSettings& s) { return s.progression; });
  return progression.value_or(defaults_.progression);
}

std::optional<Scenario> ControlState::FindScenario(std::string_view account,
                                                   std::string_view name) const {
  const auto in = [name](const Scenarios& scenarios) -> std::optional<Scenario> {
    const auto found = scenarios.find(name);
    return found == scenarios.end() ? std::nullopt : std::optional(found->second);
  };
  auto found = FirstOf(account, [&](const AccountSettings& s) { return in(s.scenarios); });
  if (!found) found = in(defaults_.scenarios);
  return found ? found : in(BuiltInScenarios());
}

std::vector<std::string> ControlState::ScenarioNames(std::string_view account) const {
  std::set<std::string> names;
  const auto add = [&names](const Scenarios& scenarios) {
    for (const auto& [name, scenario] : scenarios) names.insert(name);
  };
  add(SettingsOf(account)->scenarios);
  add(SettingsOf(kAllAccounts)->scenarios);
  add(defaults_.scenarios);
  add(BuiltInScenarios());
  return {names.begin(), names.end()};
}

tl::expected<JobPolicy, ControlError> ControlState::PolicyFor(std::string_view account,
                                                              std::string_view job_name,
                                                              const std::vector<Tag>& tags) const {
  JobPolicy policy{
      .seed = SeedOf(account), .progression = ProgressionOf(account), .scenario = std::nullopt};
  const auto own = SettingsOf(account);
  const auto of_all = SettingsOf(kAllAccounts);
  const ScenarioRule* rule = nullptr;
  for (const auto* rules : {&own->rules, &of_all->rules, &defaults_.rules}) {
    if (rule == nullptr) rule = FirstMatch(*rules, job_name);
  }
  if (rule != nullptr && rule->progression) policy.progression = *rule->progression;
  auto choice = ChoiceOfTags(tags);
  if (!choice) return tl::unexpected(std::move(choice.error()));
  const std::optional<ScenarioChoice> of_rule = rule == nullptr ? std::nullopt : rule->choice;
  for (const auto& next :
       {of_rule, own->default_scenario, of_all->default_scenario, defaults_.default_scenario}) {
    if (!*choice) *choice = next;
  }
  if (!*choice) return policy;
  const std::string& name = (*choice)->scenario;
  const auto scenario = FindScenario(account, name);
  if (!scenario) {
    return tl::unexpected(ControlError{.message = "There is no scenario " + name + ".",
                                       .available = ScenarioNames(account)});
  }
  auto resolved = Resolve(**choice, *scenario);
  if (!resolved) return tl::unexpected(std::move(resolved.error()));
  policy.scenario = std::move(*resolved);
  return policy;
}

bool ControlState::MayCreateIn(WriteTransaction& transaction, const Scope& scope) const {
  return defaults_.max_accounts == 0 || transaction.MayHaveJobs(scope, defaults_.max_accounts);
}

bool ControlState::MayHaveSettings(WriteTransaction& transaction, std::string_view owner) const {
  return defaults_.max_accounts == 0 || owner == kAllAccounts ||
         transaction.MayHaveSettings(owner, defaults_.max_accounts);
}

void ControlState::Update(std::string owner, Change change, Done done) {
  Write(
      [this, owner = std::move(owner),
       change = std::move(change)](WriteTransaction& transaction) -> Outcome {
        AccountSettings settings = ReadSettings(transaction, owner);
        auto answer = change(transaction, settings);
        if (!answer) return answer;
        // What could not be read back must not be stored.
        if (auto readable = ParseSettings(ToJson(settings)); !readable) {
          return tl::unexpected(std::move(readable.error()));
        }
        if (settings != AccountSettings{} && !MayHaveSettings(transaction, owner)) {
          return tl::unexpected(ControlError{
              .message = "Settings of " + std::to_string(defaults_.max_accounts) +
                         " accounts are kept already, which is all of --max-accounts: reset one "
                         "that is not needed any more.",
              .kind = ControlErrorKind::kConflict});
        }
        WriteSettings(transaction, owner, settings);
        book_.Announce(transaction, owner, std::move(settings));
        return answer;
      },
      std::move(done));
}

void ControlState::UpdateStored(std::string owner, StoreChange change, Done done) {
  auto tell = [this, owner, done = std::move(done)](Outcome outcome) {
    if (outcome && on_jobs_replaced_) on_jobs_replaced_(owner);
    done(std::move(outcome));
  };
  Write(
      [this, owner = std::move(owner),
       change = std::move(change)](WriteTransaction& transaction) -> Outcome {
        auto answer = change(transaction);
        if (!answer) return answer;
        if (owner == kAllAccounts) {
          book_.AnnounceAll(transaction, Parse(transaction.AllSettings()));
        } else {
          book_.Announce(transaction, owner, ReadSettings(transaction, owner));
        }
        return answer;
      },
      std::move(tell));
}

void ControlState::Write(StoreChange change, Done done) {
  const auto attempt = std::make_shared<Attempt>();
  store_.Write(
      [change = std::move(change), attempt](WriteTransaction& transaction) {
        auto answer = change(transaction);
        if (!answer) {
          attempt->refusal = answer.error();
          throw Refused(std::move(answer.error()));
        }
        attempt->answer = std::move(*answer);
      },
      [attempt, done = std::move(done)](const WriteResult& result) {
        done(OutcomeOf(*attempt, result));
      });
}

ControlState::Outcome ControlState::Read(
    const std::function<Outcome(ReadTransaction&)>& read) const {
  try {
    Outcome outcome;
    store_.Read([&](ReadTransaction& transaction) { outcome = read(transaction); });
    return outcome;
  } catch (const StoreError& failure) {
    return tl::unexpected(
        ControlError{.message = failure.what(), .kind = ControlErrorKind::kFailed});
  }
}

}  // namespace autopilot
