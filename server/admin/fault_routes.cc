#include <algorithm>
#include <string>
#include <utility>

#include "control/all_accounts.h"
#include "control/fault_json.h"
#include "server/admin/routes.h"

namespace autopilot {
namespace {

using nlohmann::json;

Timestamp Wall(const ControlCall& call) { return call.state().Wall(); }

Faults& FaultsOf(const ControlCall& call) { return call.services().control.faults; }

json StatusJson(const ControlCall& call, const std::vector<FaultStatus>& rules) {
  json list = json::array();
  for (const FaultStatus& status : rules) list.push_back(ToJson(status));
  return {{"account", call.account()}, {"faults", std::move(list)}};
}

// The rules that may strike calls of the account, its own and those for all, in the order in which
// they are tried.
void GetFaults(const CallPtr& call) {
  auto rules = FaultsOf(*call).List(std::nullopt, Wall(*call));
  std::erase_if(rules, [&](const FaultStatus& status) {
    return status.rule.owner != call->account() && status.rule.owner != kAllAccounts;
  });
  call->Answer(StatusJson(*call, rules));
}

void AnswerAdded(ControlCall& call, const ControlResult<std::vector<FaultRule>>& added) {
  if (!added) return call.Refuse(added.error());
  std::vector<FaultStatus> rules;
  for (const FaultRule& rule : *added) {
    if (auto status = FaultsOf(call).Get(rule.owner, rule.id, Wall(call))) {
      rules.push_back(std::move(*status));
    }
  }
  call.Answer(StatusJson(call, rules));
}

void PostFaults(const CallPtr& call) {
  auto rules = ParseFaultRules(call->body(), call->Context());
  if (!rules) return call->Refuse(rules.error());
  AnswerAdded(*call, FaultsOf(*call).Add(std::move(*rules), Wall(*call)));
}

void PutFaults(const CallPtr& call) {
  auto rules = ParseFaultRules(call->body(), call->Context());
  if (!rules) return call->Refuse(rules.error());
  for (std::size_t n = 0; n < rules->size(); ++n) {
    const std::string& owner = (*rules)[n].owner;
    if (owner == call->account()) continue;
    return call->Refuse({.message = "The rules of the account " + call->account() +
                                    " are replaced, but this one is of " + owner + ".",
                         .path = "/" + std::to_string(n) + "/account"});
  }
  AnswerAdded(*call, FaultsOf(*call).ReplaceAll(call->account(), std::move(*rules), Wall(*call)));
}

void DeleteFaults(const CallPtr& call) {
  call->Answer({{"account", call->account()}, {"removed", FaultsOf(*call).Clear(call->account())}});
}

void RefuseUnknown(ControlCall& call) {
  ControlError error{.message = "The account " + call.account() + " has no fault rule " +
                                call.Parameter("id") + ".",
                     .kind = ControlErrorKind::kNotFound};
  for (const FaultStatus& status : FaultsOf(call).List(call.account(), Wall(call))) {
    error.available.push_back(status.rule.id);
  }
  call.Refuse(error);
}

void GetFault(const CallPtr& call) {
  const auto status = FaultsOf(*call).Get(call->account(), call->Parameter("id"), Wall(*call));
  if (!status) return RefuseUnknown(*call);
  call->Answer(ToJson(*status));
}

void PutFault(const CallPtr& call) {
  const std::string& id = call->Parameter("id");
  json body = call->body();
  if (!body.contains("id")) body["id"] = id;
  auto rule = ParseFaultRule(body, call->Context());
  if (!rule) return call->Refuse(rule.error());
  if (rule->id != id) {
    return call->Refuse(
        {.message = "'id' is '" + rule->id + "', but the path names '" + id + "'.", .path = "/id"});
  }
  const std::string owner = rule->owner;
  const auto put = FaultsOf(*call).Put(std::move(*rule), Wall(*call));
  if (!put) return call->Refuse(put.error());
  const auto status = FaultsOf(*call).Get(owner, id, Wall(*call));
  if (!status) return RefuseUnknown(*call);
  call->Answer(ToJson(*status));
}

void DeleteFault(const CallPtr& call) {
  const std::string& id = call->Parameter("id");
  if (!FaultsOf(*call).Remove(call->account(), id)) return RefuseUnknown(*call);
  call->Answer({{"account", call->account()}, {"removed", id}});
}

}  // namespace

std::vector<Route> FaultRoutes() {
  constexpr std::string_view kAll = "/_autopilot/faults";
  constexpr std::string_view kOne = "/_autopilot/faults/{id}";
  return {{.method = "GET", .path = kAll, .handle = GetFaults},
          {.method = "POST", .path = kAll, .handle = PostFaults, .body = BodyUse::kJson},
          {.method = "PUT", .path = kAll, .handle = PutFaults, .body = BodyUse::kJson},
          {.method = "DELETE", .path = kAll, .handle = DeleteFaults},
          {.method = "GET", .path = kOne, .handle = GetFault},
          {.method = "PUT", .path = kOne, .handle = PutFault, .body = BodyUse::kObject},
          {.method = "DELETE", .path = kOne, .handle = DeleteFault}};
}

}  // namespace autopilot
