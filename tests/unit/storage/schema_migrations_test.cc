#include "storage/schema_migrations.h"

#include <SQLiteCpp/Exception.h>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace autopilot {
namespace {

constexpr std::array kHistory{
    "CREATE TABLE first (value INTEGER) STRICT; INSERT INTO first VALUES (1);",
    "ALTER TABLE first ADD COLUMN more TEXT; CREATE TABLE second (value INTEGER) STRICT;",
    "CREATE TABLE third (value INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"};

class MigrateTest : public ::testing::Test {
 protected:
  int Version() { return database_.execAndGet("PRAGMA user_version").getInt(); }

  SQLite::Database database_{":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
};

TEST_F(MigrateTest, ANewDatabaseGetsAllOfThem) {
  EXPECT_TRUE(Migrate(database_, std::span(kHistory).first(2)));
  EXPECT_EQ(Version(), 2);
  EXPECT_EQ(database_.execAndGet("SELECT count(more) FROM first").getInt(), 0);
  EXPECT_TRUE(database_.tableExists("second"));
}

TEST_F(MigrateTest, AnOlderDatabaseGetsTheMissingOnesAndKeepsItsRows) {
  Migrate(database_, std::span(kHistory).first(1));
  EXPECT_TRUE(Migrate(database_, std::span(kHistory).first(2)));
  EXPECT_EQ(Version(), 2);
  EXPECT_EQ(database_.execAndGet("SELECT count(*) FROM first").getInt(), 1);
}

TEST_F(MigrateTest, ACurrentDatabaseIsLeftAlone) {
  Migrate(database_, std::span(kHistory).first(2));
  const int changes = database_.getTotalChanges();
  EXPECT_FALSE(Migrate(database_, std::span(kHistory).first(2)));
  EXPECT_EQ(database_.getTotalChanges(), changes);
}

TEST_F(MigrateTest, OneThatFailsLeavesTheVersionBeforeIt) {
  EXPECT_THROW(Migrate(database_, kHistory), SQLite::Exception);
  EXPECT_EQ(Version(), 2);
  EXPECT_TRUE(database_.tableExists("second"));
  EXPECT_FALSE(database_.tableExists("third"));
}

TEST_F(MigrateTest, ADatabaseThatHasSeenMoreIsRefused) {
  Migrate(database_, std::span(kHistory).first(2));
  EXPECT_THROW(Migrate(database_, std::span(kHistory).first(1)), std::runtime_error);
  EXPECT_EQ(Version(), 2);
}

TEST_F(MigrateTest, TheProgramsOwnSchemaHasAllItsTables) {
  Migrate(database_, SchemaMigrations());
  EXPECT_EQ(Version(), SchemaVersion());
  for (const char* table : {"meta", "jobs", "tags", "settings", "snapshots", "changes",
                            "scopes_out_of_order", "pending_effects"}) {
    EXPECT_TRUE(database_.tableExists(table));
  }
}

}  // namespace
}  // namespace autopilot
