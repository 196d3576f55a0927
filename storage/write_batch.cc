#include "storage/write_batch.h"

#include <mutex>
#include <shared_mutex>
#include <utility>

#include "common/error_text.h"
#include "storage/sql_errors.h"

namespace autopilot {

std::vector<WriteResult> WriteBatch::Run(std::span<const Store::Work> works) noexcept {
  try {
    std::unique_lock<std::shared_mutex> alone;
    if (gate_ != nullptr) alone = gate_->EnterToWrite();
    return RunInTransaction(works);
  } catch (...) {
    const WriteResult lost{.committed = false, .error = CurrentErrorText()};
    return std::vector(works.size(), lost);
  }
}

std::vector<WriteResult> WriteBatch::RunInTransaction(std::span<const Store::Work> works) {
  bool is_committing = false;
  std::vector<WriteResult> results;
  try {
    results.reserve(works.size());
    Execute("BEGIN IMMEDIATE");
    for (const Store::Work& work : works) results.push_back(RunInSavepoint(work));
    changes_.Save();
    is_committing = true;
    Execute("COMMIT");
  } catch (...) {
    // Not via Execute: whatever the roll-back reports, what is left to do is the same.
    if (connection_.InTransaction()) connection_.Database().tryExec("ROLLBACK");
    if (upkeep_ != nullptr) upkeep_->OnLostBatch();
    if (upkeep_ != nullptr && is_committing) upkeep_->OverwriteFailedCommit();
    EndBatch(false);
    throw;
  }
  EndBatch(true);
  return results;
}

void WriteBatch::BetweenBatches() noexcept {
  if (upkeep_ != nullptr) upkeep_->BetweenBatches();
}

void WriteBatch::EndBatch(bool committed) noexcept {
  changes_.Forget();
  order_.Forget();
  WriteTransactionOn::Touched touched;
  std::swap(touched, touched_);
  if (committed) {
    for (JobVersion* version : touched.versions) ++*version;
    if (touched.all) versions_.ChangeAll();
  }
  for (const auto& call : touched.at_end) {
    try {
      call(committed);
    } catch (...) {
      // What is committed stays so, whoever could not take note of it.
    }
  }
}

WriteResult WriteBatch::RunInSavepoint(const Store::Work& work) {
  Execute("SAVEPOINT work");
  WriteResult result{.committed = true, .error = {}};
  try {
    WriteTransactionOn transaction(connection_, changes_, order_, versions_, touched_);
    work(transaction);
  } catch (...) {
    // Some errors (disk full, for example) make SQLite roll back the whole transaction: what the
    // other works did is lost too, for the same reason.
    if (!connection_.InTransaction()) throw;
    result = {.committed = false, .error = CurrentErrorText()};
    Execute("ROLLBACK TO work");
    order_.Forget();
  }
  if (!connection_.InTransaction()) throw StoreError("the transaction was rolled back");
  Execute("RELEASE work");
  return result;
}

void WriteBatch::Execute(const char* sql) {
  WithStoreErrors([&] { connection_.Prepare(sql)->exec(); });
}

}  // namespace autopilot
