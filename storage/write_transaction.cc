#include "storage/write_transaction.h"

#include "common/ascii.h"
#include "storage/account_jobs.h"
#include "storage/job_table.h"
#include "storage/pending_effects.h"
#include "storage/settings_table.h"
#include "storage/snapshot_table.h"
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

void WriteTransactionOn::Touch(const JobRecord& job) {
  touched_.versions.push_back(&versions_.Of(job.scope, ToLowerAscii(job.name)));
}

std::optional<JobRecord> WriteTransactionOn::FindJob(const Scope& scope, std::string_view name) {
  return InTransaction([&] { return autopilot::FindJob(connection_, scope, name); });
}

InsertOutcome WriteTransactionOn::InsertJob(JobRecord& job, const std::vector<Tag>& tags) {
  return InTransaction([&] {
    const InsertOutcome outcome = autopilot::InsertJob(connection_, job, changes_.Next(job.scope));
    if (outcome == InsertOutcome::kInserted) {
      changes_.UseUpTo(job.scope, job.events.back().change);
      order_.Note(job.scope, job.events.front().at);
      Touch(job);
      PutFirstTags(connection_, job.scope, "automl-job/" + job.name, tags);
    }
    return outcome;
  });
}

void WriteTransactionOn::AppendEvent(JobRecord& job, const Event& event) {
  InTransaction([&] {
    autopilot::AppendEvent(connection_, job, event, changes_.Next(job.scope));
    changes_.UseUpTo(job.scope, job.events.back().change);
    Touch(job);
  });
}

void WriteTransactionOn::ReplacePlan(JobRecord& job, const Plan& plan) {
  InTransaction([&] {
    autopilot::ReplacePlan(connection_, job, plan);
    Touch(job);
  });
}

std::size_t WriteTransactionOn::CountRunningJobs(const Scope& scope, Timestamp now) {
  return InTransaction([&] { return autopilot::CountRunningJobs(connection_, scope, now); });
}

void WriteTransactionOn::SetTicks(JobRecord& job, std::int64_t ticks) {
  InTransaction([&] {
    autopilot::SetTicks(connection_, job, ticks);
    Touch(job);
  });
}

bool WriteTransactionOn::MayHaveJobs(const Scope& scope, std::size_t most) {
  return InTransaction([&] {
    // The number of the last change is known anyway.
    return changes_.Next(scope) > 1 || autopilot::HasJobs(connection_, scope.account) ||
           CountAccounts(connection_, most) < most;
  });
}

bool WriteTransactionOn::MayHaveSettings(std::string_view account, std::size_t most) {
  return InTransaction([&] {
    return autopilot::FindSettings(connection_, account).has_value() ||
           CountSettings(connection_) < most;
  });
}

bool WriteTransactionOn::HasJobs(std::string_view account) {
  return InTransaction([&] { return autopilot::HasJobs(connection_, account); });
}

std::vector<JobRecord> WriteTransactionOn::RunningJobs(std::string_view account, Timestamp now) {
  return InTransaction([&] { return autopilot::RunningJobs(connection_, account, now); });
}

void WriteTransactionOn::VisitJobs(const std::optional<std::string>& account,
                                   const std::function<void(const JobRecord&)>& visit) {
  InTransaction([&] { autopilot::VisitJobs(connection_, account, visit); });
}

void WriteTransactionOn::VisitTags(
    const std::optional<std::string>& account,
    const std::function<void(const Scope&, const std::string& resource, const std::vector<Tag>&)>&
        visit) {
  InTransaction([&] { autopilot::VisitTags(connection_, account, visit); });
}

void WriteTransactionOn::RemoveJobsAndTags(const std::optional<std::string>& account) {
  InTransaction([&] {
    RemoveAllPending(connection_, account);
    autopilot::RemoveJobs(connection_, account);
    order_.NoteRemoval(account);
    touched_.all = true;
    autopilot::RemoveTagsOf(connection_, account);
  });
}

std::optional<std::string> WriteTransactionOn::FindSettings(std::string_view owner) {
  return InTransaction([&] { return autopilot::FindSettings(connection_, owner); });
}

std::vector<SettingsRecord> WriteTransactionOn::AllSettings() {
  return InTransaction([&] { return autopilot::AllSettings(connection_); });
}

std::vector<PendingJob> WriteTransactionOn::PendingProfiles(std::int64_t after, std::size_t most) {
  return InTransaction(
      [&] { return PendingJobs(connection_, PendingEffect::kProfile, after, most); });
}

void WriteTransactionOn::PutSettings(std::string_view owner, std::string_view text) {
  InTransaction([&] { autopilot::PutSettings(connection_, owner, text); });
}

void WriteTransactionOn::RemoveSettings(std::string_view owner) {
  InTransaction([&] { autopilot::RemoveSettings(connection_, owner); });
}

std::optional<std::string> WriteTransactionOn::FindSnapshot(std::string_view owner,
                                                            std::string_view name) {
  return InTransaction([&] { return autopilot::FindSnapshot(connection_, owner, name); });
}

std::vector<SnapshotInfo> WriteTransactionOn::ListSnapshots(std::string_view owner) {
  return InTransaction([&] { return autopilot::ListSnapshots(connection_, owner); });
}

void WriteTransactionOn::PutSnapshot(std::string_view owner, const SnapshotInfo& info,
                                     std::string_view content) {
  InTransaction([&] { autopilot::PutSnapshot(connection_, owner, info, content); });
}

bool WriteTransactionOn::RemoveSnapshot(std::string_view owner, std::string_view name) {
  return InTransaction([&] { return autopilot::RemoveSnapshot(connection_, owner, name); });
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
