#include "storage/job_list_sql.h"

#include <cstddef>
#include <map>
#include <utility>

#include "storage/job_list_blocks.h"
#include "storage/job_table.h"

namespace autopilot {
namespace {

// NULL, like false, for a job without events behind its creation.
constexpr const char* kIsMoved = "last_event_change > :last_change";

constexpr const char* kInScope = " WHERE account = :account AND region = :region";

const char* Behind(SortOrder order) { return order == SortOrder::kAscending ? ">" : "<"; }
const char* Direction(SortOrder order) { return order == SortOrder::kAscending ? " ASC" : " DESC"; }

// The statement that `compose` makes of each order.
template <typename Compose>
std::map<SortOrder, std::string> ForBothOrders(Compose compose) {
  std::map<SortOrder, std::string> statements;
  for (const SortOrder order : {SortOrder::kAscending, SortOrder::kDescending}) {
    statements.emplace(order, compose(order));
  }
  return statements;
}

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
  const std::string behind = Behind(order);
  const std::string direction = Direction(order);
  const std::string select = std::string("SELECT ") + kJobColumns + " FROM jobs";
  const std::string in_scope = kInScope;
  const std::string in_range = " AND id BETWEEN :id_low AND :id_high";
  const std::string moved = std::string("SELECT id FROM jobs INDEXED BY jobs_by_last_event") +
                            in_scope + " AND " + kIsMoved + in_range;
  const std::string of_terminal_status =
      select + " INDEXED BY jobs_by_status" + in_scope + " AND final_status = :status" + in_range;
  switch (walk) {
    case JobWalk::kByName:
      return select + " INDEXED BY jobs_by_name" + in_scope + " AND name_key " + behind +
             " :after_name" + Filter() + " ORDER BY name_key" + direction;
    case JobWalk::kOfOneId:
      return select + " NOT INDEXED" + in_scope + " AND id = :id" + Filter();
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
             " AND final_at_us > :as_of" + in_range + " UNION ALL " + moved + ")" + Filter() +
             " ORDER BY id" + direction;
  }
  return {};
}

}  // namespace

const std::string& NamesInBlockSql(SortOrder order) {
  // The unary plus leaves the ids to the end of the search, which the names have to narrow.
  static const std::map kStatements = ForBothOrders([](SortOrder each) {
    return std::string("SELECT id, name_key FROM jobs INDEXED BY jobs_by_block") + kInScope +
           " AND id >> " + std::to_string(kBlockShift) + " = :block AND name_key " + Behind(each) +
           " :after_name AND name_key " + Behind(Opposite(each)) +
           " :before_name AND +id BETWEEN :id_low AND :id_high"
           " AND instr(name_key, :name_contains) > 0 ORDER BY name_key" +
           Direction(each);
  });
  return kStatements.at(order);
}

const std::string& FirstCreatedSql(SortOrder order) {
  static const std::map kStatements = ForBothOrders([](SortOrder each) {
    return std::string("SELECT id, creation_change FROM jobs INDEXED BY jobs_by_creation") +
           kInScope + " AND created_us " + Behind(each) + "= :created ORDER BY created_us" +
           Direction(each) + ", id" + Direction(each) + " LIMIT 1";
  });
  return kStatements.at(order);
}

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
    std::map<JobWalk, std::map<SortOrder, std::string>> statements;
    for (const JobWalk each : kJobWalks) {
      statements.emplace(
          each, ForBothOrders([each](SortOrder direction) { return Compose(each, direction); }));
    }
    return statements;
  }();
  return kStatements.at(walk).at(order);
}

}  // namespace autopilot
