#pragma once

#include <SQLiteCpp/Statement.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/connection.h"
#include "storage/records.h"
#include "storage/store.h"

namespace autopilot {

// The SQL of single jobs; contracts as in Store and WriteTransaction. All throw SQLite::Exception,
// and StoreError, which names the job, where a row is damaged.

std::optional<JobRecord> FindJob(Connection& connection, const Scope& scope, std::string_view name);
// `change` is the number of the change that is being made; not used up if the name exists. The
// events of a job that is brought back take further ones.
InsertOutcome InsertJob(Connection& connection, JobRecord& job, std::int64_t change);
void AppendEvent(Connection& connection, JobRecord& job, const Event& event, std::int64_t change);
void ReplacePlan(Connection& connection, JobRecord& job, const Plan& plan);
void SetTicks(Connection& connection, JobRecord& job, std::int64_t ticks);
std::size_t CountRunningJobs(Connection& connection, const Scope& scope, Timestamp now);

// The columns that ReadJob needs, to stand first in a SELECT.
inline constexpr const char* kJobColumns = "id, name, api_version, request, plan, events, ticks";
inline constexpr int kJobColumnCount = 7;
JobRecord ReadJob(SQLite::Statement& row, const Scope& scope);

// How instants are stored.
constexpr std::int64_t ToMicros(Timestamp t) { return t.time_since_epoch().count(); }
constexpr Timestamp FromMicros(std::int64_t us) { return Timestamp(std::chrono::microseconds(us)); }

}  // namespace autopilot
