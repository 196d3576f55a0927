#include "storage/schema_migrations.h"

#include <SQLiteCpp/Transaction.h>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace autopilot {
namespace {

// Instants are microseconds since the Unix epoch, statuses the numbers of JobStatus, names are
// lower-cased by the program. The large columns come last: SQLite reads a row from its start, and
// conditions must not pull in the overflow pages behind it.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  api_version INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  stop_requested_us INTEGER,
  stop_change INTEGER,
  final_at_us INTEGER NOT NULL,
  final_status INTEGER NOT NULL,
  events BLOB NOT NULL,
  plan BLOB NOT NULL,
  request TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX jobs_by_name ON jobs (account, region, name_key);
CREATE INDEX jobs_by_creation ON jobs (account, region, created_us, id);
CREATE INDEX jobs_by_status ON jobs (account, region, final_status, id);
CREATE INDEX jobs_by_end ON jobs (account, region, final_at_us);
CREATE INDEX jobs_by_stop ON jobs (stop_change) WHERE stop_change IS NOT NULL;

CREATE TABLE tags (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  resource TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (account, region, resource, key)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array kMigrations{kVersion1};

}  // namespace

std::span<const char* const> SchemaMigrations() { return kMigrations; }

std::int64_t SchemaVersion() { return std::int64_t{kMigrations.size()}; }

bool Migrate(SQLite::Database& database, std::span<const char* const> migrations) {
  const auto found =
      static_cast<std::size_t>(database.execAndGet("PRAGMA user_version").getInt64());
  if (found > migrations.size()) throw std::runtime_error("a newer version has written it");
  for (std::size_t version = found; version < migrations.size(); ++version) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    database.exec(migrations[version]);
    database.exec("PRAGMA user_version = " + std::to_string(version + 1));
    transaction.commit();
  }
  return found < migrations.size();
}

}  // namespace autopilot
