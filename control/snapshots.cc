#include "control/snapshots.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "common/base64.h"
#include "common/iso_time.h"
#include "control/json_fields.h"
#include "control/json_match.h"
#include "lifecycle/codec.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::string_view kFormat = "autopilot-local-export";
constexpr int kVersion = 1;

// Whose state it is, as the store asks for it.
std::optional<std::string> AccountOf(const std::string& owner) {
  return owner == kAllAccounts ? std::nullopt : std::optional(owner);
}

json ClockJson(const AccountSettings& settings, Timestamp wall) {
  const ClockSetting clock = settings.clock.value_or(ClockSetting{});
  return {{"mode", clock.mode == ClockSetting::Mode::kFrozen ? "frozen" : "running"},
          {"value", IsoTime(clock.Now(wall))}};
}

json AccountLine(const std::string& account, AccountSettings settings, Timestamp wall) {
  json line{{"account", account}};
  if (account != kAllAccounts) line["clock"] = ClockJson(settings, wall);
  settings.clock.reset();
  line["settings"] = ToJson(settings);
  return line;
}

json JobLine(const JobRecord& job) {
  // The numbers of changes belong to the store that gave them.
  EventLog events = job.events;
  for (Event& event : events) event.change = 0;
  return {{"job",
           {{"account", job.scope.account},
            {"region", job.scope.region},
            {"name", job.name},
            {"api_version", static_cast<int>(job.api_version)},
            {"request", json::parse(job.request, nullptr, false)},
            {"plan", Base64(EncodePlan(job.plan))},
            {"events", Base64(EncodeEvents(events))},
            {"ticks", job.ticks}}}};
}

json TagsLine(const Scope& scope, const std::string& resource, const std::vector<Tag>& tags) {
  json list = json::array();
  for (const Tag& tag : tags) list.push_back({{"Key", tag.key}, {"Value", tag.value}});
  return {{"tags",
           {{"account", scope.account},
            {"region", scope.region},
            {"resource", resource},
            {"tags", std::move(list)}}}};
}

// Text of which all is valid.
struct TagsEntry {
  Scope scope;
  std::string resource;
  std::vector<Tag> tags;
};
struct Parsed {
  std::string owner;
  std::map<std::string, AccountSettings> accounts;
  std::vector<JobRecord> jobs;
  std::vector<TagsEntry> tags;
};

// Reads an export line by line. Everything is checked before anything is changed.
class ImportReader {
 public:
  ImportReader(const JobCheck& check, Timestamp wall) : check_(check), wall_(wall) {}

  ControlResult<Parsed> Read(std::string_view text) {
    for (std::size_t number = 1; !text.empty(); ++number) {
      const auto end = std::min(text.find('\n'), text.size());
      const auto line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      if (auto error = ReadLine(line)) {
        error->message = "Line " + std::to_string(number) + ": " + error->message;
        return tl::unexpected(*std::move(error));
      }
    }
    if (!has_head_) return tl::unexpected(NoHead());
    return std::move(parsed_);
  }

 private:
  using Problem = std::optional<ControlError>;

  static ControlError NoHead() {
    return {.message =
                "This is not an export of Autopilot Local: its first line is not "
                "{\"format\": \"" +
                std::string(kFormat) + "\", \"version\": 1, …}."};
  }

  Problem ReadLine(std::string_view text) {
    const auto parsed = ParseJson(text);
    if (!parsed || !parsed->is_object()) {
      return ControlError{.message = "it is not a JSON object."};
    }
    const json& line = *parsed;
    if (!has_head_) return ReadHead(line);
    if (line.contains("job")) return ReadJob(line);
    if (line.contains("tags")) return ReadTags(line);
    return ReadAccount(line);
  }

  Problem ReadHead(const json& line) {
    if (line.value("format", json()) != kFormat) return NoHead();
    JsonFields head(line);
    head.String("format");
    head.Integer("version", kVersion, kVersion);
    head.String("exported");
    parsed_.owner = head.String("owner", 1, 12).value_or("");
    head.Require({"version", "owner"});
    has_head_ = true;
    return head.Done();
  }

  Problem ReadAccount(const json& line) {
    JsonFields fields(line);
    const auto account = fields.String("account", 1, 12);
    fields.Require({"account", "settings"});
    AccountSettings settings;
    if (const json* value = fields.Any("settings")) {
      auto read = ParseSettings(*value, "/settings");
      if (read) {
        settings = std::move(*read);
      } else {
        fields.Refuse(std::move(read.error()));
      }
    }
    if (auto clock = fields.Object("clock")) {
      settings.clock = ReadClock(*clock);
      fields.Refuse(clock->Done());
    }
    if (auto error = fields.Done()) return error;
    parsed_.accounts[*account] = std::move(settings);
    return std::nullopt;
  }

  std::optional<ClockSetting> ReadClock(JsonFields& clock) const {
    static constexpr Named<ClockSetting::Mode> kModes[] = {
        {"running", ClockSetting::Mode::kRunning}, {"frozen", ClockSetting::Mode::kFrozen}};
    const auto mode = clock.OneOf<ClockSetting::Mode>("mode", kModes);
    const auto value = ParseIsoTime(clock.String("value").value_or(""));
    clock.Require({"mode", "value"});
    if (!value) clock.Refuse("value", "must be a time like 2026-01-31T12:34:56.789Z");
    if (!mode || !value) return std::nullopt;
    if (*mode == ClockSetting::Mode::kFrozen) return ClockSetting{.mode = *mode, .value = *value};
    return ClockSetting{.mode = *mode, .offset = *value - wall_};
  }

  Problem ReadJob(const json& line) {
    JsonFields outer(line);
    auto fields = outer.Object("job");
    if (!fields) return outer.Done();
    JobRecord job;
    job.scope = ReadScope(*fields);
    job.name = fields->String("name", 1, 64).value_or("");
    job.api_version = fields->Integer("api_version", 1, 2) == 2 ? ApiVersion::kV2 : ApiVersion::kV1;
    job.ticks = fields->Integer("ticks", 0, 1'000'000).value_or(0);
    const json* request = fields->Any("request");
    if (request != nullptr && request->is_object()) {
      job.request = request->dump();
    } else {
      fields->Refuse("request", "must be an object");
    }
    const auto plan = FromBase64(fields->String("plan", 1, kLongest).value_or(""));
    const auto events = FromBase64(fields->String("events", 1, kLongest).value_or(""));
    fields->Require({"account", "region", "name", "api_version", "request", "plan", "events"});
    try {
      job.plan = DecodePlan(plan.value_or(""));
      job.events = DecodeEvents(events.value_or(""));
    } catch (const CodecError& error) {
      fields->Refuse("plan", std::string("and 'events' must be as exported: ") + error.what());
    }
    outer.Refuse(fields->Done());
    if (auto error = outer.Done()) return error;
    if (const auto problem = check_(job)) return ControlError{.message = *problem, .path = "/job"};
    parsed_.jobs.push_back(std::move(job));
    return std::nullopt;
  }

  Problem ReadTags(const json& line) {
    JsonFields outer(line);
    auto fields = outer.Object("tags");
    if (!fields) return outer.Done();
    TagsEntry entry{.scope = ReadScope(*fields),
                    .resource = fields->String("resource").value_or(""),
                    .tags = {}};
    auto tags = fields->Objects("tags", kMostTags);
    fields->Require({"account", "region", "resource", "tags"});
    outer.Refuse(fields->Done());
    if (auto error = outer.Done()) return error;
    for (JsonFields& tag : *tags) {
      entry.tags.push_back({tag.String("Key", 1, kLongest).value_or(""),
                            tag.String("Value", 0, kLongest).value_or("")});
      tag.Require({"Key", "Value"});
      if (auto error = tag.Done()) return error;
    }
    parsed_.tags.push_back(std::move(entry));
    return std::nullopt;
  }

  static Scope ReadScope(JsonFields& fields) {
    return {.account = fields.String("account", 12, 12).value_or(""),
            .region = fields.String("region", 1, 64).value_or("")};
  }

  static constexpr std::size_t kLongest = 16 * 1024 * 1024;
  static constexpr std::size_t kMostTags = 50;

  const JobCheck& check_;
  Timestamp wall_;
  bool has_head_ = false;
  Parsed parsed_;
};

// An account of the export that is not `owner`'s.
std::optional<std::string> Other(const Parsed& parsed, const std::string& owner) {
  if (parsed.owner != owner) return parsed.owner;
  if (owner == kAllAccounts) return std::nullopt;
  for (const auto& [account, settings] : parsed.accounts) {
    if (account != owner) return account;
  }
  for (const JobRecord& job : parsed.jobs) {
    if (job.scope.account != owner) return job.scope.account;
  }
  for (const TagsEntry& entry : parsed.tags) {
    if (entry.scope.account != owner) return entry.scope.account;
  }
  return std::nullopt;
}

void RemoveState(WriteTransaction& transaction, const std::string& owner) {
  transaction.RemoveJobsAndTags(AccountOf(owner));
  if (owner != kAllAccounts) return transaction.RemoveSettings(owner);
  for (const auto& record : transaction.AllSettings()) transaction.RemoveSettings(record.owner);
}

ControlState::Outcome Apply(WriteTransaction& transaction, const std::string& owner,
                            Parsed parsed) {
  RemoveState(transaction, owner);
  for (const auto& [account, settings] : parsed.accounts) {
    WriteSettings(transaction, account, settings);
  }
  for (JobRecord& job : parsed.jobs) {
    const std::int64_t ticks = job.ticks;
    if (transaction.InsertJob(job, {}) == InsertOutcome::kNameExists) {
      return tl::unexpected(
          ControlError{.message = "The export has two jobs named " + job.name + "."});
    }
    if (ticks != 0) transaction.SetTicks(job, ticks);
  }
  for (const TagsEntry& entry : parsed.tags) {
    transaction.PutTags(entry.scope, entry.resource, entry.tags);
  }
  return json{{"account", owner}, {"jobs", parsed.jobs.size()}};
}

ControlState::Outcome ImportIn(WriteTransaction& transaction, const std::string& owner,
                               std::string_view text, const JobCheck& check, Timestamp wall) {
  auto parsed = ImportReader(check, wall).Read(text);
  if (!parsed) return tl::unexpected(std::move(parsed.error()));
  if (const auto other = Other(*parsed, owner)) {
    return tl::unexpected(ControlError{.message = "The export is of the account " + *other +
                                                  ", not of " + owner + "."});
  }
  return Apply(transaction, owner, std::move(*parsed));
}

ControlError NoSnapshot(WriteTransaction& transaction, const std::string& owner,
                        const std::string& name) {
  ControlError error{.message = "The account " + owner + " has no snapshot " + name + ".",
                     .kind = ControlErrorKind::kNotFound};
  for (const SnapshotInfo& info : transaction.ListSnapshots(owner)) {
    error.available.push_back(info.name);
  }
  return error;
}

json InfoJson(const SnapshotInfo& info) {
  return {{"name", info.name}, {"created", IsoTime(info.created)}, {"bytes", info.bytes}};
}

}  // namespace

std::string Export(WriteTransaction& transaction, const ControlState& state,
                   const std::string& owner) {
  const Timestamp wall = state.Wall();
  const auto account = AccountOf(owner);
  std::set<std::string> accounts{owner};
  std::string body;
  const auto add = [&body](const json& line) { body += line.dump() + "\n"; };
  transaction.VisitJobs(account, [&](const JobRecord& job) {
    accounts.insert(job.scope.account);
    add(JobLine(job));
  });
  transaction.VisitTags(
      account, [&](const Scope& scope, const std::string& resource, const std::vector<Tag>& tags) {
        add(TagsLine(scope, resource, tags));
      });
  if (!account) {
    for (const auto& record : transaction.AllSettings()) accounts.insert(record.owner);
  }
  std::string text =
      json{
          {"format", kFormat}, {"version", kVersion}, {"owner", owner}, {"exported", IsoTime(wall)}}
          .dump() +
      "\n";
  for (const auto& each : accounts) {
    text += AccountLine(each, ReadSettings(transaction, each), wall).dump() + "\n";
  }
  return text + body;
}

void Import(ControlState& state, const std::string& owner, std::string text, JobCheck check,
            ControlState::Done done) {
  state.UpdateAll(
      [&state, owner, text = std::move(text),
       check = std::move(check)](WriteTransaction& transaction) {
        return ImportIn(transaction, owner, text, check, state.Wall());
      },
      std::move(done));
}

void Reset(ControlState& state, const std::string& owner, ControlState::Done done) {
  state.UpdateAll(
      [owner](WriteTransaction& transaction) -> ControlState::Outcome {
        RemoveState(transaction, owner);
        return json{{"account", owner}, {"reset", true}};
      },
      std::move(done));
}

void TakeSnapshot(ControlState& state, const std::string& owner, const std::string& name,
                  ControlState::Done done) {
  state.UpdateAll(
      [&state, owner, name](WriteTransaction& transaction) -> ControlState::Outcome {
        const std::string content = Export(transaction, state, owner);
        const SnapshotInfo info{
            .name = name, .created = FloorToMillis(state.Wall()), .bytes = content.size()};
        transaction.PutSnapshot(owner, info, content);
        return InfoJson(info);
      },
      std::move(done));
}

void RestoreSnapshot(ControlState& state, const std::string& owner, const std::string& name,
                     ControlState::Done done) {
  state.UpdateAll(
      [&state, owner, name](WriteTransaction& transaction) -> ControlState::Outcome {
        const auto content = transaction.FindSnapshot(owner, name);
        if (!content) return tl::unexpected(NoSnapshot(transaction, owner, name));
        // Written by this program from jobs that had been accepted.
        const JobCheck no_check = [](const JobRecord&) { return std::nullopt; };
        return ImportIn(transaction, owner, *content, no_check, state.Wall());
      },
      std::move(done));
}

void RemoveSnapshot(ControlState& state, const std::string& owner, const std::string& name,
                    ControlState::Done done) {
  state.UpdateAll(
      [owner, name](WriteTransaction& transaction) -> ControlState::Outcome {
        if (!transaction.RemoveSnapshot(owner, name)) {
          return tl::unexpected(NoSnapshot(transaction, owner, name));
        }
        return json{{"account", owner}, {"removed", name}};
      },
      std::move(done));
}

void ListSnapshots(ControlState& state, const std::string& owner, ControlState::Done done) {
  state.UpdateAll(
      [owner](WriteTransaction& transaction) -> ControlState::Outcome {
        json list = json::array();
        for (const SnapshotInfo& info : transaction.ListSnapshots(owner)) {
          list.push_back(InfoJson(info));
        }
        return json{{"account", owner}, {"snapshots", std::move(list)}};
      },
      std::move(done));
}

}  // namespace autopilot
