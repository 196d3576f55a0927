#include "storage/write_transaction.h"

#include "common/ascii.h"
#include "storage/job_table.h"
#include "storage/sql_errors.h"
#include "storage/tag_table.h"

namespace autopilot {

// Some errors end the whole transaction inside SQLite. A work that goes on after one would then
// commit each of its statements for itself.
template <typename Use>
auto WriteTransactionOn::InTransaction(Use&& use) {
  if (!connection_.InTransaction()) throw StoreError("the transaction was rolled back");
  return WithStoreErrors(std::forward<Use>(use));
}

std::optional<JobRecord> WriteTransactionOn::FindJob(const Scope& scope, std::string_view name) {
  return InTransaction([&] { return autopilot::FindJob(connection_, scope, name); });
}

InsertOutcome WriteTransactionOn::InsertJob(JobRecord& job, const std::vector<Tag>& tags) {
  return InTransaction([&] {
    const InsertOutcome outcome = autopilot::InsertJob(connection_, job, changes_.Next());
    if (outcome == InsertOutcome::kInserted) {
      changes_.UseNext();
      autopilot::PutTags(connection_, job.scope, "automl-job/" + job.name, tags);
    }
    return outcome;
  });
}

void WriteTransactionOn::AppendEvent(JobRecord& job, const Event& event) {
  InTransaction([&] {
    autopilot::AppendEvent(connection_, job, event, changes_.Next());
    changes_.UseNext();
  });
}

std::size_t WriteTransactionOn::CountRunningJobs(const Scope& scope, Timestamp now) {
  return InTransaction([&] { return autopilot::CountRunningJobs(connection_, scope, now); });
}

std::vector<Tag> WriteTransactionOn::ListTags(const Scope& scope, std::string_view resource) {
  return InTransaction([&] { return autopilot::ListTags(connection_, scope, resource); });
}

void WriteTransactionOn::PutTags(const Scope& scope, std::string_view resource,
                                 const std::vector<Tag>& tags) {
  InTransaction([&] { autopilot::PutTags(connection_, scope, resource, tags); });
}

void WriteTransactionOn::RemoveTags(const Scope& scope, std::string_view resource,
                                    const std::vector<std::string>& keys) {
  InTransaction([&] { autopilot::RemoveTags(connection_, scope, resource, keys); });
}

}  // namespace autopilot
