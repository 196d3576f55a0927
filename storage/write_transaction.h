#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/change_numbers.h"
#include "storage/connection.h"
#include "storage/store.h"

namespace autopilot {

// The write transaction that a connection is in. All methods throw StoreError.
class WriteTransactionOn final : public WriteTransaction {
 public:
  // Both must outlive this object.
  WriteTransactionOn(Connection& connection, ChangeNumbers& changes)
      : connection_(connection), changes_(changes) {}

  std::optional<JobRecord> FindJob(const Scope& scope, std::string_view name) override;
  InsertOutcome InsertJob(JobRecord& job, const std::vector<Tag>& tags) override;
  void AppendEvent(JobRecord& job, const Event& event) override;
  std::size_t CountRunningJobs(const Scope& scope, Timestamp now) override;
  std::vector<Tag> ListTags(const Scope& scope, std::string_view resource) override;
  void PutTags(const Scope& scope, std::string_view resource,
               const std::vector<Tag>& tags) override;
  void RemoveTags(const Scope& scope, std::string_view resource,
                  const std::vector<std::string>& keys) override;

 private:
  template <typename Use>
  auto InTransaction(Use&& use);

  Connection& connection_;
  ChangeNumbers& changes_;
};

}  // namespace autopilot
