#include "storage/job_table.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "common/ascii.h"
#include "lifecycle/codec.h"
#include "lifecycle/state.h"
#include "storage/bytes.h"
#include "storage/pending_effects.h"

namespace autopilot {
namespace {

// Calls `decode`; what is damaged then names its job.
template <typename Decode>
auto DecodeFor(const JobRecord& job, Decode&& decode) {
  try {
    return decode();
  } catch (const CodecError& e) {
    throw StoreError("the database holds a damaged job, " + job.scope.account + "/" +
                     job.scope.region + "/" + job.name + " (id " + std::to_string(job.id) +
                     "): " + e.what());
  }
}

[[noreturn]] void ThrowNoSuchJob(const JobRecord& job) {
  throw StoreError("there is no job " + std::to_string(job.id));
}

EventLog StoredEvents(Connection& connection, const JobRecord& job) {
  CachedStatement select = connection.Prepare("SELECT events FROM jobs WHERE id = ?");
  select->bind(1, job.id);
  if (!select->executeStep()) ThrowNoSuchJob(job);
  return DecodeFor(job, [&] { return DecodeEvents(Bytes(select->getColumn(0))); });
}

// Events of one change stay so, those of different changes (of a job that is brought back) get
// numbers of their own.
EventLog Numbered(const EventLog& events, std::int64_t first) {
  EventLog numbered = events;
  std::int64_t change = first;
  for (std::size_t n = 0; n < events.size(); ++n) {
    if (n > 0 && events[n].change != events[n - 1].change) ++change;
    numbered[n].change = change;
  }
  return numbered;
}

ApiVersion ToApiVersion(std::int64_t number) {
  for (const ApiVersion version : {ApiVersion::kV1, ApiVersion::kV2}) {
    if (number == static_cast<std::int64_t>(version)) return version;
  }
  throw CodecError("unknown API version " + std::to_string(number));
}

}  // namespace

JobRecord ReadJob(SQLite::Statement& row, const Scope& scope) {
  JobRecord job;
  job.id = row.getColumn(0).getInt64();
  job.scope = scope;
  job.name = row.getColumn(1).getString();
  job.request = row.getColumn(3).getString();
  job.ticks = row.getColumn(6).getInt64();
  DecodeFor(job, [&] {
    job.api_version = ToApiVersion(row.getColumn(2).getInt64());
    job.plan = DecodePlan(Bytes(row.getColumn(4)));
    job.events = DecodeEvents(Bytes(row.getColumn(5)));
  });
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

InsertOutcome InsertJob(Connection& connection, JobRecord& job, std::int64_t change) {
  const EventLog numbered = Numbered(job.events, change);
  const std::string plan = EncodePlan(job.plan);
  const std::string events = EncodeEvents(numbered);
  const std::string name_key = ToLowerAscii(job.name);
  const Projection projection = Project(job.plan, job.events);
  // By position, which is several times as fast as by name.
  CachedStatement insert = connection.Prepare(
      "INSERT INTO jobs (account, region, name, name_key, api_version, creation_change, created_us,"
      " stop_requested_us, final_at_us, final_status, ticks, events, plan, request)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (account, region, name_key) DO NOTHING");
  int at = 0;
  insert->bindNoCopy(++at, job.scope.account);
  insert->bindNoCopy(++at, job.scope.region);
  insert->bindNoCopy(++at, job.name);
  insert->bindNoCopy(++at, name_key);
  insert->bind(++at, static_cast<int>(job.api_version));
  insert->bind(++at, change);
  insert->bind(++at, ToMicros(projection.created));
  ++at;
  if (projection.stop_requested) insert->bind(at, ToMicros(*projection.stop_requested));
  insert->bind(++at, ToMicros(projection.final_at));
  insert->bind(++at, static_cast<int>(projection.final_status));
  insert->bind(++at, job.ticks);
  BindBytesNoCopy(*insert, ++at, events);
  BindBytesNoCopy(*insert, ++at, plan);
  insert->bindNoCopy(++at, job.request);
  if (insert->exec() == 0) return InsertOutcome::kNameExists;
  job.id = connection.Database().getLastInsertRowid();
  job.events = numbered;
  if (IsAwaitingProfile(numbered)) AddPending(connection, PendingEffect::kProfile, job.id);
  return InsertOutcome::kInserted;
}

void AppendEvent(Connection& connection, JobRecord& job, const Event& event, std::int64_t change) {
  // The stored events, not the caller's, which another write may have overtaken.
  EventLog events = StoredEvents(connection, job);
  const bool awaited_profile = IsAwaitingProfile(events);
  Event appended = event;
  appended.at = std::max(event.at, events.back().at);
  appended.change = change;
  events.push_back(appended);
  const std::string bytes = EncodeEvents(events);
  const Projection projection = Project(job.plan, events);
  CachedStatement update = connection.Prepare(
      "UPDATE jobs SET events = ?, stop_requested_us = ?, last_event_change = ?, final_at_us = ?,"
      " final_status = ? WHERE id = ?");
  BindBytesNoCopy(*update, 1, bytes);
  if (projection.stop_requested) update->bind(2, ToMicros(*projection.stop_requested));
  update->bind(3, change);
  update->bind(4, ToMicros(projection.final_at));
  update->bind(5, static_cast<int>(projection.final_status));
  update->bind(6, job.id);
  update->exec();
  if (awaited_profile && !IsAwaitingProfile(events)) {
    RemovePending(connection, PendingEffect::kProfile, job.id);
  }
  job.events = std::move(events);
}

void ReplacePlan(Connection& connection, JobRecord& job, const Plan& plan) {
  const Projection projection = Project(plan, StoredEvents(connection, job));
  const std::string bytes = EncodePlan(plan);
  CachedStatement update = connection.Prepare(
      "UPDATE jobs SET plan = ?, final_at_us = ?, final_status = ? WHERE id = ?");
  BindBytesNoCopy(*update, 1, bytes);
  update->bind(2, ToMicros(projection.final_at));
  update->bind(3, static_cast<int>(projection.final_status));
  update->bind(4, job.id);
  update->exec();
  job.plan = plan;
}

void SetTicks(Connection& connection, JobRecord& job, std::int64_t ticks) {
  CachedStatement update = connection.Prepare("UPDATE jobs SET ticks = ? WHERE id = ?");
  update->bind(1, ticks);
  update->bind(2, job.id);
  if (update->exec() == 0) ThrowNoSuchJob(job);
  job.ticks = ticks;
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

}  // namespace autopilot
