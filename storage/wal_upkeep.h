#pragma once

#include <functional>
#include <string>

#include "storage/connection.h"

namespace autopilot {

// Keeps the write-ahead log of the writer's connection short and true. SQLite's own automatic
// checkpoint would run before the writes that cause it are answered, hide its errors, and let the
// log grow for ever under readers that overlap: it only copies the log into the database, and the
// log starts over once no reader needs it. On the writer's thread.
class WalUpkeep {
 public:
  // Pages of 4 KiB in the log that cause a checkpoint, and another one each time it has grown by
  // as many again.
  static constexpr int kPagesPerCheckpoint = 1'000;
  // From here on the writer waits for readers to let it start over: at once if nobody reads an old
  // snapshot, else (a reader may take its time) each time the log has doubled.
  static constexpr int kPagesToStartOver = 4'000;
  static constexpr int kMaxWaitMs = 200;

  using ReportError = std::function<void(const std::string&)>;

  // Replaces the automatic checkpoint of the connection, which must outlive this object.
  // `report_error`, if there is one, hears of checkpoints that fail: of the first in a row.
  WalUpkeep(Connection& connection, ReportError report_error);
  ~WalUpkeep();
  WalUpkeep(const WalUpkeep&) = delete;
  WalUpkeep& operator=(const WalUpkeep&) = delete;

  // Between two batches, when the callers of the last one have been answered.
  void BetweenBatches() noexcept;

  // A batch is lost.
  void OnLostBatch() noexcept { lost_batch_ = true; }

  // Makes sure that what a failed COMMIT left in the log never counts as committed. The transaction
  // must have ended.
  void OverwriteFailedCommit() noexcept;

 private:
  enum class Copied { kAll, kPart, kFailed };

  Copied Checkpoint(int mode) noexcept;
  void StartOver() noexcept;
  void Report(int code) noexcept;
  void OnCommit(int pages);

  Connection& connection_;
  const ReportError report_error_;
  const std::string write_nothing_;  // SQL that rewrites a page as it is
  int pages_ = 0;                    // in the log after the last commit
  int next_checkpoint_ = kPagesPerCheckpoint;
  int next_wait_ = kPagesToStartOver;
  bool lost_batch_ = false;
  bool failing_ = false;
};

}  // namespace autopilot
