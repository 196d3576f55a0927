#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include "control/all_accounts.h"
#include "control/journal_query.h"
#include "control/near_misses.h"
#include "server/admin/routes.h"

namespace autopilot {
namespace {

using nlohmann::json;

const Journal& JournalOf(const ControlCall& call) { return call.services().control.journal; }

// A number of the query as JSON, and as text what is none: the reader of the query says so.
json NumberOrText(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return text;
  return number;
}

void AnswerEntries(ControlCall& call, const JournalQuery& query) {
  json list = json::array();
  for (const auto& entry : JournalOf(call).Find(query)) list.push_back(ToJson(*entry));
  call.Answer({{"account", call.account()},
               {"entries", std::move(list)},
               {"last_sequence", JournalOf(call).last_sequence()}});
}

void GetJournal(const CallPtr& call) {
  json conditions{{"account", call->account()}};
  for (const auto* name : {"limit", "since"}) {
    if (const auto text = call->Query(name)) conditions[name] = NumberOrText(*text);
  }
  const auto query = ParseJournalQuery(conditions, call->Context());
  if (!query) return call->Refuse(query.error());
  AnswerEntries(*call, *query);
}

void DeleteJournal(const CallPtr& call) {
  const auto removed = call->services().control.journal.Clear(call->AccountOrAll());
  call->Answer({{"account", call->account()}, {"removed", removed}});
}

void GetEntry(const CallPtr& call) {
  const std::string& id = call->Parameter("request-id");
  const auto entry = JournalOf(*call).Get(call->AccountOrAll(), id);
  if (entry) return call->Answer(ToJson(*entry));
  call->Refuse(
      {.message = "The journal has no request " + id + " of the account " + call->account() + ".",
       .kind = ControlErrorKind::kNotFound});
}

void PostFind(const CallPtr& call) {
  const auto query = ParseJournalQuery(call->body(), call->Context());
  if (!query) return call->Refuse(query.error());
  AnswerEntries(*call, *query);
}

void PostCount(const CallPtr& call) {
  const auto query = ParseJournalQuery(call->body(), call->Context());
  if (!query) return call->Refuse(query.error());
  json answer = ToJson(JournalOf(*call).Count(*query));
  answer["account"] = call->account();
  call->Answer(answer);
}

void GetNearMisses(const CallPtr& call) {
  const auto account = call->AccountOrAll();
  auto rules = call->services().control.faults.List(std::nullopt, call->state().Wall());
  std::erase_if(rules, [&](const FaultStatus& status) {
    return account && status.rule.owner != *account && status.rule.owner != kAllAccounts;
  });
  JournalQuery calls;
  calls.account = account;
  calls.limit = kNearMissCalls;
  json list = json::array();
  for (const NearMiss& near_miss : NearMisses(rules, JournalOf(*call).Find(calls))) {
    list.push_back(ToJson(near_miss));
  }
  call->Answer({{"account", call->account()}, {"near_misses", std::move(list)}});
}

}  // namespace

std::vector<Route> JournalRoutes() {
  constexpr std::string_view kJournal = "/_autopilot/journal";
  return {{.method = "GET", .path = kJournal, .handle = GetJournal, .query = {"limit", "since"}},
          {.method = "DELETE", .path = kJournal, .handle = DeleteJournal},
          {.method = "GET", .path = "/_autopilot/journal/{request-id}", .handle = GetEntry},
          {.method = "POST",
           .path = "/_autopilot/journal/find",
           .handle = PostFind,
           .body = BodyUse::kObject},
          {.method = "POST",
           .path = "/_autopilot/journal/count",
           .handle = PostCount,
           .body = BodyUse::kObject},
          {.method = "GET", .path = "/_autopilot/near-misses", .handle = GetNearMisses}};
}

}  // namespace autopilot
