#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/scope.h"
#include "common/time.h"
#include "lifecycle/events.h"
#include "lifecycle/plan.h"

namespace autopilot {

// Which operation created a job: CreateAutoMLJob or CreateAutoMLJobV2. Stored; never renumber.
enum class ApiVersion : std::uint8_t { kV1 = 1, kV2 = 2 };

// A job as stored. `request` is the accepted body as compact JSON, without Tags, unknown members
// and nulls: what Describe echoes.
struct JobRecord {
  // Ascends in the order of creation; unique among the jobs that the store holds. Assigned by
  // InsertJob.
  std::int64_t id = 0;
  Scope scope;
  std::string name;  // in the case in which it was created; found without regard to case
  ApiVersion api_version = ApiVersion::kV1;
  std::string request;
  Plan plan;
  EventLog events;
  // Manual progression: answered Describe calls since the job moved last.
  std::int64_t ticks = 0;
};

struct Tag {
  std::string key;
  std::string value;

  bool operator==(const Tag&) const = default;
};

enum class JobSort : std::uint8_t { kName, kCreationTime, kStatus };
enum class SortOrder : std::uint8_t { kAscending, kDescending };
constexpr SortOrder Opposite(SortOrder order) {
  return order == SortOrder::kAscending ? SortOrder::kDescending : SortOrder::kAscending;
}

// Where a page ended: its last job, and what the order needs to know of it besides.
struct JobPosition {
  std::string name;       // lower-cased
  std::int64_t rank = 0;  // kStatus: of the status that it had

  bool operator==(const JobPosition&) const = default;
};

// ListAutoMLJobs. Bounds on times are exclusive and compared with what the API shows. All pages of
// one walk show one moment, also if the clock stands still: the list is evaluated at `as_of` with
// the changes up to `last_change`, Store::LastChange() of that instant. Jobs created by a greater
// change do not exist for it, and events with a greater one have not happened: a job with such is
// what the others make of it at `as_of`, in filters, in the order and in the page. Orders: name by
// the bytes of the lower-cased name; creation time; status by its name in alphabetical order; ties
// by id. Descending is the exact reverse.
struct JobQuery {
  Scope scope;
  JobSort sort = JobSort::kName;
  SortOrder order = SortOrder::kDescending;
  std::optional<JobStatus> status;
  std::string name_contains;  // compared without regard to case; empty: no condition
  std::optional<Timestamp> created_after, created_before;
  std::optional<Timestamp> modified_after, modified_before;
  Timestamp as_of;
  std::int64_t last_change = 0;
  std::optional<JobPosition> after;  // continue behind this job; if it is gone, all others are, too
  std::size_t limit = 10;            // at least 1
};

// A job that waits for something that is done for it.
struct PendingJob {
  std::int64_t id = 0;
  Scope scope;
  std::string name;

  bool operator==(const PendingJob&) const = default;
};

// What a test keeps under a name: the export of an account, or of all. See control/snapshots.h.
struct SnapshotInfo {
  std::string name;
  Timestamp created;  // wall clock
  std::size_t bytes = 0;

  bool operator==(const SnapshotInfo&) const = default;
};

// Settings of an account, or of all ("*"), as the JSON text that control/ gives them.
struct SettingsRecord {
  std::string owner;
  std::string text;

  bool operator==(const SettingsRecord&) const = default;
};

struct JobPage {
  std::vector<JobRecord> jobs;      // `events` without those that have not happened for the query
  std::optional<JobPosition> next;  // set when more jobs follow
};

}  // namespace autopilot
