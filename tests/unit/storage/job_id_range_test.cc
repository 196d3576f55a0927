#include "storage/job_id_range.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "storage/database.h"
#include "storage/job_table.h"
#include "storage/write_batch.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

// Jobs 1, 3, 4 and 5 of kScope, created 10, 20, 20 and 30 milliseconds after kStart. Job 2 is of
// another scope.
class JobIdRangeTest : public ::testing::Test {
 protected:
  JobIdRangeTest() {
    batch_.Run(std::vector<Store::Work>{[](WriteTransaction& transaction) {
      const Scope elsewhere{.account = kScope.account, .region = "eu-west-1"};
      int number = 0;
      for (const auto& [at, scope] :
           {std::pair(10, kScope), std::pair(15, elsewhere), std::pair(20, kScope),
            std::pair(20, kScope), std::pair(30, kScope)}) {
        JobRecord job = MakeJob("job-" + std::to_string(++number), kStart + milliseconds(at));
        job.scope = scope;
        transaction.InsertJob(job, {});
      }
    }});
  }

  std::optional<JobIdRange> Find(std::int64_t created_low, std::int64_t created_high) {
    return FindIdRange(connection_, kScope, created_low, created_high);
  }

  static std::int64_t At(int ms) { return ToMicros(kStart + milliseconds(ms)); }

  Connection connection_{OpenForWriting(DatabaseLocation::Memory())};
  JobVersions versions_;
  WriteBatch batch_{connection_, versions_, nullptr};
};

TEST_F(JobIdRangeTest, TimesAreIncludedAndSoAreAllJobsOfOneTime) {
  const auto range = Find(At(20), At(20));
  ASSERT_TRUE(range);
  EXPECT_EQ(range->low, 3);
  EXPECT_EQ(range->high, 4);
  EXPECT_EQ(range->most_outside, 2);
}

TEST_F(JobIdRangeTest, OpenEndsReachTheJobsOfTheScopeOnly) {
  const auto all = Find(kFirst, kLast);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->low, 1);
  EXPECT_EQ(all->high, 5);
  EXPECT_EQ(all->most_outside, 0);
  const auto later = Find(At(11), kLast);
  ASSERT_TRUE(later);
  EXPECT_EQ(later->low, 3);
  EXPECT_EQ(later->high, 5);
  EXPECT_EQ(later->most_outside, 1);
}

TEST_F(JobIdRangeTest, WhereThereAreNoJobsThereIsNoRange) {
  EXPECT_FALSE(Find(At(0), At(9)));
  EXPECT_FALSE(Find(At(11), At(19)));
  EXPECT_FALSE(Find(At(31), kLast));
  EXPECT_FALSE(Find(At(30), At(10)));
  EXPECT_FALSE(Find(kLast, kFirst));
}

TEST_F(JobIdRangeTest, EventsAreCountedAsIfTheyWereJobsOutside) {
  batch_.Run(std::vector<Store::Work>{[](WriteTransaction& transaction) {
    JobRecord job = transaction.FindJob(kScope, "job-1").value();
    transaction.AppendEvent(job, {EventKind::kStopRequested, kStart + milliseconds(40), 0});
    JobRecord last = MakeJob("last", kStart + milliseconds(50));
    transaction.InsertJob(last, {});
  }});
  EXPECT_EQ(Find(At(20), At(30)).value().most_outside, 3);
}

}  // namespace
}  // namespace autopilot
