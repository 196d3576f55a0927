#include "storage/creation_order.h"

#include <algorithm>

#include "storage/job_table.h"

namespace autopilot {
namespace {

void BindScope(SQLite::Statement& statement, const Scope& scope) {
  statement.bindNoCopy(1, scope.account);
  statement.bindNoCopy(2, scope.region);
}

}  // namespace

bool DoCreationTimesAscend(Connection& connection, const Scope& scope) {
  CachedStatement select =
      connection.Prepare("SELECT 1 FROM scopes_out_of_order WHERE account = ? AND region = ?");
  BindScope(*select, scope);
  return !select->executeStep();
}

Timestamp CreationOrder::LatestIn(const Scope& scope) {
  CachedStatement select = connection_.Prepare(
      "SELECT max(created_us) FROM jobs INDEXED BY jobs_by_creation"
      " WHERE account = ? AND region = ?");
  BindScope(*select, scope);
  select->executeStep();
  return FromMicros(select->getColumn(0).getInt64());
}

void CreationOrder::Note(const Scope& scope, Timestamp created) {
  auto found = latest_.find(scope);
  if (found == latest_.end()) found = latest_.emplace(scope, LatestIn(scope)).first;
  if (created < found->second) {
    CachedStatement note =
        connection_.Prepare("INSERT OR IGNORE INTO scopes_out_of_order VALUES (?, ?)");
    BindScope(*note, scope);
    note->exec();
  }
  found->second = std::max(found->second, created);
}

void CreationOrder::NoteRemoval(const std::optional<std::string>& account) {
  CachedStatement remove =
      connection_.Prepare(account ? "DELETE FROM scopes_out_of_order WHERE account = ?"
                                  : "DELETE FROM scopes_out_of_order");
  if (account) remove->bind(1, *account);
  remove->exec();
  Forget();
}

}  // namespace autopilot
