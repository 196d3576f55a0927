#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "lifecycle/state.h"
#include "storage/store.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Names(const JobPage& page) {
  std::vector<std::string> names;
  for (const JobRecord& job : page.jobs) names.push_back(job.name);
  return names;
}

// Five jobs, one in each status at kNow.
class JobListTest : public ::testing::Test {
 protected:
  static constexpr Timestamp kNow = kStart + seconds(50);

  JobListTest() {
    Insert(*store_, MakeJob("delta", kStart + seconds(3)));
    Insert(*store_, MakeJob("Alpha", kStart + seconds(1), 20, JobStatus::kCompleted));
    Insert(*store_, MakeJob("charlie", kStart + seconds(1), 20, JobStatus::kFailed));
    Insert(*store_, MakeJob("Bravo", kStart));
    Insert(*store_, MakeJob("echo", kStart));
    // Stopping takes 30 seconds.
    Stop("Bravo", kStart + seconds(5));
    Stop("echo", kNow - seconds(5));
  }

  void Stop(const std::string& name, Timestamp at) {
    WriteNow(*store_, [&](WriteTransaction& transaction) {
      JobRecord job = *transaction.FindJob(kScope, name);
      transaction.AppendEvent(job, {EventKind::kStopRequested, at, 0});
    });
  }

  std::vector<std::string> List(const std::function<void(JobQuery&)>& change) {
    JobQuery query = QueryAt(kNow);
    change(query);
    return Names(store_->ListJobs(query));
  }

  std::unique_ptr<Store> store_ = OpenInMemory();
};

TEST_F(JobListTest, SortsByLowerCasedName) {
  EXPECT_THAT(List([](JobQuery&) {}), ElementsAre("Alpha", "Bravo", "charlie", "delta", "echo"));
  EXPECT_THAT(List([](JobQuery& query) { query.order = SortOrder::kDescending; }),
              ElementsAre("echo", "delta", "charlie", "Bravo", "Alpha"));
}

TEST_F(JobListTest, SortsByCreationTimeThenId) {
  EXPECT_THAT(List([](JobQuery& query) { query.sort = JobSort::kCreationTime; }),
              ElementsAre("Bravo", "echo", "Alpha", "charlie", "delta"));
  EXPECT_THAT(List([](JobQuery& query) {
                query.sort = JobSort::kCreationTime;
                query.order = SortOrder::kDescending;
              }),
              ElementsAre("delta", "charlie", "Alpha", "echo", "Bravo"));
}

TEST_F(JobListTest, SortsByStatusInAlphabeticalOrderThenId) {
  EXPECT_THAT(List([](JobQuery& query) { query.sort = JobSort::kStatus; }),
              ElementsAre("Alpha", "charlie", "delta", "Bravo", "echo"));
  EXPECT_THAT(List([](JobQuery& query) {
                query.sort = JobSort::kStatus;
                query.as_of = kStart + seconds(10);
              }),
              ElementsAre("delta", "Alpha", "charlie", "echo", "Bravo"));
  EXPECT_THAT(List([](JobQuery& query) {
                query.sort = JobSort::kStatus;
                query.order = SortOrder::kDescending;
                query.as_of = kStart + seconds(10);
              }),
              ElementsAre("Bravo", "echo", "charlie", "Alpha", "delta"));
}

TEST_F(JobListTest, FiltersByStatusInEveryOrder) {
  const std::vector<std::pair<JobStatus, std::string>> expected{{JobStatus::kCompleted, "Alpha"},
                                                                {JobStatus::kFailed, "charlie"},
                                                                {JobStatus::kInProgress, "delta"},
                                                                {JobStatus::kStopped, "Bravo"},
                                                                {JobStatus::kStopping, "echo"}};
  for (const JobSort sort : {JobSort::kName, JobSort::kCreationTime, JobSort::kStatus}) {
    for (const auto& [status, name] : expected) {
      EXPECT_THAT(List([&, wanted = status](JobQuery& query) {
                    query.sort = sort;
                    query.status = wanted;
                  }),
                  ElementsAre(name));
    }
  }
}

TEST_F(JobListTest, FiltersByAPartOfTheNameWithoutRegardToCase) {
  const auto containing = [this](const std::string& part) {
    return List([&](JobQuery& query) { query.name_contains = part; });
  };
  EXPECT_THAT(containing("A"), ElementsAre("Alpha", "Bravo", "charlie", "delta"));
  EXPECT_THAT(containing("AlPh"), ElementsAre("Alpha"));
  EXPECT_THAT(containing("%"), IsEmpty());
  EXPECT_THAT(containing("l_"), IsEmpty());
}

TEST_F(JobListTest, DoesNotShowJobsOfLaterChanges) {
  EXPECT_THAT(List([](JobQuery& query) { query.last_change = 2; }), ElementsAre("Alpha", "delta"));
  EXPECT_THAT(List([](JobQuery& query) { query.last_change = 0; }), IsEmpty());
}

TEST_F(JobListTest, PagesAreExact) {
  for (const JobSort sort : {JobSort::kName, JobSort::kCreationTime, JobSort::kStatus}) {
    JobQuery query = QueryAt(kNow);
    query.sort = sort;
    query.limit = 5;
    EXPECT_FALSE(store_->ListJobs(query).next);
    query.limit = 4;
    const JobPage first = store_->ListJobs(query);
    EXPECT_EQ(first.jobs.size(), 4U);
    ASSERT_TRUE(first.next);
    query.after = first.next;
    const JobPage second = store_->ListJobs(query);
    EXPECT_EQ(second.jobs.size(), 1U);
    EXPECT_FALSE(second.next);
  }
}

TEST_F(JobListTest, APositionIsThePagesLastJobAndTheRankOfItsStatus) {
  JobQuery query = QueryAt(kNow);
  query.limit = 2;
  EXPECT_EQ(store_->ListJobs(query).next, (JobPosition{.name = "bravo", .rank = 0}));
  query.sort = JobSort::kCreationTime;
  EXPECT_EQ(store_->ListJobs(query).next, (JobPosition{.name = "echo", .rank = 0}));
  query.sort = JobSort::kStatus;
  EXPECT_EQ(store_->ListJobs(query).next, (JobPosition{.name = "charlie", .rank = 1}));
}

TEST_F(JobListTest, AStopBetweenTwoPagesDoesNotMoveTheWalk) {
  JobQuery query = QueryAt(kNow);
  query.sort = JobSort::kStatus;
  query.limit = 2;
  query.after = store_->ListJobs(query).next;
  query.last_change = store_->LastChange(kScope);
  Stop("delta", kNow);
  Insert(*store_, MakeJob("later", kNow));
  query.limit = 10;
  EXPECT_THAT(Names(store_->ListJobs(query)), ElementsAre("delta", "Bravo", "echo"));
}

// So fast that, once requested, it has stopped.
class FastJobTest : public JobListTest {
 protected:
  FastJobTest() {
    JobRecord fast = MakeJob("fast", kStart, 200'000'000);
    fast.events = StartOfLife(kStart, Rate{Rate{}.millionths * 1'000'000});
    Insert(*store_, fast);
    before_stop_ = store_->LastChange(kScope);
    Stop("fast", kNow);
  }

  std::int64_t before_stop_ = 0;
};

TEST_F(FastJobTest, AJobIsInProgressForAQueryBeforeItsStopThoughAllIsOfOneInstant) {
  for (const JobSort sort : {JobSort::kName, JobSort::kCreationTime, JobSort::kStatus}) {
    for (const SortOrder order : {SortOrder::kAscending, SortOrder::kDescending}) {
      const auto listed = [&](JobStatus status, std::int64_t last_change) {
        return List([&](JobQuery& query) {
          query.sort = sort;
          query.order = order;
          query.name_contains = "fast";
          query.status = status;
          query.last_change = last_change;
        });
      };
      EXPECT_THAT(listed(JobStatus::kInProgress, before_stop_), ElementsAre("fast"));
      EXPECT_THAT(listed(JobStatus::kStopping, before_stop_), IsEmpty());
      EXPECT_THAT(listed(JobStatus::kStopped, before_stop_), IsEmpty());
      EXPECT_THAT(listed(JobStatus::kInProgress, before_stop_ + 1), IsEmpty());
      EXPECT_THAT(listed(JobStatus::kStopped, before_stop_ + 1), ElementsAre("fast"));
    }
  }
}

TEST_F(FastJobTest, BoundsOnTheModificationTimeMeanThatOfTheEventsThatHaveHappened) {
  const auto modified_after = [this](Timestamp bound, std::int64_t last_change) {
    return List([&](JobQuery& query) {
      query.name_contains = "fast";
      query.modified_after = bound;
      query.last_change = last_change;
    });
  };
  EXPECT_THAT(modified_after(kNow - milliseconds(1), before_stop_), IsEmpty());
  EXPECT_THAT(modified_after(kStart - milliseconds(1), before_stop_), ElementsAre("fast"));
  EXPECT_THAT(modified_after(kNow - milliseconds(1), before_stop_ + 1), ElementsAre("fast"));
}

TEST_F(FastJobTest, EventsThatHaveNotHappenedAreCutOff) {
  JobQuery query = QueryAt(kNow);
  query.name_contains = "fast";
  EXPECT_EQ(store_->ListJobs(query).jobs.at(0).events.size(), 2U);
  query.last_change = before_stop_;
  EXPECT_EQ(store_->ListJobs(query).jobs.at(0).events.size(), 1U);
}

// Times are shown in milliseconds cut down, and bounds on them are exclusive.
class JobListTimesTest : public ::testing::Test {
 protected:
  // Created at .xxx900: shown as .xxx.
  static constexpr Timestamp kShown = kStart + milliseconds(7);
  static constexpr Timestamp kCreated = kShown + microseconds(900);

  JobListTimesTest() : job_(Insert(*store_, MakeJob("job", kCreated, 10))) {}

  bool Lists(const std::function<void(JobQuery&)>& change, Timestamp as_of = kStart + seconds(60)) {
    JobQuery query = QueryAt(as_of);
    change(query);
    bool listed = !store_->ListJobs(query).jobs.empty();
    for (const JobSort sort : {JobSort::kCreationTime, JobSort::kStatus}) {
      query.sort = sort;
      for (const SortOrder order : {SortOrder::kAscending, SortOrder::kDescending}) {
        query.order = order;
        EXPECT_EQ(!store_->ListJobs(query).jobs.empty(), listed);
      }
    }
    return listed;
  }

  std::unique_ptr<Store> store_ = OpenInMemory();
  JobRecord job_;
};

struct BoundCase {
  microseconds offset;  // of the bound from the instant shown
  bool listed_after;
  bool listed_before;
};

constexpr BoundCase kBoundCases[] = {
    {microseconds(-1000), true, false}, {microseconds(-1), true, false},
    {microseconds(0), false, false},    {microseconds(1), false, true},
    {microseconds(900), false, true},   {microseconds(1000), false, true},
};

TEST_F(JobListTimesTest, BoundsOnTheCreationTimeAreExclusiveAndMeanWhatIsShown) {
  for (const BoundCase& bound : kBoundCases) {
    SCOPED_TRACE(bound.offset.count());
    EXPECT_EQ(Lists([&](JobQuery& query) { query.created_after = kShown + bound.offset; }),
              bound.listed_after);
    EXPECT_EQ(Lists([&](JobQuery& query) { query.created_before = kShown + bound.offset; }),
              bound.listed_before);
  }
}

TEST_F(JobListTimesTest, BoundsOnTheModificationTimeOfAJobInEveryStateMeanWhatIsShown) {
  for (const Timestamp as_of :
       {kStart + seconds(1), kStart + seconds(6), kStart + seconds(9), kStart + seconds(60)}) {
    const Timestamp shown = Evaluate(job_.plan, job_.events, as_of).last_modified;
    for (const BoundCase& bound : kBoundCases) {
      SCOPED_TRACE(bound.offset.count());
      EXPECT_EQ(Lists([&](JobQuery& query) { query.modified_after = shown + bound.offset; }, as_of),
                bound.listed_after);
      EXPECT_EQ(
          Lists([&](JobQuery& query) { query.modified_before = shown + bound.offset; }, as_of),
          bound.listed_before);
    }
  }
}

TEST_F(JobListTimesTest, BoundsAtTheEndsOfTimeAreHarmless) {
  const auto all_below = [](Timestamp bound) {
    return [bound](JobQuery& query) { query.created_before = query.modified_before = bound; };
  };
  const auto all_above = [](Timestamp bound) {
    return [bound](JobQuery& query) { query.created_after = query.modified_after = bound; };
  };
  EXPECT_TRUE(Lists(all_below(Timestamp::max())));
  EXPECT_FALSE(Lists(all_below(Timestamp::min())));
  EXPECT_TRUE(Lists(all_above(Timestamp::min())));
  EXPECT_FALSE(Lists(all_above(Timestamp::max())));
}

}  // namespace
}  // namespace autopilot
