#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/connection.h"
#include "storage/store.h"

namespace autopilot {

// The read transaction that a connection is in. All methods throw StoreError.
class ReadTransactionOn final : public ReadTransaction {
 public:
  // `connection` must outlive this object.
  explicit ReadTransactionOn(Connection& connection) : connection_(connection) {}

  void VisitJobs(const std::optional<std::string>& account,
                 const std::function<void(const JobRecord&)>& visit) override;
  void VisitTags(const std::optional<std::string>& account,
                 const std::function<void(const Scope&, const std::string& resource,
                                          const std::vector<Tag>&)>& visit) override;
  std::optional<std::string> FindSettings(std::string_view owner) override;
  std::vector<SettingsRecord> AllSettings() override;
  std::vector<PendingJob> PendingProfiles(std::int64_t after, std::size_t most) override;
  std::optional<std::string> FindSnapshot(std::string_view owner, std::string_view name) override;
  std::vector<SnapshotInfo> ListSnapshots(std::string_view owner) override;

 private:
  Connection& connection_;
};

}  // namespace autopilot
