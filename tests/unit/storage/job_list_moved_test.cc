#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lifecycle/state.h"
#include "storage/store.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Jobs that a test moves in the middle of a walk, while the clock stands still at kNow: the pages
// that follow show them as they were.
class JobListMovedTest : public ::testing::Test {
 protected:
  static constexpr Timestamp kNow = kStart + seconds(50);
  static constexpr std::int64_t kEnd = 100'000'000;  // nominal microseconds

  JobListMovedTest() {
    Insert(*store_, MakeJob("a-failed", kStart, 10, JobStatus::kFailed));
    Insert(*store_, MakeJob("b-running"));
    Insert(*store_, MakeJob("c-completed", kStart, 10));
    Insert(*store_, MakeJob("d-running"));
    Insert(*store_, MakeJob("e-will-fail", kStart, 100, JobStatus::kFailed));
    before_ = store_->LastChange(kScope);
  }

  void Append(const std::string& name, EventKind kind, std::int64_t argument = 0) {
    const WriteResult result = WriteNow(*store_, [&](WriteTransaction& transaction) {
      JobRecord job = transaction.FindJob(kScope, name).value();
      transaction.AppendEvent(job, {kind, kNow, argument});
    });
    EXPECT_EQ(result, (WriteResult{true, ""}));
  }

  JobPage List(std::int64_t last_change, const std::function<void(JobQuery&)>& change) {
    JobQuery query = QueryAt(kNow);
    query.last_change = last_change;
    change(query);
    return store_->ListJobs(query);
  }

  std::vector<std::string> Names(std::int64_t last_change,
                                 const std::function<void(JobQuery&)>& change) {
    std::vector<std::string> names;
    for (const JobRecord& job : List(last_change, change).jobs) names.push_back(job.name);
    return names;
  }

  std::vector<std::string> NamesByStatus(std::int64_t last_change) {
    return Names(last_change, [](JobQuery& query) { query.sort = JobSort::kStatus; });
  }

  // The jobs of a status in every order of the list, which must agree.
  std::vector<std::string> OfStatus(JobStatus status, std::int64_t last_change) {
    const auto names = [&](JobSort sort) {
      return Names(last_change, [&](JobQuery& query) {
        query.sort = sort;
        query.status = status;
      });
    };
    const std::vector<std::string> by_name = names(JobSort::kName);
    EXPECT_EQ(names(JobSort::kCreationTime), by_name);
    EXPECT_EQ(names(JobSort::kStatus), by_name);
    return by_name;
  }

  std::unique_ptr<Store> store_ = OpenInMemory();
  std::int64_t before_ = 0;
};

TEST_F(JobListMovedTest, AJobAdvancedToItsEndWasInProgressBefore) {
  Append("b-running", EventKind::kAdvanced, kEnd);
  Append("e-will-fail", EventKind::kAdvanced, kEnd);
  EXPECT_THAT(OfStatus(JobStatus::kInProgress, before_),
              ElementsAre("b-running", "d-running", "e-will-fail"));
  EXPECT_THAT(OfStatus(JobStatus::kCompleted, before_), ElementsAre("c-completed"));
  EXPECT_THAT(OfStatus(JobStatus::kFailed, before_), ElementsAre("a-failed"));
  EXPECT_THAT(NamesByStatus(before_),
              ElementsAre("c-completed", "a-failed", "b-running", "d-running", "e-will-fail"));

  const std::int64_t between = before_ + 1;
  EXPECT_THAT(OfStatus(JobStatus::kCompleted, between), ElementsAre("b-running", "c-completed"));
  EXPECT_THAT(OfStatus(JobStatus::kFailed, between), ElementsAre("a-failed"));
  EXPECT_THAT(OfStatus(JobStatus::kFailed, between + 1), ElementsAre("a-failed", "e-will-fail"));
  EXPECT_THAT(OfStatus(JobStatus::kInProgress, between + 1), ElementsAre("d-running"));
}

TEST_F(JobListMovedTest, AJobStoppedAndAdvancedIsWhatEachWalkHasSeenOfIt) {
  Append("b-running", EventKind::kStopRequested);
  Append("b-running", EventKind::kAdvanced, kEnd);  // past its Stopping
  EXPECT_THAT(OfStatus(JobStatus::kInProgress, before_),
              ElementsAre("b-running", "d-running", "e-will-fail"));
  EXPECT_THAT(OfStatus(JobStatus::kStopping, before_ + 1), ElementsAre("b-running"));
  EXPECT_THAT(OfStatus(JobStatus::kStopped, before_ + 1), IsEmpty());
  EXPECT_THAT(OfStatus(JobStatus::kStopping, before_ + 2), IsEmpty());
  EXPECT_THAT(OfStatus(JobStatus::kStopped, before_ + 2), ElementsAre("b-running"));
}

TEST_F(JobListMovedTest, AHeldJobIsInProgressForEver) {
  Append("b-running", EventKind::kHeld, kEnd / 2);
  const auto in_progress_at = [&](Timestamp as_of, std::int64_t last_change) {
    return Names(last_change, [&](JobQuery& query) {
      query.as_of = as_of;
      query.status = JobStatus::kInProgress;
      query.sort = JobSort::kStatus;
    });
  };
  const Timestamp later = kStart + std::chrono::hours(24 * 365 * 100);
  EXPECT_THAT(in_progress_at(later, before_), IsEmpty());
  EXPECT_THAT(in_progress_at(later, before_ + 1), ElementsAre("b-running"));
  EXPECT_THAT(Names(before_ + 1,
                    [&](JobQuery& query) {
                      query.as_of = later;
                      query.modified_after = later - seconds(1);
                    }),
              IsEmpty());
}

TEST_F(JobListMovedTest, TheModificationTimeIsThatOfTheEventsThatHaveHappened) {
  Append("b-running", EventKind::kAdvanced, kEnd);
  const auto modified_now = [&](std::int64_t last_change) {
    return Names(last_change,
                 [](JobQuery& query) { query.modified_after = kNow - milliseconds(1); });
  };
  // At half of its time, where its second phase begins, every running job is modified.
  EXPECT_THAT(modified_now(before_), ElementsAre("b-running", "d-running", "e-will-fail"));
  EXPECT_THAT(Names(before_,
                    [](JobQuery& query) {
                      query.modified_before = kNow;
                      query.name_contains = "running";
                    }),
              IsEmpty());
  Append("d-running", EventKind::kAdvanced, kEnd);
  EXPECT_THAT(Names(before_ + 2,
                    [](JobQuery& query) {
                      query.modified_after = kNow - milliseconds(1);
                      query.status = JobStatus::kCompleted;
                    }),
              ElementsAre("b-running", "d-running"));
}

TEST_F(JobListMovedTest, AJobMovedOutOfTheBoundsOfTheModificationTimeWasWithinThemBefore) {
  Insert(*store_, MakeJob("f-long", kStart, 200));  // its second phase begins later than kNow
  Append("f-long", EventKind::kAdvanced, 2 * kEnd);
  const auto modified_before_now = [&](std::int64_t last_change) {
    return Names(last_change, [](JobQuery& query) {
      query.modified_before = kNow;
      query.name_contains = "long";
    });
  };
  EXPECT_THAT(modified_before_now(before_ + 1), ElementsAre("f-long"));
  EXPECT_THAT(modified_before_now(before_ + 2), IsEmpty());
}

// Its request took its time just before that of the list, and was committed just after it.
TEST_F(JobListMovedTest, AJobThatEndedByItselfForAWalkIsStoppedForTheNextOne) {
  Append("b-running", EventKind::kStopRequested);
  const auto names_at_the_end = [&](JobStatus status, std::int64_t last_change) {
    return Names(last_change, [&](JobQuery& query) {
      query.as_of = kStart + seconds(100);
      query.sort = JobSort::kStatus;
      query.status = status;
    });
  };
  EXPECT_THAT(names_at_the_end(JobStatus::kCompleted, before_),
              ElementsAre("b-running", "c-completed", "d-running"));
  EXPECT_THAT(names_at_the_end(JobStatus::kStopped, before_), IsEmpty());
  EXPECT_THAT(names_at_the_end(JobStatus::kCompleted, before_ + 1),
              ElementsAre("c-completed", "d-running"));
  EXPECT_THAT(names_at_the_end(JobStatus::kStopped, before_ + 1), ElementsAre("b-running"));
}

TEST_F(JobListMovedTest, TheEventsOfAPageAreThoseThatHaveHappened) {
  Append("b-running", EventKind::kHeld, kEnd / 2);
  Append("b-running", EventKind::kReleased);
  for (std::int64_t more = 0; more <= 2; ++more) {
    const JobPage page =
        List(before_ + more, [](JobQuery& query) { query.name_contains = "b-running"; });
    ASSERT_EQ(page.jobs.size(), 1U);
    EXPECT_EQ(page.jobs[0].events.size(), static_cast<std::size_t>(1 + more));
  }
}

TEST_F(JobListMovedTest, JobsMovedBetweenPagesKeepTheirPlaceInAWalkByStatus) {
  for (const SortOrder order : {SortOrder::kAscending, SortOrder::kDescending}) {
    JobQuery query = QueryAt(kNow);
    query.sort = JobSort::kStatus;
    query.order = order;
    query.limit = 1;
    query.last_change = store_->LastChange(kScope);
    std::vector<std::string> names;
    JobPage page = store_->ListJobs(query);
    while (true) {
      names.push_back(page.jobs.at(0).name);
      if (!page.next) break;
      query.after = page.next;
      // Once they are terminal, this changes nothing.
      for (const char* name : {"b-running", "d-running", "e-will-fail"}) {
        Append(name, EventKind::kAdvanced, kEnd);
      }
      page = store_->ListJobs(query);
    }
    if (order == SortOrder::kAscending) {
      EXPECT_THAT(names,
                  ElementsAre("c-completed", "a-failed", "b-running", "d-running", "e-will-fail"));
    } else {
      EXPECT_THAT(names,
                  ElementsAre("e-will-fail", "a-failed", "d-running", "c-completed", "b-running"));
    }
  }
}

TEST_F(JobListMovedTest, MovesInOtherScopesDoNotShow) {
  JobRecord elsewhere = MakeJob("elsewhere");
  elsewhere.scope.region = "eu-west-1";
  Insert(*store_, elsewhere);
  WriteNow(*store_, [&](WriteTransaction& transaction) {
    JobRecord job = transaction.FindJob(elsewhere.scope, "elsewhere").value();
    transaction.AppendEvent(job, {EventKind::kAdvanced, kNow, kEnd});
  });
  EXPECT_THAT(NamesByStatus(before_ + 1),
              ElementsAre("c-completed", "a-failed", "b-running", "d-running", "e-will-fail"));
}

}  // namespace
}  // namespace autopilot
