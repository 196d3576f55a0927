#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "control/job_control.h"
#include "control/journal_query.h"
#include "lifecycle/state.h"
#include "lifecycle/transitions.h"
#include "server/admin/routes.h"

namespace autopilot {
namespace {

using nlohmann::json;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr microseconds kDefaultTimeout = std::chrono::seconds(30);
constexpr microseconds kLongestTimeout = std::chrono::hours(1);
constexpr std::size_t kMostNames = 20;

microseconds ReadTimeout(JsonFields& fields) {
  const auto timeout = fields.Duration("timeout");
  if (timeout && *timeout > kLongestTimeout) {
    fields.Refuse("timeout", "must not be longer than " + FormatDuration(kLongestTimeout));
  }
  return timeout.value_or(kDefaultTimeout);
}

template <typename Status>
std::vector<std::string> AllNames(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t n = 0; n < count; ++n) names.emplace_back(Name(static_cast<Status>(n)));
  return names;
}

// One name or a list of them, each one of `known`; empty if the field is absent or refused.
std::vector<std::string> ReadNames(JsonFields& fields, std::string_view field,
                                   const std::vector<std::string>& known) {
  const json* value = fields.Any(field);
  if (value == nullptr) return {};
  const json list = value->is_array() ? *value : json::array({*value});
  const bool all_strings =
      std::all_of(list.begin(), list.end(), [](const json& name) { return name.is_string(); });
  if (!all_strings || list.empty() || list.size() > kMostNames) {
    fields.Refuse(ControlError{
        .message = "'" + std::string(field) + "' must be a name or a list of names that exist.",
        .path = fields.PathOf(field),
        .available = known});
    return {};
  }
  for (const json& name : list) {
    const auto& text = name.get_ref<const std::string&>();
    if (std::find(known.begin(), known.end(), text) != known.end()) continue;
    fields.Refuse(UnknownName(fields.PathOf(field), field, text, known));
  }
  return list.get<std::vector<std::string>>();
}

// The state of a job that is waited for.
struct JobGoal {
  Scope scope;
  std::string name;
  std::vector<std::string> statuses;            // empty: any
  std::vector<std::string> secondary_statuses;  // empty: any

  bool IsMetBy(const JobState& state) const {
    const auto has = [](const std::vector<std::string>& wanted, std::string_view actual) {
      return wanted.empty() || std::find(wanted.begin(), wanted.end(), actual) != wanted.end();
    };
    return has(statuses, Name(state.status)) &&
           has(secondary_statuses, Name(state.secondary_status));
  }
};

// When the account's clock, if it runs, comes to `at`, or the longest wait is over.
SteadyClock::time_point SteadyTimeOf(Timestamp at, Timestamp now) {
  return SteadyClock::now() + std::clamp(at - now, microseconds(1'000), kLongestTimeout);
}

WaitCheck LookAtJob(const ControlServices& services, const JobGoal& goal) {
  WaitCheck check;
  const auto job = services.store.FindJob(goal.scope, goal.name);
  check.answer = {{"met", false}, {"job", nullptr}};
  if (!job) return check;
  const auto& state = services.control.state;
  const Timestamp now = state.Now(goal.scope.account);
  const Timestamp shown = FloorToMillis(now);
  const JobState job_state = Evaluate(job->plan, job->events, shown);
  const bool is_there = goal.IsMetBy(job_state);
  check.answer = {{"met", is_there}, {"job", JobStatusJson(*job, shown)}};
  // An ended job will never get where it is not.
  check.met = is_there || IsTerminal(job_state.status);
  const auto clock = state.SettingsOf(goal.scope.account)->clock;
  const bool is_frozen = clock && clock->mode == ClockSetting::Mode::kFrozen;
  const auto change = NextChange(job->plan, job->events, shown);
  if (change && !is_frozen) check.next_look = SteadyTimeOf(*change, now);
  return check;
}

// 200 for what is so, 409 for what will never be so, 408 for what is not so yet.
void AnswerWait(ControlCall& call, const WaitCheck& last, SteadyClock::time_point deadline) {
  if (last.answer.is_null() || (!last.met && SteadyClock::now() < deadline)) {
    return call.Refuse(503, "ServiceUnavailable", {.message = "The server is shutting down."});
  }
  if (last.answer.at("met") == true) return call.Answer(last.answer);
  const bool is_gone = call.input().client && call.input().client->IsGone();
  call.Answer(last.answer, last.met && !is_gone ? 409 : 408);
}

// A client that has gone ends its wait: else it would hold a place until the timeout.
Waits::Check UnlessGone(std::shared_ptr<ClientLink> client, Waits::Check check) {
  if (!client) return check;
  return [client = std::move(client), check = std::move(check)] {
    WaitCheck found = check();
    found.met = found.met || client->IsGone();
    return found;
  };
}

void StartWait(const CallPtr& call, Waits::Check check, microseconds timeout) {
  const auto deadline = SteadyClock::now() + timeout;
  auto& waits = call->services().control.waits;
  const auto& client = call->input().client;
  if (client) client->OnGone([&waits] { waits.Notify(); });
  const auto waiting =
      waits.Wait(UnlessGone(client, std::move(check)), deadline,
                 [call, deadline](const WaitCheck& last) { AnswerWait(*call, last, deadline); });
  if (!waiting) call->Refuse(503, "ServiceUnavailable", waiting.error());
}

void WaitForJob(const CallPtr& call) {
  static const auto kStatuses = AllNames<JobStatus>(kJobStatusCount);
  static const auto kSecondaryStatuses = AllNames<SecondaryStatus>(kSecondaryStatusCount);
  auto fields = call->Fields();
  JobGoal goal{.scope = call->scope(), .name = {}, .statuses = {}, .secondary_statuses = {}};
  goal.name = fields.String("job", 1, 64).value_or("");
  goal.statuses = ReadNames(fields, "status", kStatuses);
  goal.secondary_statuses = ReadNames(fields, "secondary_status", kSecondaryStatuses);
  if (auto region = fields.String("region", 1, 32)) goal.scope.region = *std::move(region);
  const microseconds timeout = ReadTimeout(fields);
  fields.Require({"job"});
  if (!fields.Has("status") && !fields.Has("secondary_status")) {
    fields.Refuse("status", "must be given, or 'secondary_status', or both");
  }
  if (call->account() == kAllAccounts) {
    fields.Refuse("account", "cannot be '*' here: a job is of one account");
  }
  if (const auto error = fields.Done()) return call->Refuse(*error);
  StartWait(
      call, [call, goal] { return LookAtJob(call->services(), goal); }, timeout);
}

// The conditions on requests are those of the journal's own routes.
void WaitForCalls(const CallPtr& call) {
  constexpr std::array kConditions = {"operation",  "job",     "status",
                                      "error_type", "request", "since"};
  auto fields = call->Fields();
  const auto wanted =
      static_cast<std::uint64_t>(fields.Integer("count", 1, 1'000'000'000).value_or(1));
  const microseconds timeout = ReadTimeout(fields);
  json conditions{{"account", call->account()}};
  for (const char* name : kConditions) {
    if (const json* value = fields.Any(name)) conditions[name] = *value;
  }
  const auto query = ParseJournalQuery(conditions, call->Context());
  if (!query) fields.Refuse(query.error());
  if (const auto error = fields.Done()) return call->Refuse(*error);
  const auto look = [&journal = call->services().control.journal, query = *query, wanted,
                     tally = std::make_shared<JournalTally>()] {
    const JournalCount counted = journal.CountOn(query, *tally);
    WaitCheck check{.met = counted.count >= wanted, .answer = ToJson(counted), .next_look = {}};
    check.answer["met"] = check.met;
    return check;
  };
  StartWait(call, look, timeout);
}

void PostWait(const CallPtr& call) {
  call->body().contains("operation") ? WaitForCalls(call) : WaitForJob(call);
}

}  // namespace

std::vector<Route> WaitRoutes() {
  return {{.method = "POST",
           .path = "/_autopilot/wait",
           .handle = PostWait,
           .body = BodyUse::kObject,
           .query = {"region"}}};
}

}  // namespace autopilot
