#include "storage/pending_effects.h"

namespace autopilot {

void AddPending(Connection& connection, PendingEffect effect, std::int64_t job_id) {
  CachedStatement add =
      connection.Prepare("INSERT OR IGNORE INTO pending_effects (kind, job_id) VALUES (?, ?)");
  add->bind(1, static_cast<int>(effect));
  add->bind(2, job_id);
  add->exec();
}

void RemovePending(Connection& connection, PendingEffect effect, std::int64_t job_id) {
  CachedStatement remove =
      connection.Prepare("DELETE FROM pending_effects WHERE kind = ? AND job_id = ?");
  remove->bind(1, static_cast<int>(effect));
  remove->bind(2, job_id);
  remove->exec();
}

void RemoveAllPending(Connection& connection, const std::optional<std::string>& account) {
  // Few jobs wait: their accounts are looked up, rather than all jobs of the account.
  CachedStatement remove =
      connection.Prepare(account ? "DELETE FROM pending_effects"
                                   " WHERE (SELECT account FROM jobs WHERE id = job_id) = ?"
                                 : "DELETE FROM pending_effects");
  if (account) remove->bind(1, *account);
  remove->exec();
}

const std::string& PendingJobsSql() {
  static const std::string kSql =
      "SELECT job_id, account, region, name"
      " FROM pending_effects CROSS JOIN jobs ON id = job_id"
      " WHERE kind = :kind AND job_id > :after ORDER BY job_id LIMIT :most";
  return kSql;
}

std::vector<PendingJob> PendingJobs(Connection& connection, PendingEffect effect,
                                    std::int64_t after, std::size_t most) {
  CachedStatement rows = connection.Prepare(PendingJobsSql());
  rows->bind(":kind", static_cast<int>(effect));
  rows->bind(":after", after);
  rows->bind(":most", static_cast<std::int64_t>(most));
  std::vector<PendingJob> jobs;
  while (rows->executeStep()) {
    jobs.push_back({.id = rows->getColumn(0).getInt64(),
                    .scope = {.account = rows->getColumn(1).getString(),
                              .region = rows->getColumn(2).getString()},
                    .name = rows->getColumn(3).getString()});
  }
  return jobs;
}

}  // namespace autopilot
