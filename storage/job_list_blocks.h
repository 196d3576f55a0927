#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "storage/connection.h"
#include "storage/job_id_range.h"
#include "storage/records.h"

namespace autopilot {

// The names of a range of ids in their order, for pages by name with a range of creation times. No
// index has that order, and a walk through all names passes over all jobs outside the range. The
// index jobs_by_block has the jobs of each scope by block, which is id >> kBlockShift, then by
// name: the first names of each block, merged, are the first names of the range.
//
// One search for each block (2 to 3 microseconds), of whose names only those are read that come
// before the ones found so far: for n names about n * ln(blocks), from the index alone. In the two
// blocks at the ends, names outside the range are passed over (0.1 microseconds each). 2,048 ids a
// block keep both about equal for a range of 100,000 jobs. A range of a million jobs, in a store of
// ten million, is 490 searches, 1.2 milliseconds. Blocks are of the ids of all scopes: where many
// scopes create jobs at the same time, a scope has few jobs in each block, and as many searches.
// IsWorthBlocks keeps that from being more than a plain walk.
inline constexpr int kBlockShift = 11;  // as in the index

// Whether that is less work than to pass over the jobs outside the range.
bool IsWorthBlocks(const JobIdRange& ids);

struct JobName {
  std::int64_t id = 0;
  std::string name;  // lower-cased
};

struct JobNamesQuery {
  Scope scope;
  SortOrder order = SortOrder::kAscending;
  JobIdRange ids;
  std::string name_contains = {};  // lower-cased; empty: no condition
};

// No name comes before this one.
std::string BeforeAllNames(SortOrder order);

// The first `count` names that come behind `after`; fewer if there are no more. Throws
// SQLite::Exception.
std::vector<JobName> NextNames(Connection& connection, const JobNamesQuery& query,
                               const std::string& after, std::size_t count);

}  // namespace autopilot
