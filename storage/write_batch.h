#pragma once

#include <span>
#include <vector>

#include "storage/connection.h"
#include "storage/read_write_gate.h"
#include "storage/writer.h"

namespace autopilot {

// Runs batches of writes as SQL transactions, each write in a savepoint of its own. For one thread.
class WriteBatch final : public BatchRunner {
 public:
  // `gate`, if not null, is entered for each batch. Both must outlive this object.
  WriteBatch(Connection& connection, ReadWriteGate* gate) : connection_(connection), gate_(gate) {}

  std::vector<WriteOutcome> Run(std::span<const Store::Work> works) noexcept override;

 private:
  // Throws if the transaction as a whole is lost.
  std::vector<WriteOutcome> RunInTransaction(std::span<const Store::Work> works);
  WriteOutcome RunInSavepoint(const Store::Work& work);
  void Execute(const char* sql);

  Connection& connection_;
  ReadWriteGate* const gate_;
};

}  // namespace autopilot
