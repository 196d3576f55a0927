#include "storage/job_list_sql.h"

#include <cstddef>
#include <map>
#include <utility>

#include "storage/job_table.h"

namespace autopilot {
namespace {

// NULL, like false, for a job without events behind its creation.
constexpr const char* kIsMoved = "last_event_change > :last_change";

// The conditions that no index has to serve. The unary plus keeps SQLite from using one for them
// all the same, in place of the range that continues a page.
std::string Filter() {
  const auto number = [](JobStatus status) { return std::to_string(static_cast<int>(status)); };
  const std::string is_moved = kIsMoved;
  return " AND creation_change <= :last_change"
         " AND instr(name_key, :name_contains) > 0"
         " AND +created_us BETWEEN :created_low AND :created_high"
         // When a job that is not terminal was modified is decided in code.
         " AND (final_at_us > :as_of OR " +
         is_moved +
         " OR final_at_us BETWEEN :modified_low AND :modified_high)"
         " AND (:status IS NULL OR " +
         is_moved +
         " OR :status = CASE"
         " WHEN final_at_us <= :as_of THEN final_status"
         " WHEN stop_requested_us <= :as_of THEN " +
         number(JobStatus::kStopping) + " ELSE " + number(JobStatus::kInProgress) + " END)";
}

// INDEXED BY makes a statement fail rather than be slow, whatever the planner thinks of the table.
std::string Compose(JobWalk walk, SortOrder order) {
  const bool ascending = order == SortOrder::kAscending;
  const std::string behind = ascending ? ">" : "<";
  const std::string direction = ascending ? " ASC" : " DESC";
  const std::string select = std::string("SELECT ") + kJobColumns + " FROM jobs";
  const std::string in_scope = " WHERE account = :account AND region = :region";
  const std::string moved = std::string("SELECT id FROM jobs INDEXED BY jobs_by_last_event") +
                            in_scope + " AND " + kIsMoved + " AND id " + behind + " :after_id";
  const std::string of_terminal_status = select + " INDEXED BY jobs_by_status" + in_scope +
                                         " AND final_status = :status AND id " + behind +
                                         " :after_id";
  switch (walk) {
    case JobWalk::kByName:
      return select + " INDEXED BY jobs_by_name" + in_scope + " AND name_key " + behind +
             " :after_name" + Filter() + " ORDER BY name_key" + direction;
    case JobWalk::kByCreationTime:
      return select + " INDEXED BY jobs_by_creation" + in_scope +
             " AND created_us BETWEEN :created_from AND :created_to" + Filter() +
             " ORDER BY created_us" + direction + ", id" + direction;
    case JobWalk::kOfOneCreationTime:
      // Apart, because SQLite does not use the id in (created_us, id) > (?, ?) to find the start:
      // with many jobs of one instant, each page would read them all.
      return select + " INDEXED BY jobs_by_creation" + in_scope +
             " AND created_us = :created_at AND id " + behind + " :after_id" + Filter() +
             " ORDER BY id" + direction;
    case JobWalk::kOfTerminalStatus:
      return of_terminal_status + Filter() + " ORDER BY id" + direction;
    case JobWalk::kOfTerminalStatusOrMoved:
      // Two walks in the order of ids, merged as they go.
      return of_terminal_status + " AND (" + kIsMoved + ") IS NOT TRUE" + Filter() + " UNION ALL " +
             select + " WHERE id IN (" + moved + ")" + Filter() + " ORDER BY id" + direction;
    case JobWalk::kOfRunningStatus:
      // No index has the running jobs in the order of their ids. The ids, which indexes have, are
      // sorted; rows are read only as far as the page goes.
      return select + " WHERE id IN (SELECT id FROM jobs INDEXED BY jobs_by_end" + in_scope +
             " AND final_at_us > :as_of AND id " + behind + " :after_id UNION ALL " + moved + ")" +
             Filter() + " ORDER BY id" + direction;
  }
  return {};
}

}  // namespace

const std::string& AnyMovedSql() {
  static const std::string kSql =
      std::string(
          "SELECT EXISTS (SELECT 1 FROM jobs INDEXED BY jobs_by_last_event"
          " WHERE account = :account AND region = :region AND ") +
      kIsMoved + ")";
  return kSql;
}

const std::string& JobWalkSql(JobWalk walk, SortOrder order) {
  static const std::map kStatements = [] {
    std::map<std::pair<JobWalk, SortOrder>, std::string> statements;
    for (const JobWalk each : kJobWalks) {
      for (const SortOrder direction : {SortOrder::kAscending, SortOrder::kDescending}) {
        statements.emplace(std::pair(each, direction), Compose(each, direction));
      }
    }
    return statements;
  }();
  return kStatements.at({walk, order});
}

}  // namespace autopilot
