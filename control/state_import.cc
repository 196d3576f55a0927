#include "control/state_import.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "common/ascii.h"
#include "common/base64.h"
#include "common/iso_time.h"
#include "control/all_accounts.h"
#include "control/control_context.h"
#include "control/json_fields.h"
#include "control/json_match.h"
#include "control/state_export.h"
#include "lifecycle/codec.h"

namespace autopilot {
namespace {

using nlohmann::json;

// Reads an export line by line. Everything is checked before anything is changed.
class ImportReader {
 public:
  ImportReader(const ImportChecks& checks, Timestamp wall) : checks_(checks), wall_(wall) {}

  ControlResult<ImportedState> Read(std::string_view text) {
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
                std::string(kExportFormat) + "\", \"version\": 1, …}."};
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
    return ReadSettingsLine(line);
  }

  Problem ReadHead(const json& line) {
    if (line.value("format", json()) != kExportFormat) return NoHead();
    JsonFields head(line);
    head.String("format");
    head.Integer("version", kExportVersion, kExportVersion);
    head.String("exported");
    parsed_.owner = head.String("owner", 1, 12).value_or("");
    if (parsed_.owner != kAllAccounts && !IsAccountId(parsed_.owner)) {
      head.Refuse("owner", "must be 12 digits, or '*' for all accounts");
    }
    head.Require({"version", "owner"});
    has_head_ = true;
    return head.Done();
  }

  Problem ReadSettingsLine(const json& line) {
    JsonFields fields(line);
    const auto account = ReadAccount(fields);
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
    if (settings.clock)
      fields.Refuse("settings", "cannot have a 'clock': that is a field beside it");
    if (auto clock = fields.Object("clock")) {
      settings.clock = ReadClock(*clock);
      fields.Refuse(clock->Done());
    }
    if (settings.clock && account == kAllAccounts) {
      fields.Refuse("clock", "is of one account, never of '*'");
    }
    if (auto error = fields.Done()) return error;
    if (!parsed_.accounts.emplace(*account, std::move(settings)).second) {
      return ControlError{.message = "There are two lines of the account " + *account + ".",
                          .path = "/account"};
    }
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
    if (const auto problem = checks_.job(job)) {
      return ControlError{.message = *problem, .path = "/job"};
    }
    if (!resources_.insert(ResourceOf(job.scope, "automl-job/" + ToLowerAscii(job.name))).second) {
      return ControlError{.message = "There are two jobs named " + job.name + ".",
                          .path = "/job/name"};
    }
    parsed_.jobs.push_back(std::move(job));
    return std::nullopt;
  }

  Problem ReadTags(const json& line) {
    JsonFields outer(line);
    auto fields = outer.Object("tags");
    if (!fields) return outer.Done();
    ImportedTags entry{.scope = ReadScope(*fields),
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
    if (auto error = CheckTags(entry)) return error;
    parsed_.tags.push_back(std::move(entry));
    return std::nullopt;
  }

  // Tags are of jobs that came before them, a job's in one line.
  Problem CheckTags(const ImportedTags& entry) {
    const auto resource = ResourceOf(entry.scope, entry.resource);
    if (!resources_.contains(resource)) {
      return ControlError{
          .message = "The lines before have no job that is known as " + entry.resource + " there.",
          .path = "/tags/resource"};
    }
    if (!tagged_.insert(resource).second) {
      return ControlError{.message = "There are two lines with the tags of " + entry.resource + ".",
                          .path = "/tags/resource"};
    }
    const auto problem = checks_.tags(entry.tags);
    if (!problem) return std::nullopt;
    return ControlError{.message = *problem, .path = "/tags/tags"};
  }

  using Resource = std::pair<Scope, std::string>;
  static Resource ResourceOf(const Scope& scope, std::string name) {
    return {scope, std::move(name)};
  }

  static Scope ReadScope(JsonFields& fields) {
    Scope scope{.account = fields.String("account").value_or(""),
                .region = fields.String("region").value_or("")};
    if (fields.Has("account") && !IsAccountId(scope.account)) {
      fields.Refuse("account", "must be 12 digits");
    }
    if (fields.Has("region") && !IsRegionName(scope.region)) {
      fields.Refuse("region", "must be a region like us-east-1");
    }
    return scope;
  }

  static constexpr std::size_t kLongest = 16 * 1024 * 1024;
  static constexpr std::size_t kMostTags = 50;

  const ImportChecks& checks_;
  Timestamp wall_;
  bool has_head_ = false;
  std::set<Resource> resources_;  // of the jobs read
  std::set<Resource> tagged_;
  ImportedState parsed_;
};

// An account of the export that is not `owner`'s.
std::optional<std::string> Other(const ImportedState& parsed, const std::string& owner) {
  if (parsed.owner != owner) return parsed.owner;
  if (owner == kAllAccounts) return std::nullopt;
  for (const auto& [account, settings] : parsed.accounts) {
    if (account != owner) return account;
  }
  for (const JobRecord& job : parsed.jobs) {
    if (job.scope.account != owner) return job.scope.account;
  }
  for (const ImportedTags& entry : parsed.tags) {
    if (entry.scope.account != owner) return entry.scope.account;
  }
  return std::nullopt;
}

}  // namespace

ControlResult<ImportedState> ReadImport(std::string_view text, const std::string& owner,
                                        const ImportChecks& checks, Timestamp wall) {
  auto parsed = ImportReader(checks, wall).Read(text);
  if (!parsed) return parsed;
  if (const auto other = Other(*parsed, owner)) {
    return tl::unexpected(ControlError{.message = "The export is of the account " + *other +
                                                  ", not of " + owner + "."});
  }
  return parsed;
}

}  // namespace autopilot
