#include "storage/job_id_range.h"

#include "storage/job_list_sql.h"
#include "storage/records.h"

namespace autopilot {
namespace {

struct End {
  std::int64_t id = 0;
  std::int64_t change = 0;  // that created it
};

// The first job from that instant on or, descending, the last one until then.
std::optional<End> FindEnd(Connection& connection, const Scope& scope, std::int64_t created,
                           SortOrder order) {
  CachedStatement select = connection.Prepare(FirstCreatedSql(order));
  select->bindNoCopy(":account", scope.account);
  select->bindNoCopy(":region", scope.region);
  select->bind(":created", created);
  if (!select->executeStep()) return std::nullopt;
  return End{.id = select->getColumn(0).getInt64(), .change = select->getColumn(1).getInt64()};
}

}  // namespace

std::optional<JobIdRange> FindIdRange(Connection& connection, const Scope& scope,
                                      std::int64_t created_low, std::int64_t created_high) {
  const auto find = [&](std::int64_t created, SortOrder order) {
    return FindEnd(connection, scope, created, order);
  };
  const auto low = find(created_low, SortOrder::kAscending);
  const auto high = find(created_high, SortOrder::kDescending);
  if (!low || !high || low->id > high->id) return std::nullopt;
  const auto first = find(std::numeric_limits<std::int64_t>::min(), SortOrder::kAscending);
  const auto last = find(std::numeric_limits<std::int64_t>::max(), SortOrder::kDescending);
  return JobIdRange{
      .low = low->id,
      .high = high->id,
      .most_outside = low->change - first.value().change + last.value().change - high->change};
}

}  // namespace autopilot
