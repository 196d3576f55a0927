#include "storage/job_list_sql.h"

#include <SQLiteCpp/Statement.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "storage/database.h"

namespace autopilot {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What SQLite does for a statement, one step a line.
std::string QueryPlan(SQLite::Database& database, const std::string& sql) {
  SQLite::Statement explain(database, "EXPLAIN QUERY PLAN " + sql);
  std::string plan;
  while (explain.executeStep()) plan += explain.getColumn(3).getString() + "\n";
  return plan;
}

struct WalkCase {
  JobWalk walk;
  SortOrder order;
  const char* first_step;
};

// All filters, StatusEquals among them, are in these statements: there are no others.
const WalkCase kWalkCases[] = {
    {JobWalk::kByName, SortOrder::kAscending,
     "SEARCH jobs USING INDEX jobs_by_name (account=? AND region=? AND name_key>?)"},
    {JobWalk::kByName, SortOrder::kDescending,
     "SEARCH jobs USING INDEX jobs_by_name (account=? AND region=? AND name_key<?)"},
    {JobWalk::kByCreationTime, SortOrder::kAscending,
     "SEARCH jobs USING INDEX jobs_by_creation (account=? AND region=? AND created_us>? AND "
     "created_us<?)"},
    {JobWalk::kByCreationTime, SortOrder::kDescending,
     "SEARCH jobs USING INDEX jobs_by_creation (account=? AND region=? AND created_us>? AND "
     "created_us<?)"},
    {JobWalk::kOfOneCreationTime, SortOrder::kAscending,
     "SEARCH jobs USING INDEX jobs_by_creation (account=? AND region=? AND created_us=? AND id>?)"},
    {JobWalk::kOfOneCreationTime, SortOrder::kDescending,
     "SEARCH jobs USING INDEX jobs_by_creation (account=? AND region=? AND created_us=? AND id<?)"},
    {JobWalk::kOfTerminalStatus, SortOrder::kAscending,
     "SEARCH jobs USING INDEX jobs_by_status (account=? AND region=? AND final_status=? AND id>?)"},
    {JobWalk::kOfTerminalStatus, SortOrder::kDescending,
     "SEARCH jobs USING INDEX jobs_by_status (account=? AND region=? AND final_status=? AND id<?)"},
};

TEST(JobListSqlTest, WalksUseTheIndexOfTheirOrderAndSortNothing) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  for (const WalkCase& each : kWalkCases) {
    EXPECT_EQ(QueryPlan(database, JobWalkSql(each.walk, each.order)),
              std::string(each.first_step) + "\n");
  }
}

TEST(JobListSqlTest, RunningJobsAreFoundByTheirEndAndOnlyTheirIdsAreSorted) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  for (const SortOrder order : {SortOrder::kAscending, SortOrder::kDescending}) {
    EXPECT_THAT(
        QueryPlan(database, JobWalkSql(JobWalk::kOfRunningStatus, order)),
        AllOf(
            HasSubstr("SEARCH jobs USING INTEGER PRIMARY KEY (rowid=?)\n"),
            HasSubstr("SEARCH jobs USING COVERING INDEX jobs_by_end (account=? AND region=? AND "),
            HasSubstr("SEARCH jobs USING INDEX jobs_by_stop (stop_change>?"),
            Not(HasSubstr("SCAN")), Not(HasSubstr("ORDER BY"))));
  }
}

}  // namespace
}  // namespace autopilot
