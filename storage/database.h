#pragma once

#include <SQLiteCpp/Database.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include "storage/connection.h"
#include "storage/durability.h"

namespace autopilot {

// For locks of others than the store itself, such as the sqlite3 shell of a curious user.
inline constexpr int kBusyTimeoutMs = 5'000;

// Which database the connections of a store share.
struct DatabaseLocation {
  std::string name;  // a path, or the URI of a database in memory
  bool in_memory = false;

  static DatabaseLocation File(const std::filesystem::path& file);
  // A new one, which lives as long as a connection to it. Its readers and its writer must not
  // meet: see ReadWriteGate.
  static DatabaseLocation Memory();
};

// The writer's connection. Creates the database or brings its schema up to date; throws
// SQLite::Exception.
SQLite::Database OpenForWriting(const DatabaseLocation& location,
                                Durability durability = Durability::kNormal);

// A reader's connection to a database that the writer's connection holds open.
SQLite::Database OpenForReading(const DatabaseLocation& location);

using StoreSecret = std::array<unsigned char, 32>;

// Made at the first call for this database.
StoreSecret LoadOrMakeSecret(SQLite::Database& database);

}  // namespace autopilot
