#include "storage/job_table.h"

#include <string>

#include "common/ascii.h"
#include "lifecycle/codec.h"
#include "lifecycle/state.h"

namespace autopilot {
namespace {

std::string_view Bytes(const SQLite::Column& column) {
  const void* data = column.getBlob();  // null for an empty one
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(column.getBytes())};
}

void BindBlobNoCopy(SQLite::Statement& statement, const char* parameter, const std::string& bytes) {
  statement.bindNoCopy(parameter, bytes.data(), static_cast<int>(bytes.size()));
}

void BindProjection(SQLite::Statement& statement, const Projection& projection) {
  if (projection.stop_requested) {
    statement.bind(":stop_requested", ToMicros(*projection.stop_requested));
  }
  statement.bind(":final_at", ToMicros(projection.final_at));
  statement.bind(":final_status", static_cast<int>(projection.final_status));
}

EventLog StoredEvents(Connection& connection, std::int64_t id) {
  CachedStatement select = connection.Prepare("SELECT events FROM jobs WHERE id = ?");
  select->bind(1, id);
  if (!select->executeStep()) throw StoreError("there is no job " + std::to_string(id));
  return DecodeEvents(Bytes(select->getColumn(0)));
}

}  // namespace

JobRecord ReadJob(SQLite::Statement& row, const Scope& scope) {
  JobRecord job;
  job.id = row.getColumn(0).getInt64();
  job.scope = scope;
  job.name = row.getColumn(1).getString();
  job.api_version = static_cast<ApiVersion>(row.getColumn(2).getInt());
  job.request = row.getColumn(3).getString();
  job.plan = DecodePlan(Bytes(row.getColumn(4)));
  job.events = DecodeEvents(Bytes(row.getColumn(5)));
  return job;
}

std::optional<JobRecord> FindJob(Connection& connection, const Scope& scope,
                                 std::string_view name) {
  static const std::string kSql = std::string("SELECT ") + kJobColumns +
                                  " FROM jobs WHERE account = ? AND region = ? AND name_key = ?";
  CachedStatement select = connection.Prepare(kSql);
  select->bind(1, scope.account);
  select->bind(2, scope.region);
  select->bind(3, ToLowerAscii(name));
  if (!select->executeStep()) return std::nullopt;
  return ReadJob(*select, scope);
}

InsertOutcome InsertJob(Connection& connection, JobRecord& job) {
  const std::string plan = EncodePlan(job.plan);
  const std::string events = EncodeEvents(job.events);
  const Projection projection = Project(job.plan, job.events);
  CachedStatement insert = connection.Prepare(
      "INSERT INTO jobs (account, region, name, name_key, api_version, created_us,"
      " stop_requested_us, final_at_us, final_status, events, plan, request)"
      " VALUES (:account, :region, :name, :name_key, :api_version, :created,"
      " :stop_requested, :final_at, :final_status, :events, :plan, :request)"
      " ON CONFLICT (account, region, name_key) DO NOTHING");
  insert->bindNoCopy(":account", job.scope.account);
  insert->bindNoCopy(":region", job.scope.region);
  insert->bindNoCopy(":name", job.name);
  insert->bind(":name_key", ToLowerAscii(job.name));
  insert->bind(":api_version", static_cast<int>(job.api_version));
  insert->bind(":created", ToMicros(projection.created));
  BindProjection(*insert, projection);
  BindBlobNoCopy(*insert, ":events", events);
  BindBlobNoCopy(*insert, ":plan", plan);
  insert->bindNoCopy(":request", job.request);
  if (insert->exec() == 0) return InsertOutcome::kNameExists;
  job.id = connection.Database().getLastInsertRowid();
  return InsertOutcome::kInserted;
}

void AppendEvent(Connection& connection, JobRecord& job, const Event& event) {
  // The stored events, not the caller's, which another write may have overtaken.
  EventLog events = StoredEvents(connection, job.id);
  events.push_back(event);
  const std::string bytes = EncodeEvents(events);
  CachedStatement update = connection.Prepare(
      "UPDATE jobs SET events = :events, stop_requested_us = :stop_requested,"
      " final_at_us = :final_at, final_status = :final_status WHERE id = :id");
  BindBlobNoCopy(*update, ":events", bytes);
  BindProjection(*update, Project(job.plan, events));
  update->bind(":id", job.id);
  update->exec();
  job.events = std::move(events);
}

std::size_t CountRunningJobs(Connection& connection, const Scope& scope, Timestamp now) {
  CachedStatement count = connection.Prepare(
      "SELECT count(*) FROM jobs INDEXED BY jobs_by_end"
      " WHERE account = ? AND region = ? AND final_at_us > ?");
  count->bind(1, scope.account);
  count->bind(2, scope.region);
  count->bind(3, ToMicros(now));
  count->executeStep();
  return static_cast<std::size_t>(count->getColumn(0).getInt64());
}

std::int64_t LastJobId(Connection& connection) {
  CachedStatement select = connection.Prepare("SELECT coalesce(max(id), 0) FROM jobs");
  select->executeStep();
  return select->getColumn(0).getInt64();
}

}  // namespace autopilot
