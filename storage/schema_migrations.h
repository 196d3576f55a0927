#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <span>

namespace autopilot {

// The history of the schema: the n-th text (counted from 1) takes a database of version n-1 to n.
// The version is the database's user_version. Released texts are never edited, only added to.
std::span<const char* const> SchemaMigrations();

// The version that this program writes.
std::int64_t SchemaVersion();

// Applies the missing ones, each in a transaction. Returns true if there were any. Throws
// SQLite::Exception, the database then has the version up to which they succeeded, and
// std::runtime_error if there are fewer of them than the database has seen.
bool Migrate(SQLite::Database& database, std::span<const char* const> migrations);

}  // namespace autopilot
