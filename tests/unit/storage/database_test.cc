#include "storage/database.h"

#include <SQLiteCpp/Exception.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>

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
