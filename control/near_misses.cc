#include "control/near_misses.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/iso_time.h"

namespace autopilot {
namespace {

FaultCall CallOf(const JournalEntry& entry) {
  return {.operation = entry.operation,
          .account = entry.account,
          .region = entry.region,
          .job_name = entry.job_name,
          .usable = !entry.operation.empty()};
}

}  // namespace

std::vector<NearMiss> NearMisses(std::span<const FaultStatus> rules,
                                 const JournalEntries& entries) {
  std::vector<NearMiss> all;
  for (const FaultStatus& status : rules) {
    std::vector<NearMiss> of_rule;
    for (std::size_t i = entries.size(); i > 0 && of_rule.size() < kMaxNearMisses; --i) {
      const auto& entry = entries[i - 1];
      if (entry->time < status.added) break;
      auto mismatches = MismatchesOf(status.rule, CallOf(*entry));
      if (mismatches.size() != 1) continue;
      of_rule.push_back({.owner = status.rule.owner,
                         .rule_id = status.rule.id,
                         .mismatch = std::move(mismatches.front()),
                         .entry = entry});
    }
    std::move(of_rule.rbegin(), of_rule.rend(), std::back_inserter(all));
  }
  return all;
}

nlohmann::json ToJson(const NearMiss& near_miss) {
  return {{"account", near_miss.owner},
          {"fault_id", near_miss.rule_id},
          {"condition", near_miss.mismatch.condition},
          {"expected", near_miss.mismatch.expected},
          {"actual", near_miss.mismatch.actual},
          {"sequence", near_miss.entry->sequence},
          {"request_id", near_miss.entry->request_id},
          {"time", IsoTime(near_miss.entry->time)}};
}

}  // namespace autopilot
