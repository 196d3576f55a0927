#include "storage/pending_effects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "lifecycle/profile_gate.h"
#include "lifecycle/profiled_plan.h"
#include "lifecycle/state.h"
#include "storage/database.h"
#include "tests/unit/storage/query_plan.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kOther = "000000000000";

JobRecord WaitingJob(const std::string& name, const std::string& account = kScope.account) {
  JobRecord job = MakeJob(name);
  job.scope.account = account;
  job.plan.phases.push_back(
      {.status = SecondaryStatus::kTrainingModels, .start = Nominal::Seconds(80)});
  job.events = StartOfLife(kStart, Rate{}, job.plan, AwaitsProfile::kYes);
  return job;
}

class PendingProfilesTest : public ::testing::Test {
 protected:
  void Write(const Store::Work& work) {
    EXPECT_EQ(WriteNow(*store_, work), (WriteResult{true, ""}));
  }
  std::vector<PendingJob> Page(std::int64_t after, std::size_t most) {
    std::vector<PendingJob> page;
    store_->Read(
        [&](ReadTransaction& transaction) { page = transaction.PendingProfiles(after, most); });
    return page;
  }
  std::vector<std::string> Waiting() {
    std::vector<std::string> names;
    for (const PendingJob& job : Page(0, 100)) names.push_back(job.name);
    return names;
  }
  void Append(const std::string& name, const std::vector<Event>& events) {
    Write([&](WriteTransaction& transaction) {
      JobRecord job = transaction.FindJob(kScope, name).value();
      for (const Event& event : events) transaction.AppendEvent(job, event);
    });
  }

  testing::TempFolder folder_;
  std::unique_ptr<Store> store_ = OpenIn(folder_.path() / "data");
};

TEST_F(PendingProfilesTest, AreThoseOfTheJobsThatWait) {
  Insert(*store_, MakeJob("plain"));
  const JobRecord first = Insert(*store_, WaitingJob("First"));
  const JobRecord second = Insert(*store_, WaitingJob("second", kOther));
  EXPECT_THAT(Page(0, 100), ElementsAre(PendingJob{first.id, first.scope, "First"},
                                        PendingJob{second.id, second.scope, "second"}));
  Write([&](WriteTransaction& transaction) {
    EXPECT_EQ(transaction.PendingProfiles(0, 100).size(), 2U);
  });
}

TEST_F(PendingProfilesTest, AreReadInPages) {
  for (int n = 0; n < 5; ++n) Insert(*store_, WaitingJob("job-" + std::to_string(n)));
  const auto page = Page(0, 2);
  ASSERT_EQ(page.size(), 2U);
  EXPECT_EQ(page[0].name, "job-0");
  const auto next = Page(page.back().id, 2);
  ASSERT_EQ(next.size(), 2U);
  EXPECT_EQ(next[0].name, "job-2");
  EXPECT_EQ(Page(next.back().id, 2).size(), 1U);
}

TEST_F(PendingProfilesTest, OutliveARestart) {
  Insert(*store_, WaitingJob("job"));
  store_.reset();
  store_ = OpenIn(folder_.path() / "data");
  EXPECT_THAT(Waiting(), ElementsAre("job"));
}

TEST_F(PendingProfilesTest, EndWithTheProfileOrAStopAndNothingElse) {
  Insert(*store_, WaitingJob("profiled"));
  Insert(*store_, WaitingJob("stopped"));
  Insert(*store_, WaitingJob("advanced"));
  Append("profiled", {{.kind = EventKind::kProfiled, .at = kStart}});
  Append("stopped", {{.kind = EventKind::kStopRequested, .at = kStart}});
  Append("advanced", {{.kind = EventKind::kAdvanced, .at = kStart, .argument = 5},
                      {.kind = EventKind::kRateChanged, .at = kStart, .argument = 5}});
  EXPECT_THAT(Waiting(), ElementsAre("advanced"));
}

TEST_F(PendingProfilesTest, GoWithTheirJobs) {
  Insert(*store_, WaitingJob("one"));
  Insert(*store_, WaitingJob("other", kOther));
  Write([](WriteTransaction& transaction) { transaction.RemoveJobsAndTags(kOther); });
  EXPECT_THAT(Waiting(), ElementsAre("one"));
  Insert(*store_, WaitingJob("again", kOther));
  Write([](WriteTransaction& transaction) { transaction.RemoveJobsAndTags(std::nullopt); });
  EXPECT_THAT(Waiting(), IsEmpty());
  // Ids are given out again: a job that does not wait is not taken for one that did.
  Insert(*store_, MakeJob("plain"));
  EXPECT_THAT(Waiting(), IsEmpty());
}

TEST_F(PendingProfilesTest, AreNotKeptOfAWriteThatThrows) {
  WriteNow(*store_, [](WriteTransaction& transaction) {
    JobRecord job = WaitingJob("job");
    transaction.InsertJob(job, {});
    throw std::runtime_error("no");
  });
  EXPECT_THAT(Waiting(), IsEmpty());
}

TEST_F(PendingProfilesTest, AJobThatIsBroughtBackWaitsAgain) {
  const JobRecord job = Insert(*store_, WaitingJob("job"));
  Write([&](WriteTransaction& transaction) {
    transaction.RemoveJobsAndTags(std::nullopt);
    JobRecord back = job;
    transaction.InsertJob(back, {});
  });
  EXPECT_THAT(Waiting(), ElementsAre("job"));
}

TEST_F(PendingProfilesTest, ANameThatExistsAddsNothing) {
  Insert(*store_, MakeJob("job"));
  Write([](WriteTransaction& transaction) {
    JobRecord job = WaitingJob("JOB");
    EXPECT_EQ(transaction.InsertJob(job, {}), InsertOutcome::kNameExists);
  });
  EXPECT_THAT(Waiting(), IsEmpty());
}

TEST_F(PendingProfilesTest, APlanThatTheDataHasChangedIsStoredWithItsProjection) {
  const JobRecord before = Insert(*store_, WaitingJob("job"));
  const JobVersion* version = store_->VersionOf(kScope, "job");
  const auto version_before = version->load();
  const Plan failed = WithFailedAnalysis(before.plan, "There are no rows.");
  Write([&](WriteTransaction& transaction) {
    JobRecord job = transaction.FindJob(kScope, "job").value();
    transaction.ReplacePlan(job, failed);
    EXPECT_EQ(job.plan, failed);
    for (const Event& event : ProfiledEvents(job.plan, kStart)) transaction.AppendEvent(job, event);
  });
  EXPECT_NE(version->load(), version_before);
  const JobRecord job = store_->FindJob(kScope, "job").value();
  EXPECT_EQ(job.plan, failed);
  EXPECT_EQ(Evaluate(job.plan, job.events, kStart + seconds(80)).status, JobStatus::kFailed);
  JobQuery query = QueryAt(kStart + seconds(80));
  query.status = JobStatus::kFailed;
  EXPECT_EQ(store_->ListJobs(query).jobs.size(), 1U);
  // A walk that began before shows the job as it was.
  query.last_change = before.events.back().change;
  EXPECT_THAT(store_->ListJobs(query).jobs, IsEmpty());
  query.status = JobStatus::kInProgress;
  const auto walked = store_->ListJobs(query).jobs;
  ASSERT_EQ(walked.size(), 1U);
  EXPECT_EQ(walked[0].events, before.events);
}

TEST_F(PendingProfilesTest, APlanOfAJobThatIsGoneCannotBeReplaced) {
  JobRecord job = Insert(*store_, WaitingJob("job"));
  const WriteResult result = WriteNow(*store_, [&](WriteTransaction& transaction) {
    transaction.RemoveJobsAndTags(std::nullopt);
    transaction.ReplacePlan(job, job.plan);
  });
  EXPECT_EQ(result, (WriteResult{false, "there is no job " + std::to_string(job.id)}));
}

TEST(PendingEffectsSqlTest, JobsThatWaitAreFoundWithoutALookAtTheOthers) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  EXPECT_EQ(QueryPlan(database, PendingJobsSql()),
            "SEARCH pending_effects USING PRIMARY KEY (kind=? AND job_id>?)\n"
            "SEARCH jobs USING INTEGER PRIMARY KEY (rowid=?)\n");
}

}  // namespace
}  // namespace autopilot
