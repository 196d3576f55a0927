#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "lifecycle/state.h"
#include "storage/store.h"
#include "tests/unit/storage/store_fixtures.h"
#include "tests/unit/storage/version_1_database.h"

namespace autopilot {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A store that this program opened in the folder of its version 0.1.0.
class MigrationFromVersion1Test : public ::testing::Test {
 protected:
  static inline const Scope kOldScope{.account = "000000000000", .region = "us-east-1"};
  static constexpr Timestamp kStopped{milliseconds(1'795'489'662'823)};
  static constexpr Timestamp kStopEnds{milliseconds(1'795'489'662'873)};

  std::vector<std::string> Listed(JobSort sort, std::optional<JobStatus> status, Timestamp as_of,
                                  std::int64_t last_change) {
    JobQuery query = QueryAt(as_of);
    query.scope = kOldScope;
    query.sort = sort;
    query.status = status;
    query.last_change = last_change;
    query.limit = 1;
    std::vector<std::string> names;
    do {
      const JobPage page = store_->ListJobs(query);
      for (const JobRecord& job : page.jobs) names.push_back(job.name);
      query.after = page.next;
    } while (query.after);
    return names;
  }

  testing::TempFolder folder_;
  std::unique_ptr<Store> store_ = [this] {
    SQLite::Database((folder_.path() / "autopilot.db").string(),
                     SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec(kVersion1Database);
    return OpenIn(folder_.path());
  }();
};

TEST_F(MigrationFromVersion1Test, KeepsJobsTagsAndTheSecret) {
  const std::optional<JobRecord> job = store_->FindJob(kOldScope, "first-job");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->id, 1);
  EXPECT_EQ(job->name, "First-Job");
  EXPECT_EQ(job->ticks, 0);
  EXPECT_EQ(job->request,
            R"({"AutoMLJobName":"First-Job","RoleArn":"arn:aws:iam::123456789012:role/r"})");
  EXPECT_EQ(job->plan.kind, JobKind::kImageClassification);
  EXPECT_EQ(Project(job->plan, job->events).final_at, Timestamp(milliseconds(1'795'489'664'638)));
  EXPECT_THAT(store_->ListTags(kOldScope, "automl-job/first-job"), ElementsAre(Tag{"team", "a"}));
  EXPECT_EQ(store_->Secret()[0], 0x05);
  EXPECT_EQ(store_->Secret()[31], 0x2a);
}

TEST_F(MigrationFromVersion1Test, KeepsTheStopAndItsNumber) {
  const JobRecord job = store_->FindJob(kOldScope, "stopped-job").value();
  ASSERT_EQ(job.events.size(), 2U);
  EXPECT_EQ(job.events[1], (Event{EventKind::kStopRequested, kStopped, 0, 4}));
  EXPECT_EQ(Evaluate(job.plan, job.events, kStopEnds).status, JobStatus::kStopped);
  EXPECT_EQ(store_->LastChange(kOldScope), 4);
  EXPECT_EQ(Insert(*store_, MakeJob("next")).events.front().change, 1);
}

TEST_F(MigrationFromVersion1Test, PagesAreWhatTheyWereBeforeAndAfterTheStop) {
  EXPECT_THAT(Listed(JobSort::kName, {}, kStopEnds, 4),
              ElementsAre("First-Job", "running-job", "stopped-job"));
  EXPECT_THAT(Listed(JobSort::kCreationTime, {}, kStopEnds, 4),
              ElementsAre("First-Job", "stopped-job", "running-job"));
  EXPECT_THAT(Listed(JobSort::kStatus, {}, kStopEnds, 4),
              ElementsAre("First-Job", "running-job", "stopped-job"));
  EXPECT_THAT(Listed(JobSort::kStatus, {}, kStopEnds, 3),
              ElementsAre("First-Job", "stopped-job", "running-job"));
  for (const JobSort sort : {JobSort::kName, JobSort::kCreationTime, JobSort::kStatus}) {
    EXPECT_THAT(Listed(sort, JobStatus::kStopped, kStopEnds, 4), ElementsAre("stopped-job"));
    EXPECT_THAT(Listed(sort, JobStatus::kStopping, kStopped, 4), ElementsAre("stopped-job"));
    EXPECT_THAT(Listed(sort, JobStatus::kStopped, kStopEnds, 3), IsEmpty());
    EXPECT_THAT(Listed(sort, JobStatus::kStopping, kStopped, 3), IsEmpty());
  }
}

TEST_F(MigrationFromVersion1Test, OldJobsTakeNewEvents) {
  WriteNow(*store_, [](WriteTransaction& transaction) {
    JobRecord job = transaction.FindJob(kOldScope, "running-job").value();
    transaction.AppendEvent(job, {EventKind::kStopRequested, kStopEnds});
    transaction.SetTicks(job, 2);
  });
  EXPECT_EQ(store_->LastChange(kOldScope), 5);
  EXPECT_EQ(store_->FindJob(kOldScope, "running-job")->ticks, 2);
  EXPECT_THAT(Listed(JobSort::kStatus, JobStatus::kStopping, kStopEnds, 5),
              ElementsAre("running-job"));
  EXPECT_THAT(Listed(JobSort::kStatus, JobStatus::kInProgress, kStopEnds, 4),
              ElementsAre("First-Job", "running-job"));
}

}  // namespace
}  // namespace autopilot
