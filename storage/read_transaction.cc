#include "storage/read_transaction.h"

#include "storage/account_jobs.h"
#include "storage/pending_effects.h"
#include "storage/settings_table.h"
#include "storage/snapshot_table.h"
#include "storage/sql_errors.h"
#include "storage/tag_table.h"

namespace autopilot {

void ReadTransactionOn::VisitJobs(const std::optional<std::string>& account,
                                  const std::function<void(const JobRecord&)>& visit) {
  WithStoreErrors([&] { autopilot::VisitJobs(connection_, account, visit); });
}

void ReadTransactionOn::VisitTags(
    const std::optional<std::string>& account,
    const std::function<void(const Scope&, const std::string& resource, const std::vector<Tag>&)>&
        visit) {
  WithStoreErrors([&] { autopilot::VisitTags(connection_, account, visit); });
}

std::optional<std::string> ReadTransactionOn::FindSettings(std::string_view owner) {
  return WithStoreErrors([&] { return autopilot::FindSettings(connection_, owner); });
}

std::vector<SettingsRecord> ReadTransactionOn::AllSettings() {
  return WithStoreErrors([&] { return autopilot::AllSettings(connection_); });
}

std::vector<PendingJob> ReadTransactionOn::PendingProfiles(std::int64_t after, std::size_t most) {
  return WithStoreErrors(
      [&] { return PendingJobs(connection_, PendingEffect::kProfile, after, most); });
}

std::optional<std::string> ReadTransactionOn::FindSnapshot(std::string_view owner,
                                                           std::string_view name) {
  return WithStoreErrors([&] { return autopilot::FindSnapshot(connection_, owner, name); });
}

std::vector<SnapshotInfo> ReadTransactionOn::ListSnapshots(std::string_view owner) {
  return WithStoreErrors([&] { return autopilot::ListSnapshots(connection_, owner); });
}

}  // namespace autopilot
