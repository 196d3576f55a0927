#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "control/fault_conditions.h"
#include "control/faults.h"
#include "control/journal.h"

namespace autopilot {

// A request that a fault rule would have matched, had it not been for one condition.
struct NearMiss {
  std::string owner;  // with `rule_id`: of which rule
  std::string rule_id;
  FaultMismatch mismatch;
  std::shared_ptr<const JournalEntry> entry;
};

inline constexpr std::size_t kMaxNearMisses = 10;  // of one rule, the newest
// Only so many of the newest requests are worth a look: each is compared with each rule.
inline constexpr std::size_t kNearMissCalls = 2'000;

// Those among `entries` (oldest first) that came after the rule was added; in the order of the
// rules, then of the entries.
std::vector<NearMiss> NearMisses(std::span<const FaultStatus> rules, const JournalEntries& entries);

nlohmann::json ToJson(const NearMiss& near_miss);

}  // namespace autopilot
