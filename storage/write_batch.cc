#include "storage/write_batch.h"

#include <mutex>
#include <shared_mutex>

#include "storage/write_transaction.h"

namespace autopilot {

std::vector<WriteOutcome> WriteBatch::Run(std::span<const Store::Work> works) noexcept {
  std::unique_lock<std::shared_mutex> alone;
  if (gate_ != nullptr) alone = gate_->EnterToWrite();
  try {
    return RunInTransaction(works);
  } catch (...) {
    // Not via Execute: whatever the roll-back reports, what is left to do is the same.
    if (connection_.InTransaction()) connection_.Database().tryExec("ROLLBACK");
    return std::vector(works.size(), WriteOutcome::kFailed);
  }
}

std::vector<WriteOutcome> WriteBatch::RunInTransaction(std::span<const Store::Work> works) {
  Execute("BEGIN IMMEDIATE");
  std::vector<WriteOutcome> outcomes;
  outcomes.reserve(works.size());
  for (const Store::Work& work : works) outcomes.push_back(RunInSavepoint(work));
  Execute("COMMIT");
  return outcomes;
}

WriteOutcome WriteBatch::RunInSavepoint(const Store::Work& work) {
  Execute("SAVEPOINT work");
  WriteOutcome outcome = WriteOutcome::kCommitted;
  try {
    WriteTransactionOn transaction(connection_);
    work(transaction);
  } catch (...) {
    outcome = WriteOutcome::kFailed;
    // Throws when the error made SQLite roll back the whole transaction (disk full, for example):
    // there is no savepoint any more, and what the other works did is lost too.
    Execute("ROLLBACK TO work");
  }
  Execute("RELEASE work");
  return outcome;
}

void WriteBatch::Execute(const char* sql) { connection_.Prepare(sql)->exec(); }

}  // namespace autopilot
