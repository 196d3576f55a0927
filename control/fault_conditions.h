#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "control/fault_rule.h"

namespace autopilot {

// A call as the rules see it.
struct FaultCall {
  std::string_view operation;  // "" if the target is not usable
  std::string_view account;
  std::string_view region;
  std::string_view job_name;  // "" if the call names none
  // Whether target and body could be read. If not, only rules without a condition on the operation
  // and on the job match.
  bool usable = true;
  std::uint64_t seed = 0;  // of the account's draws
};

// Whether the call meets all conditions of the rule; a call without a job never meets one on jobs.
bool MeetsConditions(const FaultRule& rule, const FaultCall& call);

// A condition that a call does not meet.
struct FaultMismatch {
  std::string condition;  // "account", "operations", "region" or "job"
  std::string expected;
  std::string actual;

  bool operator==(const FaultMismatch&) const = default;
};

// All of them, in the order of the list above.
std::vector<FaultMismatch> MismatchesOf(const FaultRule& rule, const FaultCall& call);

}  // namespace autopilot
