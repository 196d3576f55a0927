#include "storage/account_jobs.h"

#include "storage/job_table.h"

namespace autopilot {
namespace {

// Behind the columns of a job, those of its scope.
const std::string& SelectWithScope() {
  static const std::string kSql =
      std::string("SELECT ") + kJobColumns + ", account, region FROM jobs";
  return kSql;
}

JobRecord ReadJobWithScope(SQLite::Statement& row) {
  return ReadJob(row, {.account = row.getColumn(kJobColumnCount).getString(),
                       .region = row.getColumn(kJobColumnCount + 1).getString()});
}

}  // namespace

const std::string& RunningJobsSql() {
  // The index has the jobs by the end of each region, so it is searched region by region; one step
  // of the recursion finds the next one. Rows are read in the order of their ids.
  static const std::string kSql =
      "WITH RECURSIVE regions(region) AS ("
      "SELECT min(region) FROM jobs INDEXED BY jobs_by_end WHERE account = :account"
      " UNION ALL"
      " SELECT (SELECT min(region) FROM jobs INDEXED BY jobs_by_end"
      " WHERE account = :account AND region > regions.region)"
      " FROM regions WHERE regions.region IS NOT NULL) " +
      SelectWithScope() +
      " WHERE id IN (SELECT jobs.id FROM regions CROSS JOIN jobs INDEXED BY jobs_by_end"
      " WHERE jobs.account = :account AND jobs.region = regions.region AND final_at_us > :now)"
      " ORDER BY id";
  return kSql;
}

bool HasJobs(Connection& connection, std::string_view account) {
  CachedStatement select =
      connection.Prepare("SELECT EXISTS (SELECT 1 FROM jobs WHERE account = ?)");
  select->bind(1, std::string(account));
  select->executeStep();
  return select->getColumn(0).getInt() != 0;
}

bool HasJobs(Connection& connection) {
  CachedStatement select = connection.Prepare("SELECT EXISTS (SELECT 1 FROM jobs)");
  select->executeStep();
  return select->getColumn(0).getInt() != 0;
}

const std::string& CountAccountsSql() {
  // One search for each account, whatever number of jobs it has.
  static const std::string kSql =
      "WITH RECURSIVE accounts(account) AS ("
      "SELECT min(account) FROM jobs INDEXED BY jobs_by_name"
      " UNION ALL"
      " SELECT (SELECT min(account) FROM jobs INDEXED BY jobs_by_name"
      " WHERE account > accounts.account)"
      " FROM accounts WHERE accounts.account IS NOT NULL LIMIT :most)"
      " SELECT count(account) FROM accounts";
  return kSql;
}

std::size_t CountAccounts(Connection& connection, std::size_t most) {
  CachedStatement count = connection.Prepare(CountAccountsSql());
  count->bind(1, static_cast<std::int64_t>(most));
  count->executeStep();
  return static_cast<std::size_t>(count->getColumn(0).getInt64());
}

std::vector<JobRecord> RunningJobs(Connection& connection, std::string_view account,
                                   Timestamp now) {
  CachedStatement rows = connection.Prepare(RunningJobsSql());
  rows->bind(":account", std::string(account));
  rows->bind(":now", ToMicros(now));
  std::vector<JobRecord> jobs;
  while (rows->executeStep()) jobs.push_back(ReadJobWithScope(*rows));
  return jobs;
}

void VisitJobs(Connection& connection, const std::optional<std::string>& account,
               const std::function<void(const JobRecord&)>& visit) {
  static const std::string kOfAll = SelectWithScope() + " ORDER BY id";
  static const std::string kOfAccount = SelectWithScope() +
                                        " WHERE id IN (SELECT id FROM jobs INDEXED BY jobs_by_end"
                                        " WHERE account = ?) ORDER BY id";
  CachedStatement rows = connection.Prepare(account ? kOfAccount : kOfAll);
  if (account) rows->bind(1, *account);
  while (rows->executeStep()) visit(ReadJobWithScope(*rows));
}

void RemoveJobs(Connection& connection, const std::optional<std::string>& account) {
  CachedStatement remove =
      connection.Prepare(account ? "DELETE FROM jobs WHERE account = ?" : "DELETE FROM jobs");
  if (account) remove->bind(1, *account);
  remove->exec();
}

}  // namespace autopilot
