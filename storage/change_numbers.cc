#include "storage/change_numbers.h"

namespace autopilot {

ChangeNumbers::Number& ChangeNumbers::NumberOf(const Scope& scope) {
  auto found = last_.find(scope);
  if (found == last_.end()) {
    found = last_.emplace(scope, Number{.last = LastChange(connection_, scope)}).first;
  }
  return found->second;
}

void ChangeNumbers::UseUpTo(const Scope& scope, std::int64_t last) {
  Number& number = NumberOf(scope);
  number.last = last;
  number.is_new = true;
}

void ChangeNumbers::Save() {
  for (auto& [scope, number] : last_) {
    if (!number.is_new) continue;
    CachedStatement put = connection_.Prepare(
        "INSERT INTO changes (account, region, last) VALUES (?, ?, ?)"
        " ON CONFLICT (account, region) DO UPDATE SET last = excluded.last");
    put->bindNoCopy(1, scope.account);
    put->bindNoCopy(2, scope.region);
    put->bind(3, number.last);
    put->exec();
    number.is_new = false;
  }
}

std::int64_t LastChange(Connection& connection, const Scope& scope) {
  CachedStatement select =
      connection.Prepare("SELECT last FROM changes WHERE account = ? AND region = ?");
  select->bindNoCopy(1, scope.account);
  select->bindNoCopy(2, scope.region);
  return select->executeStep() ? select->getColumn(0).getInt64() : 0;
}

}  // namespace autopilot
