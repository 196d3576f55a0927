#include "control/state_export.h"

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "common/base64.h"
#include "common/iso_time.h"
#include "control/all_accounts.h"
#include "control/control_state.h"
#include "lifecycle/codec.h"

namespace autopilot {
namespace {

using nlohmann::json;

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
  // The numbers of changes belong to the store that gave them; which events are of one change
  // stays.
  EventLog events = job.events;
  std::int64_t change = 0;
  for (std::size_t n = 0; n < events.size(); ++n) {
    if (n > 0 && job.events[n].change != job.events[n - 1].change) ++change;
    events[n].change = change;
  }
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

}  // namespace

std::string Export(ReadTransaction& transaction, const std::string& owner, Timestamp wall) {
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
  std::string text = json{{"format", kExportFormat},
                          {"version", kExportVersion},
                          {"owner", owner},
                          {"exported", IsoTime(wall)}}
                         .dump() +
                     "\n";
  for (const auto& each : accounts) {
    text += AccountLine(each, ReadSettings(transaction, each), wall).dump() + "\n";
  }
  return text + body;
}

}  // namespace autopilot
