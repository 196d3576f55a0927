#include "control/fault_conditions.h"

#include <algorithm>

#include "control/all_accounts.h"
#include "control/glob.h"

namespace autopilot {
namespace {

bool AccountFits(const FaultRule& rule, const FaultCall& call) {
  return rule.owner == kAllAccounts || rule.owner == call.account;
}

bool OperationFits(const FaultRule& rule, const FaultCall& call) {
  if (rule.operations.empty()) return true;
  return call.usable &&
         std::any_of(rule.operations.begin(), rule.operations.end(), [&](const auto& operation) {
           return GlobMatches(operation, call.operation, GlobCase::kSensitive);
         });
}

bool RegionFits(const FaultRule& rule, const FaultCall& call) {
  return !rule.region || GlobMatches(*rule.region, call.region, GlobCase::kSensitive);
}

bool JobFits(const FaultRule& rule, const FaultCall& call) {
  if (!rule.job) return true;
  return call.usable && !call.job_name.empty() &&
         GlobMatches(*rule.job, call.job_name, GlobCase::kIgnored);
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

bool MeetsConditions(const FaultRule& rule, const FaultCall& call) {
  return AccountFits(rule, call) && OperationFits(rule, call) && RegionFits(rule, call) &&
         JobFits(rule, call);
}

std::vector<FaultMismatch> MismatchesOf(const FaultRule& rule, const FaultCall& call) {
  std::vector<FaultMismatch> mismatches;
  if (!AccountFits(rule, call)) {
    mismatches.push_back({"account", rule.owner, std::string(call.account)});
  }
  if (!OperationFits(rule, call)) {
    mismatches.push_back({"operations", Joined(rule.operations), std::string(call.operation)});
  }
  if (!RegionFits(rule, call)) {
    mismatches.push_back({"region", *rule.region, std::string(call.region)});
  }
  if (!JobFits(rule, call)) {
    mismatches.push_back({"job", *rule.job, std::string(call.job_name)});
  }
  return mismatches;
}

}  // namespace autopilot
