#include "storage/database.h"

#include <SQLiteCpp/Exception.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>
#include <utility>

#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

TEST(DatabaseTest, ADatabaseInMemoryMayGrowToAlmostTwoGibibytes) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  sqlite3_int64 limit = -1;  // asks without changing it
  sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_SIZE_LIMIT, &limit);
  EXPECT_EQ(limit, 0x7FFF0000);
}

TEST(DatabaseTest, AFileIsInWalModeAndReadersSeeWhatIsCommitted) {
  testing::TempFolder folder;
  const DatabaseLocation location = DatabaseLocation::File(folder.path() / "autopilot.db");
  SQLite::Database writing = OpenForWriting(location);
  SQLite::Database reading = OpenForReading(location);
  EXPECT_EQ(reading.execAndGet("PRAGMA journal_mode").getString(), "wal");
  writing.exec("BEGIN; INSERT INTO meta VALUES ('key', x'00')");
  EXPECT_EQ(reading.execAndGet("SELECT count(*) FROM meta").getInt(), 0);
  writing.exec("COMMIT");
  EXPECT_EQ(reading.execAndGet("SELECT count(*) FROM meta").getInt(), 1);
}

// As PRAGMA synchronous numbers them.
int SynchronousOf(SQLite::Database& database) {
  return database.execAndGet("PRAGMA synchronous").getInt();
}

TEST(DatabaseTest, TheWritingConnectionIsAsDurableAsItsOpenerAsksAlsoOnAFileThatExists) {
  constexpr int kOff = 0, kNormal = 1, kFull = 2;
  testing::TempFolder folder;
  const DatabaseLocation location = DatabaseLocation::File(folder.path() / "autopilot.db");
  const std::pair<Durability, int> rows[] = {{Durability::kFull, kFull},
                                             {Durability::kNone, kOff},
                                             {Durability::kNormal, kNormal},
                                             {Durability::kFull, kFull}};
  for (const auto& [durability, synchronous] : rows) {
    SQLite::Database writing = OpenForWriting(location, durability);
    EXPECT_EQ(writing.execAndGet("PRAGMA journal_mode").getString(), "wal");
    EXPECT_EQ(SynchronousOf(writing), synchronous);
    writing.exec("INSERT OR REPLACE INTO meta VALUES ('key', x'00')");
    EXPECT_EQ(SynchronousOf(writing), synchronous);
  }
  SQLite::Database writing = OpenForWriting(location);
  EXPECT_EQ(SynchronousOf(writing), kNormal);
}

TEST(DatabaseTest, TheSecretIsMadeOnce) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  const StoreSecret secret = LoadOrMakeSecret(database);
  EXPECT_EQ(LoadOrMakeSecret(database), secret);
}

TEST(DatabaseTest, ASecretOfAnotherLengthIsRefused) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  LoadOrMakeSecret(database);
  database.exec("UPDATE meta SET value = x'00' WHERE key = 'secret'");
  EXPECT_THROW(LoadOrMakeSecret(database), std::runtime_error);
}

}  // namespace
}  // namespace autopilot
