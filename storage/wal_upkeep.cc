#include "storage/wal_upkeep.h"

#include <sqlite3.h>

#include <utility>

#include "storage/database.h"
#include "storage/sql_errors.h"

namespace autopilot {

WalUpkeep::WalUpkeep(Connection& connection, ReportError report_error)
    : connection_(connection),
      report_error_(std::move(report_error)),
      write_nothing_(
          "PRAGMA user_version = " +
          std::to_string(connection.Database().execAndGet("PRAGMA user_version").getInt64())) {
  sqlite3_wal_hook(
      connection_.Database().getHandle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<WalUpkeep*>(self)->OnCommit(pages);
        return SQLITE_OK;
      },
      this);
}

WalUpkeep::~WalUpkeep() { sqlite3_wal_hook(connection_.Database().getHandle(), nullptr, nullptr); }

void WalUpkeep::OnCommit(int pages) {
  if (pages < pages_) {
    next_checkpoint_ = kPagesPerCheckpoint;
    next_wait_ = kPagesToStartOver;
  }
  pages_ = pages;
}

void WalUpkeep::BetweenBatches() noexcept {
  // On a full disk, too: what pages have several times in the log can be used again.
  const bool lost_batch = std::exchange(lost_batch_, false);
  if (pages_ < next_checkpoint_ && !lost_batch) return;
  const Copied copied = Checkpoint(SQLITE_CHECKPOINT_PASSIVE);
  next_checkpoint_ = pages_ + kPagesPerCheckpoint;
  if (copied == Copied::kFailed) {
    // Of a lost batch its callers have heard.
    if (!lost_batch) Report(sqlite3_extended_errcode(connection_.Database().getHandle()));
  } else if (pages_ >= (copied == Copied::kAll ? kPagesToStartOver : next_wait_)) {
    StartOver();
  }
}

void WalUpkeep::StartOver() noexcept {
  sqlite3* const handle = connection_.Database().getHandle();
  sqlite3_busy_timeout(handle, kMaxWaitMs);
  const Copied copied = Checkpoint(SQLITE_CHECKPOINT_RESTART);
  if (copied == Copied::kFailed) Report(sqlite3_extended_errcode(handle));
  if (copied != Copied::kAll) next_wait_ = 2 * pages_;
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
}

WalUpkeep::Copied WalUpkeep::Checkpoint(int mode) noexcept {
  int in_log = -1;
  int copied = -1;
  const int code =
      sqlite3_wal_checkpoint_v2(connection_.Database().getHandle(), "main", mode, &in_log, &copied);
  if (code == SQLITE_BUSY) return Copied::kPart;
  if (code != SQLITE_OK) return Copied::kFailed;
  failing_ = false;
  return copied == in_log ? Copied::kAll : Copied::kPart;
}

void WalUpkeep::Report(int code) noexcept {
  if (std::exchange(failing_, true) || !report_error_) return;
  try {
    report_error_("the write-ahead log cannot be copied into the database, so it grows: " +
                  DescribeSqlError(code, sqlite3_errstr(code)));
  } catch (...) {
    // Without memory for the text there is nothing to tell.
  }
}

// A COMMIT can fail when all its frames are in the log, the last of them with the mark of a commit:
// at the sync, for example. Nobody sees them, and the next transaction overwrites them; but if the
// process were killed before that, recovery would take them for committed. So a transaction that
// changes nothing overwrites them now. If its commit fails as well, its frame has still done that.
void WalUpkeep::OverwriteFailedCommit() noexcept {
  SQLite::Database& database = connection_.Database();
  if (database.tryExec("BEGIN IMMEDIATE") != SQLITE_OK) return;
  database.tryExec(write_nothing_.c_str());
  if (database.tryExec("COMMIT") != SQLITE_OK && connection_.InTransaction()) {
    database.tryExec("ROLLBACK");
  }
}

}  // namespace autopilot
