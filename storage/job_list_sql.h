#pragma once

#include <array>
#include <string>

#include "storage/records.h"

namespace autopilot {

// The ways through a scope's jobs that the pages of ListAutoMLJobs are composed of. The order by
// creation time is the jobs that share the instant at which the last page ended, then those of the
// others; the order by status is one walk for each status.
enum class JobWalk {
  kByName,
  kByCreationTime,
  kOfOneCreationTime,
  kOfTerminalStatus,
  kOfRunningStatus
};
inline constexpr std::array kJobWalks{JobWalk::kByName, JobWalk::kByCreationTime,
                                      JobWalk::kOfOneCreationTime, JobWalk::kOfTerminalStatus,
                                      JobWalk::kOfRunningStatus};

// The statement of a walk: kJobColumns, created_us. Every one has the conditions of a
// JobQuery; those not asked for are bound to values that let everything pass, so that there are
// few statements to prepare.
const std::string& JobWalkSql(JobWalk walk, SortOrder order);

}  // namespace autopilot
