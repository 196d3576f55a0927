#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/scope.h"
#include "common/time.h"
#include "storage/connection.h"

namespace autopilot {

// Whether creation times ascend with ids. Pages with a range of creation times need it: such a
// range then is one of ids. As a rule it is so, since the clock of an account does not go back
// while the account has jobs. It is not where the machine's clock was set back while the server was
// down, or where an import has its jobs in another order or its clock behind them. Then nothing is
// refused and no time is changed: the scope is noted in the store, and its pages do without ids,
// until its jobs are removed.
bool DoCreationTimesAscend(Connection& connection, const Scope& scope);

// Finds the scopes where they do not. For the writer's thread. Throws SQLite::Exception.
class CreationOrder {
 public:
  explicit CreationOrder(Connection& connection) : connection_(connection) {}

  // A job created at `created` has just been inserted.
  void Note(const Scope& scope, Timestamp created);
  // The jobs of the account, or all, have just been removed.
  void NoteRemoval(const std::optional<std::string>& account);
  // Reads anew what the store has: something was rolled back, or the transaction is over.
  void Forget() { latest_.clear(); }

 private:
  Timestamp LatestIn(const Scope& scope);

  Connection& connection_;
  // The latest creation in the scopes that this transaction has created jobs in: one look for each,
  // not for each job.
  std::map<Scope, Timestamp> latest_;
};

}  // namespace autopilot
