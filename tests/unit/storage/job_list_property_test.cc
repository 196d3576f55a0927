#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "common/ascii.h"
#include "common/draws.h"
#include "lifecycle/state.h"
#include "storage/job_list_blocks.h"
#include "storage/store.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kSpan = 100;  // seconds in which the jobs live

Timestamp SomeInstant(Draws& draws) {
  return kStart + milliseconds(draws.Between(-10, kSpan * 1000 + 10));
}

// Of the jobs, some run so fast that they have stopped in the millisecond of the request.
constexpr std::int64_t kFast = 1'000'000;

// Whether creation times ascend with ids: then, a range of them is one of ids.
enum class Times { kAscend, kAny };

// Few milliseconds, so that many jobs share one, and instants between them.
Timestamp SomeCreation(Draws& draws, Times times, int number) {
  if (times == Times::kAscend) return kStart + milliseconds(number / 5 * 500);
  return kStart + seconds(draws.Between(0, 20)) + microseconds(draws.Between(0, 3) * 400);
}

JobRecord SomeJob(Draws& draws, Times times, int number) {
  constexpr JobStatus kEnds[] = {JobStatus::kCompleted, JobStatus::kFailed, JobStatus::kStopped};
  const Timestamp created = SomeCreation(draws, times, number);
  std::string name = "Ab-" + std::to_string(number * 7919 % 1000);
  if (draws.Below(2) == 0) name = ToLowerAscii(name);
  const std::int64_t speed = draws.Below(4) == 0 ? kFast : 1;
  JobRecord job =
      MakeJob(std::move(name), created, draws.Between(0, kSpan) * speed, kEnds[draws.Below(3)]);
  job.events = StartOfLife(created, Rate{Rate{}.millionths * speed});
  if (draws.Below(10) == 0) job.scope.region = "eu-west-1";
  return job;
}

// What the specification says of one job, straight from the job itself.
struct Expected {
  JobRecord job;
  JobState state;
  std::int64_t created_us;
};

bool IsListed(const Expected& each, const JobQuery& query) {
  const auto within = [](Timestamp shown, const std::optional<Timestamp>& after,
                         const std::optional<Timestamp>& before) {
    return (!after || shown > *after) && (!before || shown < *before);
  };
  return each.job.scope == query.scope && each.job.events.front().change <= query.last_change &&
         (!query.status || each.state.status == *query.status) &&
         ToLowerAscii(each.job.name).find(ToLowerAscii(query.name_contains)) != std::string::npos &&
         within(FloorToMillis(each.state.created), query.created_after, query.created_before) &&
         within(each.state.last_modified, query.modified_after, query.modified_before);
}

std::vector<std::int64_t> ExpectedIds(const std::vector<JobRecord>& jobs, const JobQuery& query) {
  std::vector<Expected> listed;
  for (const JobRecord& job : jobs) {
    const EventLog events = EventsUpTo(job.events, query.last_change);
    if (events.empty()) continue;
    Expected each{job, Evaluate(job.plan, events, query.as_of),
                  Project(job.plan, events).created.time_since_epoch().count()};
    if (IsListed(each, query)) listed.push_back(std::move(each));
  }
  const auto key = [&](const Expected& each) {
    const bool by_name = query.sort == JobSort::kName;
    const bool by_creation = query.sort == JobSort::kCreationTime;
    const bool by_status = query.sort == JobSort::kStatus;
    return std::tuple(by_name ? ToLowerAscii(each.job.name) : "", by_creation ? each.created_us : 0,
                      by_status ? Name(each.state.status) : std::string_view(), each.job.id);
  };
  std::sort(listed.begin(), listed.end(),
            [&](const Expected& a, const Expected& b) { return key(a) < key(b); });
  if (query.order == SortOrder::kDescending) std::reverse(listed.begin(), listed.end());
  std::vector<std::int64_t> ids;
  for (const Expected& each : listed) ids.push_back(each.job.id);
  return ids;
}

// At a time when all changes up to `last_change` had been made.
JobQuery SomeQuery(Draws& draws, Timestamp as_of, std::int64_t last_change) {
  JobQuery query = QueryAt(as_of);
  query.sort = static_cast<JobSort>(draws.Below(3));
  query.order = static_cast<SortOrder>(draws.Below(2));
  query.limit = static_cast<std::size_t>(draws.Between(1, 20));
  query.last_change = last_change;
  if (draws.Below(3) == 0) query.status = static_cast<JobStatus>(draws.Below(5));
  if (draws.Below(3) == 0) query.name_contains = draws.Below(2) == 0 ? "B-1" : "7";
  for (auto* bound : {&query.created_after, &query.created_before}) {
    if (draws.Below(4) == 0) {
      *bound = kStart + seconds(draws.Between(0, 20)) + microseconds(draws.Between(-2, 5) * 200);
    }
  }
  for (auto* bound : {&query.modified_after, &query.modified_before}) {
    if (draws.Below(4) == 0) *bound = SomeInstant(draws) + microseconds(draws.Between(-1, 1));
  }
  return query;
}

// What clients and tests do to a job that is not terminal. Half of it is a stop, to have jobs in
// all statuses.
Event SomeInterference(Draws& draws, const JobRecord& job, Timestamp at) {
  constexpr EventKind kOthers[] = {EventKind::kRateChanged, EventKind::kAdvanced, EventKind::kHeld,
                                   EventKind::kReleased};
  Event event{.kind = EventKind::kStopRequested, .at = FloorToMillis(at)};
  if (draws.Below(2) == 0) return event;
  event.kind = kOthers[draws.Below(4)];
  if (event.kind == EventKind::kRateChanged) {
    event.argument = Rate{}.millionths * (draws.Below(3) == 0 ? kFast : draws.Between(1, 20));
  } else if (event.kind == EventKind::kAdvanced) {
    event.argument = draws.Below(3) == 0 ? job.plan.end.us : draws.Between(0, job.plan.end.us);
  } else if (event.kind == EventKind::kHeld) {
    event.argument = draws.Between(0, job.plan.end.us);
  }
  return event;
}

// The ids of all pages. `between_pages` is called before each but the first.
std::vector<std::int64_t> WalkPages(
    Store& store, JobQuery query, std::size_t expected_count,
    const std::function<void()>& between_pages = [] {}) {
  std::vector<std::int64_t> ids;
  while (true) {
    const JobPage page = store.ListJobs(query);
    for (const JobRecord& job : page.jobs) ids.push_back(job.id);
    // `next` exactly when more follow, and then the page is full.
    EXPECT_EQ(page.next.has_value(), ids.size() < expected_count);
    if (!page.next || ids.size() > expected_count) return ids;
    EXPECT_EQ(page.jobs.size(), query.limit);
    query.after = page.next;
    between_pages();
  }
}

class JobListPropertyTest : public ::testing::TestWithParam<std::tuple<Times, std::uint64_t>> {
 protected:
  // Moves the ids of the jobs apart, so that they are in many blocks.
  void SpreadIds(std::vector<JobRecord>& jobs) const {
    constexpr std::int64_t kApart = (std::int64_t{1} << kBlockShift) / 5;
    SQLite::Database database((folder_.path() / "autopilot.db").string(), SQLite::OPEN_READWRITE);
    const std::string apart = std::to_string(kApart);
    // By way of negative ones, which no other job has.
    database.exec("UPDATE jobs SET id = -id * " + apart + "; UPDATE jobs SET id = -id;");
    for (JobRecord& job : jobs) job.id *= kApart;
  }

  testing::TempFolder folder_;
  const Times times_ = std::get<Times>(GetParam());
  Draws draws_{std::get<std::uint64_t>(GetParam())};
};

INSTANTIATE_TEST_SUITE_P(Seeds, JobListPropertyTest,
                         ::testing::Combine(::testing::Values(Times::kAscend, Times::kAny),
                                            ::testing::Range<std::uint64_t>(1, 6)));

TEST_P(JobListPropertyTest, AllPagesOfAnyQueryAreTheJobsFilteredAndSorted) {
  const std::unique_ptr<Store> store = OpenIn(folder_.path());
  std::vector<JobRecord> jobs;
  WriteNow(*store, [&](WriteTransaction& transaction) {
    for (int number = 0; number < 200; ++number) {
      JobRecord job = SomeJob(draws_, times_, number);
      transaction.InsertJob(job, {});
      Timestamp at = job.events[0].at;
      for (std::size_t count = draws_.Below(4); count > 0; --count) {
        at += milliseconds(draws_.Between(0, kSpan * 300));
        if (at >= Project(job.plan, job.events).final_at) break;
        transaction.AppendEvent(job, SomeInterference(draws_, job, at));
      }
      jobs.push_back(std::move(job));
    }
  });
  SpreadIds(jobs);
  std::size_t listed = 0;
  for (int i = 0; i < 400; ++i) {
    JobQuery query = SomeQuery(draws_, SomeInstant(draws_), store->LastChange(kScope));
    if (draws_.Below(4) == 0) query.last_change = draws_.Between(0, query.last_change);
    const std::vector<std::int64_t> expected = ExpectedIds(jobs, query);
    EXPECT_EQ(WalkPages(*store, query, expected.size()), expected) << "query " << i;
    listed += expected.size();
  }
  EXPECT_GT(listed, 4000U);  // the queries are not too narrow to show anything
}

// The clock stands still all the time.
TEST_P(JobListPropertyTest, ChangesBetweenPagesOfOneInstantDoNotChangeAWalk) {
  int walks_changed = 0;
  for (int i = 0; i < 40; ++i) {
    const std::unique_ptr<Store> store = OpenInMemory();
    const Timestamp now = SomeInstant(draws_);
    std::vector<JobRecord> jobs;
    const auto insert = [&] {
      JobRecord job = SomeJob(draws_, times_, static_cast<int>(jobs.size()));
      WriteNow(*store, [&](WriteTransaction& transaction) { transaction.InsertJob(job, {}); });
      jobs.push_back(std::move(job));
    };
    const auto interfere_with_some = [&] {
      for (JobRecord& job : jobs) {
        if (draws_.Below(4) != 0 || job.events[0].at > now) continue;
        if (IsTerminal(Evaluate(job.plan, job.events, now).status)) continue;
        WriteNow(*store, [&](WriteTransaction& transaction) {
          transaction.AppendEvent(job, SomeInterference(draws_, job, now));
        });
      }
    };
    for (int number = 0; number < 40; ++number) insert();
    interfere_with_some();
    const JobQuery query = SomeQuery(draws_, now, store->LastChange(kScope));
    const std::vector<std::int64_t> expected = ExpectedIds(jobs, query);
    EXPECT_EQ(WalkPages(*store, query, expected.size(),
                        [&] {
                          interfere_with_some();
                          insert();
                        }),
              expected)
        << "walk " << i;
    JobQuery after_all = query;
    after_all.last_change = store->LastChange(kScope);
    walks_changed += ExpectedIds(jobs, after_all) != expected ? 1 : 0;
  }
  EXPECT_GT(walks_changed, 2);  // without the number of the change, the walks would be others
}

}  // namespace
}  // namespace autopilot
