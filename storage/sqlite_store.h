#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/connection.h"
#include "storage/data_folder.h"
#include "storage/database.h"
#include "storage/read_write_gate.h"
#include "storage/reader_pool.h"
#include "storage/store.h"
#include "storage/wal_upkeep.h"
#include "storage/write_batch.h"
#include "storage/writer.h"

namespace autopilot {

// Store on one SQLite database. The members are in the order of their use: the writer ends before
// the connections, and the last connection (which folds the WAL into the file and removes it)
// before the lock on the folder.
class SqliteStore final : public Store {
 public:
  // `folder`: what has to stay locked; null for a database in memory. `options`: all but
  // where the database is. Throws SQLite::Exception.
  SqliteStore(std::unique_ptr<DataFolder> folder, DatabaseLocation location,
              const StoreOptions& options);

  std::optional<JobRecord> FindJob(const Scope& scope, std::string_view name) override;
  JobPage ListJobs(const JobQuery& query) override;
  std::int64_t LastChange(const Scope& scope) override;
  std::vector<Tag> ListTags(const Scope& scope, std::string_view resource) override;
  std::vector<SettingsRecord> AllSettings() override;
  bool HasJobs() override;
  const JobVersion* VersionOf(const Scope& scope, std::string_view name) override;
  void Read(const std::function<void(ReadTransaction&)>& read) override;
  void Write(Work work, Done done) override;
  const std::array<unsigned char, 32>& Secret() const override { return secret_; }

 private:
  // Runs `use` on a connection of its own.
  template <typename Use>
  auto WithReader(Use&& use);

  const std::unique_ptr<DataFolder> folder_;
  const DatabaseLocation location_;
  Connection writing_;  // the writer thread's, once that runs
  const StoreSecret secret_;
  JobVersions versions_;
  ReadWriteGate gate_;  // in memory only
  ReaderPool readers_;
  const std::unique_ptr<WalUpkeep> upkeep_;  // null in memory
  WriteBatch batches_;
  Writer writer_;
};

}  // namespace autopilot
