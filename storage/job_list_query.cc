#include "storage/job_list_query.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/ascii.h"
#include "lifecycle/state.h"
#include "storage/creation_order.h"
#include "storage/job_id_range.h"
#include "storage/job_list_blocks.h"
#include "storage/job_list_sql.h"
#include "storage/job_table.h"

namespace autopilot {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

// The alphabetical order of the names; the place here is the rank in JobPosition.
constexpr std::array kStatusOrder{JobStatus::kCompleted, JobStatus::kFailed, JobStatus::kInProgress,
                                  JobStatus::kStopped, JobStatus::kStopping};

// Instants in stored microseconds, both ends included.
struct Bounds {
  std::int64_t low = kLowest;
  std::int64_t high = kHighest;
};

// The instants that, cut down to the millisecond as they are shown, lie between two exclusive
// bounds. Bounds so far away that the arithmetic would overflow mean the same a little nearer.
Bounds ShownBetween(std::optional<Timestamp> after, std::optional<Timestamp> before) {
  constexpr Timestamp kFarPast = FromMicros(-4'000'000'000'000'000'000);
  constexpr Timestamp kFarFuture = FromMicros(4'000'000'000'000'000'000);
  constexpr std::chrono::milliseconds kMillisecond(1);
  Bounds bounds;
  if (after) {
    bounds.low = ToMicros(FloorToMillis(std::clamp(*after, kFarPast, kFarFuture)) + kMillisecond);
  }
  if (before) {
    const Timestamp clamped = std::clamp(*before, kFarPast, kFarFuture);
    bounds.high = ToMicros(std::chrono::ceil<std::chrono::milliseconds>(clamped)) - 1;
  }
  return bounds;
}

// One page being filled.
class PageQuery {
 public:
  PageQuery(Connection& connection, const JobQuery& query)
      : connection_(connection),
        query_(query),
        created_(ShownBetween(query.created_after, query.created_before)),
        modified_(ShownBetween(query.modified_after, query.modified_before)) {}

  JobPage Run() {
    if (query_.after && !FindStart(query_.after->name)) return {};
    if (!FindIds()) return {};
    switch (query_.sort) {
      case JobSort::kName:
        WalkByName();
        break;
      case JobSort::kCreationTime:
        WalkByCreationTime();
        break;
      case JobSort::kStatus:
        WalkByStatus();
        break;
    }
    return std::move(page_);
  }

 private:
  bool Ascending() const { return query_.order == SortOrder::kAscending; }

  // False if the job is gone at which the last page ended.
  bool FindStart(const std::string& name) {
    CachedStatement select = connection_.Prepare(
        "SELECT id, created_us FROM jobs WHERE account = ? AND region = ? AND name_key = ?");
    select->bind(1, query_.scope.account);
    select->bind(2, query_.scope.region);
    select->bind(3, name);
    if (!select->executeStep()) return false;
    after_id_ = select->getColumn(0).getInt64();
    after_created_us_ = select->getColumn(1).getInt64();
    return true;
  }

  // Where creation times ascend with ids, the range of times as one of ids. False if it is empty.
  bool FindIds() {
    if (!query_.created_after && !query_.created_before) return true;
    if (query_.sort == JobSort::kCreationTime) return true;  // has an index for it
    if (!DoCreationTimesAscend(connection_, query_.scope)) return true;
    const auto found = FindIdRange(connection_, query_.scope, created_.low, created_.high);
    if (found) ids_ = *found;
    return found.has_value();
  }

  void WalkByName() {
    const std::string after = query_.after ? query_.after->name : BeforeAllNames(query_.order);
    if (IsWorthBlocks(ids_)) return WalkByNameInBlocks(after);
    CachedStatement rows = connection_.Prepare(JobWalkSql(JobWalk::kByName, query_.order));
    BindConditions(*rows, query_.status);
    rows->bind(":after_name", after);
    AddAll(rows, query_.status);
  }

  // The names come from the index alone, then the filters decide about their jobs. As many as fill
  // the page are enough if all pass; if not, the more the fewer do.
  void WalkByNameInBlocks(std::string after) {
    constexpr std::size_t kMostNames = 16'384;
    const JobNamesQuery names{.scope = query_.scope,
                              .order = query_.order,
                              .ids = ids_,
                              .name_contains = ToLowerAscii(query_.name_contains)};
    CachedStatement rows = connection_.Prepare(JobWalkSql(JobWalk::kOfOneId, query_.order));
    BindConditions(*rows, query_.status);
    for (std::size_t count = query_.limit + 1;; count = std::min(4 * count, kMostNames)) {
      const std::vector<JobName> found = NextNames(connection_, names, after, count);
      for (const JobName& each : found) {
        rows->reset();
        rows->bind(":id", each.id);
        AddAll(rows, query_.status);
        if (page_.next) return;
      }
      if (found.size() < count) return;
      after = found.back().name;
    }
  }

  void WalkByCreationTime() {
    Bounds rest = created_;
    if (query_.after) {
      WalkOneCreationTime(after_created_us_, after_id_);
      if (page_.next) return;
      if (Ascending()) {
        rest.low = std::max(rest.low, after_created_us_ + 1);
      } else {
        rest.high = std::min(rest.high, after_created_us_ - 1);
      }
    }
    CachedStatement rows = connection_.Prepare(JobWalkSql(JobWalk::kByCreationTime, query_.order));
    BindConditions(*rows, query_.status);
    rows->bind(":created_from", rest.low);
    rows->bind(":created_to", rest.high);
    AddAll(rows, query_.status);
  }

  void WalkOneCreationTime(std::int64_t created_us, std::int64_t after_id) {
    CachedStatement rows =
        connection_.Prepare(JobWalkSql(JobWalk::kOfOneCreationTime, query_.order));
    BindConditions(*rows, query_.status);
    rows->bind(":created_at", created_us);
    rows->bind(":after_id", after_id);
    AddAll(rows, query_.status);
  }

  void WalkByStatus() {
    const JobWalk terminal =
        IsAnyMoved() ? JobWalk::kOfTerminalStatusOrMoved : JobWalk::kOfTerminalStatus;
    for (std::size_t i = 0; i < kStatusOrder.size() && !page_.next; ++i) {
      const std::size_t rank = Ascending() ? i : kStatusOrder.size() - 1 - i;
      const JobStatus status = kStatusOrder[rank];
      WalkOneStatus(status, static_cast<std::int64_t>(rank),
                    IsTerminal(status) ? terminal : JobWalk::kOfRunningStatus);
    }
  }

  void WalkOneStatus(JobStatus status, std::int64_t rank, JobWalk walk) {
    if (query_.status && *query_.status != status) return;
    std::int64_t low = ids_.low;
    std::int64_t high = ids_.high;
    if (query_.after) {
      const std::int64_t after_rank = query_.after->rank;
      if (Ascending() ? rank < after_rank : rank > after_rank) return;
      if (rank == after_rank && Ascending()) low = std::max(low, after_id_ + 1);
      if (rank == after_rank && !Ascending()) high = std::min(high, after_id_ - 1);
    }
    CachedStatement rows = connection_.Prepare(JobWalkSql(walk, query_.order));
    BindConditions(*rows, status);
    rows->bind(":id_low", low);
    rows->bind(":id_high", high);
    AddAll(rows, status, rank);
  }

  bool IsAnyMoved() const {
    CachedStatement select = connection_.Prepare(AnyMovedSql());
    select->bind(":account", query_.scope.account);
    select->bind(":region", query_.scope.region);
    select->bind(":last_change", query_.last_change);
    select->executeStep();
    return select->getColumn(0).getInt() != 0;
  }

  // What all walks share.
  void BindConditions(SQLite::Statement& rows, std::optional<JobStatus> status) const {
    rows.bind(":account", query_.scope.account);
    rows.bind(":region", query_.scope.region);
    rows.bind(":last_change", query_.last_change);
    rows.bind(":name_contains", ToLowerAscii(query_.name_contains));
    rows.bind(":created_low", created_.low);
    rows.bind(":created_high", created_.high);
    rows.bind(":modified_low", modified_.low);
    rows.bind(":modified_high", modified_.high);
    rows.bind(":as_of", ToMicros(query_.as_of));
    if (status) rows.bind(":status", static_cast<int>(*status));
  }

  // Takes jobs until the page is full and one more has been seen. `status`: what the statement was
  // bound to. `rank`: of the status by which the jobs are sorted.
  void AddAll(CachedStatement& rows, std::optional<JobStatus> status, std::int64_t rank = 0) {
    while (rows->executeStep()) {
      JobRecord job = ReadJob(*rows, query_.scope);
      const bool moved = job.events.back().change > query_.last_change;
      if (moved) job.events = EventsUpTo(job.events, query_.last_change);
      if (!Passes(job, moved ? status : std::nullopt)) continue;
      if (page_.jobs.size() == query_.limit) {
        page_.next = {.name = ToLowerAscii(page_.jobs.back().name), .rank = last_rank_};
        return;
      }
      last_rank_ = rank;
      page_.jobs.push_back(std::move(job));
    }
  }

  // Of a job that is not terminal, no column says when its state changed last. `status`: the one
  // wanted of a job whose columns do not say it.
  bool Passes(const JobRecord& job, std::optional<JobStatus> status) const {
    if (!status && !query_.modified_after && !query_.modified_before) return true;
    const JobState state = Evaluate(job.plan, job.events, query_.as_of);
    const std::int64_t modified = ToMicros(state.last_modified);
    return (!status || state.status == *status) && modified >= modified_.low &&
           modified <= modified_.high;
  }

  Connection& connection_;
  const JobQuery& query_;
  const Bounds created_;
  const Bounds modified_;
  JobIdRange ids_;             // outside of it nothing passes; by default nothing is outside
  std::int64_t after_id_ = 0;  // of the job at which the last page ended
  std::int64_t after_created_us_ = 0;  // likewise
  JobPage page_;
  std::int64_t last_rank_ = 0;  // of the last job of page_
};

}  // namespace

JobPage ListJobs(Connection& connection, const JobQuery& query) {
  return PageQuery(connection, query).Run();
}

}  // namespace autopilot
