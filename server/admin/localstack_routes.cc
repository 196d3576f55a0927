#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "control/all_accounts.h"
#include "control/fault_conditions.h"
#include "control/fault_errors.h"
#include "control/fault_json.h"
#include "server/admin/routes.h"
#include "server/version.h"

namespace autopilot {
namespace {

using nlohmann::json;

// LocalStack's own routes, so that a suite written for it finds them here. Its chaos rules are
// fault rules for all accounts whose ids begin so; others are not touched.
constexpr std::string_view kPrefix = "chaos-";
constexpr auto kService = "sagemaker";
constexpr std::size_t kMostRules = 1'000;

// What a rule without an error does.
const FaultError kDefaultError{.type = "ServiceUnavailable",
                               .message = "Operation failed due to a simulated fault",
                               .status = 503};

void GetHealth(const CallPtr& call) {
  call->Answer(
      {{"services", {{kService, "running"}}}, {"edition", "community"}, {"version", kVersion}});
}

Faults& FaultsOf(const ControlCall& call) { return call.services().control.faults; }

std::vector<FaultRule> ChaosRules(const ControlCall& call) {
  std::vector<FaultRule> rules;
  for (auto& status : FaultsOf(call).List(kAllAccounts, call.state().Wall())) {
    // A rule of that name may also come from the other routes, and say what this form cannot.
    const bool has_form = status.rule.error && !status.rule.latency;
    if (has_form && status.rule.id.starts_with(kPrefix)) rules.push_back(std::move(status.rule));
  }
  return rules;
}

json ChaosJson(const FaultRule& rule) {
  json value{{"service", kService},
             {"error", {{"statusCode", rule.error->status}, {"code", rule.error->type}}}};
  if (rule.region) value["region"] = *rule.region;
  if (!rule.operations.empty()) value["operation"] = rule.operations.front();
  if (rule.probability < 1) value["probability"] = rule.probability;
  return value;
}

void AnswerRules(ControlCall& call) {
  json list = json::array();
  for (const FaultRule& rule : ChaosRules(call)) list.push_back(ChaosJson(rule));
  call.Answer(list);
}

FaultError ReadError(JsonFields& fields) {
  FaultError error = kDefaultError;
  auto object = fields.Object("error");
  if (!object) return error;
  const auto status = object->Integer("statusCode", 400, 599);
  const auto code = object->String("code", 1, 128);
  if (code && !IsErrorType(*code)) object->Refuse("code", kErrorTypePredicate);
  fields.Refuse(object->Done());
  if (code) {
    error.type = *code;
    if (const auto known = KnownFaultError(*code)) error.status = known->status;
  }
  if (status) error.status = static_cast<unsigned>(*status);
  return error;
}

ControlResult<FaultRule> ParseChaosRule(const ControlCall& call, const json& value,
                                        const std::string& at) {
  JsonFields fields(value, at);
  FaultRule rule;
  rule.owner = kAllAccounts;
  const auto service = fields.String("service");
  if (service && *service != kService) {
    fields.Refuse(UnknownName(fields.PathOf("service"), "service", *service, {kService}));
  }
  rule.region = fields.String("region", 1, 64);
  if (const auto operation = fields.String("operation")) {
    CheckOperation(fields, fields.PathOf("operation"), *operation, call.Context());
    rule.operations = {*operation};
  }
  rule.probability = fields.Number("probability", 0, 1).value_or(1);
  rule.error = ReadError(fields);
  if (auto error = fields.Done()) return tl::unexpected(*std::move(error));
  return rule;
}

ControlResult<std::vector<FaultRule>> ParseChaosRules(const ControlCall& call) {
  const json& body = call.body();
  if (!body.is_array() || body.size() > kMostRules) {
    return tl::unexpected(ControlError{.message = "The request must be a list of at most " +
                                                  std::to_string(kMostRules) + " fault rules."});
  }
  std::vector<FaultRule> rules;
  for (const json& value : body) {
    auto rule = ParseChaosRule(call, value, "/" + std::to_string(rules.size()));
    if (!rule) return tl::unexpected(std::move(rule.error()));
    rules.push_back(std::move(*rule));
  }
  return rules;
}

// Ids that are not in use, the same ones for the same history of calls: draws depend on them.
void NumberRules(std::vector<FaultRule>& rules, const std::vector<FaultRule>& present) {
  std::set<std::string> used;
  for (const FaultRule& rule : present) used.insert(rule.id);
  std::size_t number = 0;
  for (FaultRule& rule : rules) {
    do {
      rule.id = std::string(kPrefix) + std::to_string(++number);
    } while (used.contains(rule.id));
  }
}

// Adds the new rules before the old ones go, so that a refusal changes nothing.
void AddRules(ControlCall& call, const std::vector<FaultRule>& replaced) {
  auto rules = ParseChaosRules(call);
  if (!rules) return call.Refuse(rules.error());
  NumberRules(*rules, ChaosRules(call));
  const auto added = FaultsOf(call).Add(std::move(*rules), call.state().Wall());
  if (!added) return call.Refuse(added.error());
  for (const FaultRule& rule : replaced) FaultsOf(call).Remove(kAllAccounts, rule.id);
  AnswerRules(call);
}

void GetFaults(const CallPtr& call) { AnswerRules(*call); }

void PostFaults(const CallPtr& call) { AddRules(*call, ChaosRules(*call)); }

void PatchFaults(const CallPtr& call) { AddRules(*call, {}); }

// Those that are the same but for their ids; all without a list, or with an empty one.
void DeleteFaults(const CallPtr& call) {
  std::vector<FaultRule> removed;
  if (!call->body().is_null()) {
    auto rules = ParseChaosRules(*call);
    if (!rules) return call->Refuse(rules.error());
    removed = std::move(*rules);
  }
  for (FaultRule& rule : ChaosRules(*call)) {
    const std::string id = std::exchange(rule.id, "");
    const bool is_named = std::find(removed.begin(), removed.end(), rule) != removed.end();
    if (removed.empty() || is_named) FaultsOf(*call).Remove(kAllAccounts, id);
  }
  AnswerRules(*call);
}

}  // namespace

std::vector<Route> LocalStackRoutes() {
  constexpr std::string_view kFaults = "/_localstack/chaos/faults";
  return {{.method = "GET",
           .path = "/_localstack/health",
           .handle = GetHealth,
           .access = Access::kOpen,
           .accounts = Accounts::kNone},
          {.method = "GET", .path = kFaults, .handle = GetFaults, .accounts = Accounts::kNone},
          {.method = "POST",
           .path = kFaults,
           .handle = PostFaults,
           .accounts = Accounts::kNone,
           .body = BodyUse::kJson},
          {.method = "PATCH",
           .path = kFaults,
           .handle = PatchFaults,
           .accounts = Accounts::kNone,
           .body = BodyUse::kJson},
          {.method = "DELETE",
           .path = kFaults,
           .handle = DeleteFaults,
           .accounts = Accounts::kNone,
           .body = BodyUse::kJson}};
}

}  // namespace autopilot
