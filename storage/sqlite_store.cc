#include "storage/sqlite_store.h"

#include <SQLiteCpp/Transaction.h>

#include <exception>
#include <filesystem>
#include <string>
#include <utility>

#include "common/ascii.h"
#include "storage/account_jobs.h"
#include "storage/change_numbers.h"
#include "storage/database_file.h"
#include "storage/job_list_query.h"
#include "storage/job_table.h"
#include "storage/read_transaction.h"
#include "storage/schema_migrations.h"
#include "storage/settings_table.h"
#include "storage/sql_errors.h"
#include "storage/tag_table.h"

namespace autopilot {

namespace {

std::unique_ptr<Store> OpenInMemory(const StoreOptions& options) {
  try {
    return std::make_unique<SqliteStore>(nullptr, DatabaseLocation::Memory(), options);
  } catch (const std::exception& e) {
    throw StoreOpenError(std::string("No database can be made in memory: ") + e.what() + ".");
  }
}

std::unique_ptr<Store> OpenInFolder(std::unique_ptr<DataFolder> folder,
                                    const StoreOptions& options) {
  const std::filesystem::path file = folder->DatabaseFile();
  try {
    return std::make_unique<SqliteStore>(std::move(folder), DatabaseLocation::File(file), options);
  } catch (const SQLite::Exception& e) {
    throw StoreOpenError(file.string() + " cannot be opened: " + DescribeSqlError(e) + ".");
  } catch (const std::exception& e) {
    throw StoreOpenError(file.string() + " cannot be opened: " + e.what() +
                         ". If it is damaged, choose another folder with --data-dir, or delete "
                         "its jobs with --fresh.");
  }
}

}  // namespace

std::unique_ptr<Store> Store::Open(const StoreOptions& options) {
  if (!options.data_dir) return OpenInMemory(options);
  auto folder = std::make_unique<DataFolder>(*options.data_dir);
  if (options.fresh) RemoveDatabaseFile(folder->DatabaseFile());
  CheckDatabaseFile(folder->DatabaseFile(), SchemaVersion());
  return OpenInFolder(std::move(folder), options);
}

SqliteStore::SqliteStore(std::unique_ptr<DataFolder> folder, DatabaseLocation location,
                         const StoreOptions& options)
    : folder_(std::move(folder)),
      location_(std::move(location)),
      writing_(OpenForWriting(location_, options.durability)),
      secret_(LoadOrMakeSecret(writing_.Database())),
      readers_([this] { return std::make_unique<Connection>(OpenForReading(location_)); },
               location_.in_memory ? &gate_ : nullptr),
      upkeep_(location_.in_memory ? nullptr
                                  : std::make_unique<WalUpkeep>(writing_, options.report_error)),
      batches_(writing_, versions_, location_.in_memory ? &gate_ : nullptr, upkeep_.get()),
      writer_(batches_, options.report_error) {}

template <typename Use>
auto SqliteStore::WithReader(Use&& use) {
  return WithStoreErrors([&] {
    ReaderPool::Lease connection(readers_);
    return use(*connection);
  });
}

std::optional<JobRecord> SqliteStore::FindJob(const Scope& scope, std::string_view name) {
  return WithReader([&](Connection& c) { return autopilot::FindJob(c, scope, name); });
}

JobPage SqliteStore::ListJobs(const JobQuery& query) {
  return WithReader([&](Connection& c) {
    SQLite::Transaction snapshot(c.Database());
    return autopilot::ListJobs(c, query);
  });
}

std::int64_t SqliteStore::LastChange(const Scope& scope) {
  return WithReader([&](Connection& c) { return autopilot::LastChange(c, scope); });
}

const JobVersion* SqliteStore::VersionOf(const Scope& scope, std::string_view name) {
  return &versions_.Of(scope, ToLowerAscii(name));
}

bool SqliteStore::HasJobs() {
  return WithReader([](Connection& c) { return autopilot::HasJobs(c); });
}

void SqliteStore::Read(const std::function<void(ReadTransaction&)>& read) {
  WithReader([&](Connection& c) {
    SQLite::Transaction snapshot(c.Database());
    ReadTransactionOn transaction(c);
    read(transaction);
  });
}

std::vector<Tag> SqliteStore::ListTags(const Scope& scope, std::string_view resource) {
  return WithReader([&](Connection& c) { return autopilot::ListTags(c, scope, resource); });
}

std::vector<SettingsRecord> SqliteStore::AllSettings() {
  return WithReader([](Connection& c) { return autopilot::AllSettings(c); });
}

void SqliteStore::Write(Work work, Done done) { writer_.Enqueue(std::move(work), std::move(done)); }

}  // namespace autopilot
