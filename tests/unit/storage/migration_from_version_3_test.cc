#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "storage/creation_order.h"
#include "storage/schema_migrations.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

// A database that version 3 of the schema has seen jobs in.
class MigrationFromVersion3Test : public ::testing::Test {
 protected:
  MigrationFromVersion3Test() { Migrate(connection_.Database(), SchemaMigrations().first(3)); }

  void Insert(std::int64_t id, std::int64_t created_us, const Scope& scope = kScope) {
    SQLite::Statement insert(connection_.Database(),
                             "INSERT INTO jobs VALUES (?, ?, ?, ?1, 'job-' || ?1, 2, ?1, NULL, ?,"
                             " NULL, 0, 0, 0, X'', X'', '{}')");
    insert.bind(1, id);
    insert.bind(2, scope.account);
    insert.bind(3, scope.region);
    insert.bind(4, created_us);
    insert.exec();
  }

  void MigrateToTheEnd() { EXPECT_TRUE(Migrate(connection_.Database(), SchemaMigrations())); }

  Connection connection_{
      SQLite::Database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)};
  const Scope other_region_{.account = kScope.account, .region = "eu-west-1"};
};

TEST_F(MigrationFromVersion3Test, FindsTheScopesWhereAJobIsOlderThanOneBeforeIt) {
  Insert(1, 50);
  Insert(2, 40, other_region_);
  Insert(3, 50);
  Insert(7, 60);
  Insert(8, 39, other_region_);
  Insert(9, 41, other_region_);
  MigrateToTheEnd();
  EXPECT_TRUE(DoCreationTimesAscend(connection_, kScope));
  EXPECT_FALSE(DoCreationTimesAscend(connection_, other_region_));
}

TEST_F(MigrationFromVersion3Test, TimesThatStayOrGrowAscend) {
  Insert(1, 50);
  Insert(2, 50);
  Insert(4, 51);
  MigrateToTheEnd();
  EXPECT_TRUE(DoCreationTimesAscend(connection_, kScope));
}

TEST_F(MigrationFromVersion3Test, IndexesTheNamesOfItsJobsInBlocksOfIds) {
  for (const std::int64_t id : {2047, 2048, 4095, 4096}) Insert(id, id);
  MigrateToTheEnd();
  const std::string sql =
      "SELECT group_concat(name_key) FROM jobs INDEXED BY jobs_by_block"
      " WHERE account = '123456789012' AND region = 'us-east-1' AND id >> 11 = 1";
  EXPECT_EQ(connection_.Database().execAndGet(sql).getString(), "job-2048,job-4095");
}

}  // namespace
}  // namespace autopilot
