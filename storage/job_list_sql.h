#pragma once

#include <array>
#include <string>

#include "storage/records.h"

namespace autopilot {

// The ways through a scope's jobs that the pages of ListAutoMLJobs are composed of. The order by
// creation time is the jobs that share the instant at which the last page ended, then those of the
// others; the order by status is one walk for each status, through a range of ids; the order by
// name of such a range is one walk for each name that NextNames found. A job is moved if it has
// events later than the query's last change: its columns say what it became after the moment of the
// query.
enum class JobWalk {
  kByName,
  kOfOneId,
  kByCreationTime,
  kOfOneCreationTime,
  kOfTerminalStatus,  // where no job is moved; it costs a little less than the next one
  kOfTerminalStatusOrMoved,
  kOfRunningStatus
};
inline constexpr std::array kJobWalks{JobWalk::kByName,           JobWalk::kOfOneId,
                                      JobWalk::kByCreationTime,   JobWalk::kOfOneCreationTime,
                                      JobWalk::kOfTerminalStatus, JobWalk::kOfTerminalStatusOrMoved,
                                      JobWalk::kOfRunningStatus};

// The statement of a walk: kJobColumns. Every one has the conditions of a
// JobQuery; those not asked for are bound to values that let everything pass, so that there are
// few statements to prepare. Left to the caller: the status and the modification time of moved
// jobs, which pass every walk, and the modification time of those not terminal.
const std::string& JobWalkSql(JobWalk walk, SortOrder order);

// Ids and names of a block, in the order of the names, between two of them: see job_list_blocks.h.
const std::string& NamesInBlockSql(SortOrder order);

// Id and number of the creation of the first job from an instant on or, descending, of the last one
// until then.
const std::string& FirstCreatedSql(SortOrder order);

// Whether the scope has moved jobs: 1 or 0.
const std::string& AnyMovedSql();

}  // namespace autopilot
