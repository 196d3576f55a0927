#pragma once

#include <cstdint>
#include <map>

#include "common/scope.h"
#include "storage/connection.h"

namespace autopilot {

// The sequences that number the changes of a store, one for each scope, so that what one scope sees
// does not depend on what others do at the same time. For the writer's thread. Throws
// SQLite::Exception.
class ChangeNumbers {
 public:
  explicit ChangeNumbers(Connection& connection) : connection_(connection) {}

  // The number of the next change of that scope.
  std::int64_t Next(const Scope& scope) { return Last(scope) + 1; }
  // Takes it and those behind it up to `last`. A work that is rolled back later leaves a gap.
  void UseUpTo(const Scope& scope, std::int64_t last);
  // Writes what was taken, within the transaction that the changes are made in.
  void Save();
  // Reads anew what the store has: the transaction is over.
  void Forget() { last_.clear(); }

 private:
  struct Number {
    std::int64_t last = 0;
    bool is_new = false;  // not saved yet
  };

  std::int64_t Last(const Scope& scope) { return NumberOf(scope).last; }
  Number& NumberOf(const Scope& scope);

  Connection& connection_;
  std::map<Scope, Number> last_;  // of the scopes that this transaction has changed
};

// The number of the scope's last change, 0 if there is none. Those that were removed count, too.
std::int64_t LastChange(Connection& connection, const Scope& scope);

}  // namespace autopilot
