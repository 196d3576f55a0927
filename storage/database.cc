#include "storage/database.h"

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <openssl/rand.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "storage/database_file.h"
#include "storage/schema_migrations.h"

namespace autopilot {
namespace {

// SQLite allocates less than 2 GiB at a time, and a database in memory is one piece.
constexpr sqlite3_int64 kMemoryLimit = 0x7FFF'0000;

template <std::size_t Size>
std::array<unsigned char, Size> RandomBytes() {
  std::array<unsigned char, Size> bytes;
  if (RAND_bytes(bytes.data(), int{Size}) != 1) {
    throw std::runtime_error("the machine has no random numbers");
  }
  return bytes;
}

SQLite::Database Open(const DatabaseLocation& location, int flags) {
  flags |= SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX;
  if (location.in_memory) flags |= SQLite::OPEN_URI;
  SQLite::Database database(location.name, flags, kBusyTimeoutMs);
  database.exec("PRAGMA trusted_schema = OFF");
  return database;
}

const char* SynchronousFor(Durability durability) {
  switch (durability) {
    case Durability::kNone:
      return "PRAGMA synchronous = OFF";
    case Durability::kNormal:
      return "PRAGMA synchronous = NORMAL";
    case Durability::kFull:
      break;
  }
  return "PRAGMA synchronous = FULL";
}

void PrepareFile(SQLite::Database& database, Durability durability) {
  // SQLite opens a file that it may not write for reading, without a word.
  if (sqlite3_db_readonly(database.getHandle(), "main") != 0) {
    throw SQLite::Exception("attempt to write a readonly database", SQLITE_READONLY);
  }
  // Before the switch to WAL, so that the header in the file itself is never without it: a new
  // database whose process was killed must still be recognised as ours.
  if (database.execAndGet("PRAGMA application_id").getInt() != kApplicationId) {
    database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
  }
  database.exec("PRAGMA journal_mode = WAL");
  // Not stored in the file: each connection decides for what it writes.
  database.exec(SynchronousFor(durability));
  // What a burst of writes leaves behind is given back at the next checkpoint.
  database.exec("PRAGMA journal_size_limit = 16777216");
}

void PrepareMemory(SQLite::Database& database) {
  database.exec("PRAGMA journal_mode = MEMORY");
  sqlite3_int64 limit = kMemoryLimit;
  database.check(
      sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_SIZE_LIMIT, &limit));
}

}  // namespace

DatabaseLocation DatabaseLocation::File(const std::filesystem::path& file) {
  return {.name = file.string(), .in_memory = false};
}

DatabaseLocation DatabaseLocation::Memory() {
  // The name is global in the process: random, so that stores do not meet.
  std::string name = "file:/autopilot-";
  for (const unsigned char byte : RandomBytes<16>()) {
    name += "0123456789abcdef"[byte >> 4U];
    name += "0123456789abcdef"[byte & 15U];
  }
  return {.name = name + "?vfs=memdb", .in_memory = true};
}

SQLite::Database OpenForWriting(const DatabaseLocation& location, Durability durability) {
  SQLite::Database database = Open(location, SQLite::OPEN_CREATE);
  if (location.in_memory) {
    PrepareMemory(database);
  } else {
    PrepareFile(database, durability);
  }
  if (Migrate(database, SchemaMigrations()) && !location.in_memory) {
    // CheckDatabaseFile of an older program has to see the version in the file itself.
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  return database;
}

SQLite::Database OpenForReading(const DatabaseLocation& location) {
  SQLite::Database database = Open(location, 0);
  // The file itself cannot be opened read-only: readers of a WAL take part in its bookkeeping.
  database.exec("PRAGMA query_only = ON");
  return database;
}

StoreSecret LoadOrMakeSecret(SQLite::Database& database) {
  SQLite::Statement load(database, "SELECT value FROM meta WHERE key = 'secret'");
  if (!load.executeStep()) {
    const StoreSecret made = RandomBytes<std::tuple_size_v<StoreSecret>>();
    SQLite::Statement save(database, "INSERT INTO meta (key, value) VALUES ('secret', ?)");
    save.bind(1, made.data(), int{made.size()});
    save.exec();
    return made;
  }
  const SQLite::Column value = load.getColumn(0);
  StoreSecret secret;
  if (static_cast<std::size_t>(value.getBytes()) != secret.size()) {
    throw std::runtime_error("the store's secret is damaged");
  }
  std::copy_n(static_cast<const unsigned char*>(value.getBlob()), secret.size(), secret.begin());
  return secret;
}

}  // namespace autopilot
