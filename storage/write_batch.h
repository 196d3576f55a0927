#pragma once

#include <span>
#include <vector>

#include "storage/change_numbers.h"
#include "storage/connection.h"
#include "storage/creation_order.h"
#include "storage/job_versions.h"
#include "storage/read_write_gate.h"
#include "storage/wal_upkeep.h"
#include "storage/write_transaction.h"
#include "storage/writer.h"

namespace autopilot {

// Runs batches of writes as SQL transactions, each write in a savepoint of its own. For one thread.
class WriteBatch final : public BatchRunner {
 public:
  // `gate`, if not null, is entered for each batch; `upkeep`, if not null, is told of them. All
  // must outlive this object.
  WriteBatch(Connection& connection, JobVersions& versions, ReadWriteGate* gate,
             WalUpkeep* upkeep = nullptr)
      : connection_(connection),
        versions_(versions),
        changes_(connection),
        order_(connection),
        gate_(gate),
        upkeep_(upkeep) {}

  std::vector<WriteResult> Run(std::span<const Store::Work> works) noexcept override;
  void BetweenBatches() noexcept override;

 private:
  // Throws if the transaction as a whole is lost.
  std::vector<WriteResult> RunInTransaction(std::span<const Store::Work> works);
  WriteResult RunInSavepoint(const Store::Work& work);
  void Execute(const char* sql);

  void EndBatch(bool committed) noexcept;

  Connection& connection_;
  JobVersions& versions_;
  ChangeNumbers changes_;
  CreationOrder order_;
  ReadWriteGate* const gate_;
  WalUpkeep* const upkeep_;
  WriteTransactionOn::Touched touched_;  // by the batch that runs
};

}  // namespace autopilot
