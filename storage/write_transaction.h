#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/change_numbers.h"
#include "storage/connection.h"
#include "storage/creation_order.h"
#include "storage/job_versions.h"
#include "storage/store.h"

namespace autopilot {

// The write transaction that a connection is in. All methods throw StoreError.
class WriteTransactionOn final : public WriteTransaction {
 public:
  // What the end of the batch has to tell of.
  struct Touched {
    std::vector<JobVersion*> versions;  // of jobs that were written
    bool all = false;                   // jobs were removed
    std::vector<std::function<void(bool)>> at_end;
  };

  // All must outlive this object.
  WriteTransactionOn(Connection& connection, ChangeNumbers& changes, CreationOrder& order,
                     JobVersions& versions, Touched& touched)
      : connection_(connection),
        changes_(changes),
        order_(order),
        versions_(versions),
        touched_(touched) {}

  std::optional<JobRecord> FindJob(const Scope& scope, std::string_view name) override;
  InsertOutcome InsertJob(JobRecord& job, const std::vector<Tag>& tags) override;
  void AppendEvent(JobRecord& job, const Event& event) override;
  void ReplacePlan(JobRecord& job, const Plan& plan) override;
  void SetTicks(JobRecord& job, std::int64_t ticks) override;
  std::size_t CountRunningJobs(const Scope& scope, Timestamp now) override;
  bool MayHaveJobs(const Scope& scope, std::size_t most) override;
  bool MayHaveSettings(std::string_view account, std::size_t most) override;
  bool HasJobs(std::string_view account) override;
  std::vector<JobRecord> RunningJobs(std::string_view account, Timestamp now) override;
  void VisitJobs(const std::optional<std::string>& account,
                 const std::function<void(const JobRecord&)>& visit) override;
  void VisitTags(const std::optional<std::string>& account,
                 const std::function<void(const Scope&, const std::string& resource,
                                          const std::vector<Tag>&)>& visit) override;
  void RemoveJobsAndTags(const std::optional<std::string>& account) override;
  std::optional<std::string> FindSettings(std::string_view owner) override;
  std::vector<SettingsRecord> AllSettings() override;
  std::vector<PendingJob> PendingProfiles(std::int64_t after, std::size_t most) override;
  void PutSettings(std::string_view owner, std::string_view text) override;
  void RemoveSettings(std::string_view owner) override;
  std::optional<std::string> FindSnapshot(std::string_view owner, std::string_view name) override;
  std::vector<SnapshotInfo> ListSnapshots(std::string_view owner) override;
  void PutSnapshot(std::string_view owner, const SnapshotInfo& info,
                   std::string_view content) override;
  bool RemoveSnapshot(std::string_view owner, std::string_view name) override;
  std::vector<Tag> ListTags(const Scope& scope, std::string_view resource) override;
  void PutTags(const Scope& scope, std::string_view resource,
               const std::vector<Tag>& tags) override;
  void RemoveTags(const Scope& scope, std::string_view resource,
                  const std::vector<std::string>& keys) override;
  void OnBatchEnd(std::function<void(bool)> call) override {
    touched_.at_end.push_back(std::move(call));
  }

 private:
  void Touch(const JobRecord& job);
  template <typename Use>
  auto InTransaction(Use&& use);

  Connection& connection_;
  ChangeNumbers& changes_;
  CreationOrder& order_;
  JobVersions& versions_;
  Touched& touched_;
};

}  // namespace autopilot
