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

// Since then every event, not only a stop, can change what the columns say: `last_event_change` is
// the change of the last event behind the creation, NULL if there is none.
constexpr const char* kVersion2 = R"sql(
DROP INDEX jobs_by_stop;
ALTER TABLE jobs RENAME COLUMN stop_change TO last_event_change;
ALTER TABLE jobs ADD COLUMN ticks INTEGER NOT NULL DEFAULT 0;
CREATE INDEX jobs_by_last_event ON jobs (account, region, last_event_change, id)
  WHERE last_event_change IS NOT NULL;

CREATE TABLE settings (
  owner TEXT NOT NULL PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE snapshots (
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (owner, name)
) STRICT;
)sql";

// Since then each scope numbers its own changes: `creation_change` is that of the creation,
// `changes` has the last one of each scope. Numbers that were given out across all scopes go on as
// they are.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE changes (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (account, region)
) STRICT, WITHOUT ROWID;
INSERT INTO changes (account, region, last)
  SELECT account, region, max(max(id), coalesce(max(last_event_change), 0))
  FROM jobs GROUP BY account, region;
DELETE FROM meta WHERE key = 'last_change_at_removal';

ALTER TABLE jobs RENAME TO jobs_of_version_2;
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  api_version INTEGER NOT NULL,
  creation_change INTEGER NOT NULL,
  last_event_change INTEGER,
  created_us INTEGER NOT NULL,
  stop_requested_us INTEGER,
  final_at_us INTEGER NOT NULL,
  final_status INTEGER NOT NULL,
  ticks INTEGER NOT NULL,
  events BLOB NOT NULL,
  plan BLOB NOT NULL,
  request TEXT NOT NULL
) STRICT;
INSERT INTO jobs
  SELECT id, account, region, name, name_key, api_version, id, last_event_change, created_us,
    stop_requested_us, final_at_us, final_status, ticks, events, plan, request
  FROM jobs_of_version_2 ORDER BY id;
DROP TABLE jobs_of_version_2;
CREATE UNIQUE INDEX jobs_by_name ON jobs (account, region, name_key);
CREATE INDEX jobs_by_creation ON jobs (account, region, created_us, id);
CREATE INDEX jobs_by_status ON jobs (account, region, final_status, id);
CREATE INDEX jobs_by_end ON jobs (account, region, final_at_us);
CREATE INDEX jobs_by_last_event ON jobs (account, region, last_event_change, id)
  WHERE last_event_change IS NOT NULL;
)sql";

// Since then a range of creation times is one of ids: `scopes_out_of_order` has the scopes where it
// is not. `jobs_by_block` has the names within 2,048 ids that follow each other. See
// creation_order.h and job_list_blocks.h.
constexpr const char* kVersion4 = R"sql(
CREATE TABLE scopes_out_of_order (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  PRIMARY KEY (account, region)
) STRICT, WITHOUT ROWID;
INSERT INTO scopes_out_of_order (account, region)
  SELECT DISTINCT account, region FROM (
    SELECT account, region, id,
      lag(id) OVER (PARTITION BY account, region ORDER BY created_us, id) AS id_before
    FROM jobs INDEXED BY jobs_by_creation)
  WHERE id < id_before;
CREATE INDEX jobs_by_block ON jobs (account, region, id >> 11, name_key);
)sql";

// Since then jobs can wait for what is done for them, by kind (PendingEffect). Those of before wait
// for nothing.
constexpr const char* kVersion5 = R"sql(
CREATE TABLE pending_effects (
  kind INTEGER NOT NULL,
  job_id INTEGER NOT NULL,
  PRIMARY KEY (kind, job_id)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array kMigrations{kVersion1, kVersion2, kVersion3, kVersion4, kVersion5};

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
