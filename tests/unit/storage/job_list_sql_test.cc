#include "storage/job_list_sql.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "storage/database.h"
#include "tests/unit/storage/query_plan.h"

namespace autopilot {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct WalkCase {
  JobWalk walk;
  SortOrder order;
  const char* only_step;
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
    {JobWalk::kOfOneId, SortOrder::kAscending, "SEARCH jobs USING INTEGER PRIMARY KEY (rowid=?)"},
    {JobWalk::kOfOneCreationTime, SortOrder::kAscending,
     "SEARCH jobs USING INDEX jobs_by_creation (account=? AND region=? AND created_us=? AND id>?)"},
    {JobWalk::kOfOneId, SortOrder::kDescending, "SEARCH jobs USING INTEGER PRIMARY KEY (rowid=?)"},
    {JobWalk::kOfOneCreationTime, SortOrder::kDescending,
     "SEARCH jobs USING INDEX jobs_by_creation (account=? AND region=? AND created_us=? AND id<?)"},
    {JobWalk::kOfTerminalStatus, SortOrder::kAscending,
     "SEARCH jobs USING INDEX jobs_by_status (account=? AND region=? AND final_status=? AND id>? "
     "AND "
     "id<?)"},
    {JobWalk::kOfTerminalStatus, SortOrder::kDescending,
     "SEARCH jobs USING INDEX jobs_by_status (account=? AND region=? AND final_status=? AND id>? "
     "AND "
     "id<?)"},
};

TEST(JobListSqlTest, WalksUseTheIndexOfTheirOrderAndSortNothing) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  for (const WalkCase& each : kWalkCases) {
    EXPECT_EQ(QueryPlan(database, JobWalkSql(each.walk, each.order)),
              std::string(each.only_step) + "\n");
  }
}

// Moved jobs, of which only the ids are sorted, are merged in as the walk goes.
TEST(JobListSqlTest, JobsOfATerminalStatusAreWalkedInTheOrderOfTheIndexBesideMovedOnes) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  for (const SortOrder order : {SortOrder::kAscending, SortOrder::kDescending}) {
    EXPECT_EQ(QueryPlan(database, JobWalkSql(JobWalk::kOfTerminalStatusOrMoved, order)),
              "MERGE (UNION ALL)\n"
              "LEFT\n"
              "SEARCH jobs USING INDEX jobs_by_status (account=? AND region=? AND "
              "final_status=? AND id>? AND id<?)\n"
              "RIGHT\n"
              "SEARCH jobs USING INTEGER PRIMARY KEY (rowid=?)\n"
              "LIST SUBQUERY 2\n"
              "SEARCH jobs USING COVERING INDEX jobs_by_last_event (account=? AND region=? AND "
              "last_event_change>?)\n");
  }
}

TEST(JobListSqlTest, NamesOfABlockAreReadBetweenTwoNamesFromTheIndexAlone) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  for (const SortOrder order : {SortOrder::kAscending, SortOrder::kDescending}) {
    EXPECT_EQ(QueryPlan(database, NamesInBlockSql(order)),
              "SEARCH jobs USING COVERING INDEX jobs_by_block (account=? AND region=? AND "
              "<expr>=? AND name_key>? AND name_key<?)\n");
  }
}

TEST(JobListSqlTest, TheFirstJobOfARangeOfTimesIsOneSearch) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  for (const auto& [order, bound] : {std::pair(SortOrder::kAscending, "created_us>?"),
                                     std::pair(SortOrder::kDescending, "created_us<?")}) {
    EXPECT_EQ(QueryPlan(database, FirstCreatedSql(order)),
              std::string("SEARCH jobs USING INDEX jobs_by_creation (account=? AND region=? AND ") +
                  bound + ")\n");
  }
}

TEST(JobListSqlTest, WhetherThereAreMovedJobsIsSeenInTheirIndex) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  EXPECT_EQ(QueryPlan(database, AnyMovedSql()),
            "SCAN CONSTANT ROW\n"
            "SCALAR SUBQUERY 1\n"
            "SEARCH jobs USING COVERING INDEX jobs_by_last_event (account=? AND region=? AND "
            "last_event_change>?)\n");
}

TEST(JobListSqlTest, RunningJobsAreFoundByTheirEndAndOnlyTheirIdsAreSorted) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  for (const SortOrder order : {SortOrder::kAscending, SortOrder::kDescending}) {
    EXPECT_THAT(
        QueryPlan(database, JobWalkSql(JobWalk::kOfRunningStatus, order)),
        AllOf(
            HasSubstr("SEARCH jobs USING INTEGER PRIMARY KEY (rowid=?)\n"),
            HasSubstr("SEARCH jobs USING COVERING INDEX jobs_by_end (account=? AND region=? AND "),
            HasSubstr("SEARCH jobs USING COVERING INDEX jobs_by_last_event (account=? AND "
                      "region=? AND last_event_change>?)\n"),
            Not(HasSubstr("SCAN")), Not(HasSubstr("ORDER BY"))));
  }
}

}  // namespace
}  // namespace autopilot
