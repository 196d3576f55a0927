#include "storage/account_jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lifecycle/state.h"
#include "storage/database.h"
#include "tests/unit/storage/query_plan.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kOther = "000000000000";

// Jobs of two accounts, of the first in three regions; those that begin with "short" end first.
class AccountJobsTest : public ::testing::Test {
 protected:
  AccountJobsTest() {
    Add("short-1", kScope.account, "us-east-1", 10);
    Add("long-2", kScope.account, "eu-west-1", 100);
    Add("long-3", kOther, "eu-west-1", 100);
    Add("long-4", kScope.account, "us-east-1", 50);
    Add("short-5", kScope.account, "ap-south-1", 10);
  }

  void Add(const std::string& name, const std::string& account, const std::string& region,
           std::int64_t length) {
    JobRecord job = MakeJob(name, kStart, length);
    job.scope = {.account = account, .region = region};
    jobs_.push_back(Insert(*store_, job, {{"name", name}, {"by", "test"}}));
  }

  void InTransaction(const Store::Work& work) {
    EXPECT_EQ(WriteNow(*store_, work), (WriteResult{true, ""}));
  }

  std::vector<std::string> RunningAt(Timestamp now, const std::string& account = kScope.account) {
    std::vector<std::string> names;
    InTransaction([&](WriteTransaction& transaction) {
      for (const JobRecord& job : transaction.RunningJobs(account, now)) names.push_back(job.name);
    });
    return names;
  }

  std::vector<JobRecord> Visited(const std::optional<std::string>& account) {
    std::vector<JobRecord> jobs;
    InTransaction([&](WriteTransaction& transaction) {
      transaction.VisitJobs(account, [&](const JobRecord& job) { jobs.push_back(job); });
    });
    return jobs;
  }

  // "account/region/resource: key, key" each.
  std::vector<std::string> VisitedTags(const std::optional<std::string>& account) {
    std::vector<std::string> texts;
    InTransaction([&](WriteTransaction& transaction) {
      transaction.VisitTags(account, [&](const Scope& scope, const std::string& resource,
                                         const std::vector<Tag>& tags) {
        std::string text = scope.account + "/" + scope.region + "/" + resource + ":";
        for (const Tag& tag : tags) text += " " + tag.key + "=" + tag.value;
        texts.push_back(text);
      });
    });
    return texts;
  }

  bool HasJobs(const std::string& account) {
    bool has = false;
    InTransaction([&](WriteTransaction& transaction) { has = transaction.HasJobs(account); });
    return has;
  }

  void Remove(const std::optional<std::string>& account) {
    InTransaction([&](WriteTransaction& transaction) { transaction.RemoveJobsAndTags(account); });
  }

  std::unique_ptr<Store> store_ = OpenInMemory();
  std::vector<JobRecord> jobs_;
};

TEST_F(AccountJobsTest, RunningJobsAreThoseOfAllRegionsInCreationOrderUntilTheyAreTerminal) {
  const Timestamp end = Project(jobs_[0].plan, jobs_[0].events).final_at;
  EXPECT_THAT(RunningAt(kStart), ElementsAre("short-1", "long-2", "long-4", "short-5"));
  EXPECT_THAT(RunningAt(end - microseconds(1)),
              ElementsAre("short-1", "long-2", "long-4", "short-5"));
  EXPECT_THAT(RunningAt(end), ElementsAre("long-2", "long-4"));
  EXPECT_THAT(RunningAt(kStart + seconds(60)), ElementsAre("long-2"));
  EXPECT_THAT(RunningAt(kStart + seconds(200)), IsEmpty());
  EXPECT_THAT(RunningAt(kStart, kOther), ElementsAre("long-3"));
  EXPECT_THAT(RunningAt(kStart, "999999999999"), IsEmpty());
}

TEST_F(AccountJobsTest, ARunningJobIsWhole) {
  InTransaction([&](WriteTransaction& transaction) {
    const std::vector<JobRecord> running =
        transaction.RunningJobs(kScope.account, kStart + seconds(60));
    ASSERT_EQ(running.size(), 1U);
    ExpectSameJob(running[0], jobs_[1]);
  });
}

TEST_F(AccountJobsTest, JobsAreVisitedWholeAndInCreationOrder) {
  const std::vector<JobRecord> all = Visited(std::nullopt);
  ASSERT_EQ(all.size(), jobs_.size());
  for (std::size_t i = 0; i < all.size(); ++i) ExpectSameJob(all[i], jobs_[i]);
  const std::vector<JobRecord> of_one = Visited(kScope.account);
  ASSERT_EQ(of_one.size(), 4U);
  ExpectSameJob(of_one[0], jobs_[0]);
  ExpectSameJob(of_one[1], jobs_[1]);
  ExpectSameJob(of_one[2], jobs_[3]);
  ExpectSameJob(of_one[3], jobs_[4]);
  EXPECT_THAT(Visited("999999999999"), IsEmpty());
}

TEST_F(AccountJobsTest, AVisitorThatThrowsEndsTheWriteAndNothingElse) {
  const WriteResult result = WriteNow(*store_, [](WriteTransaction& transaction) {
    transaction.VisitJobs({}, [](const JobRecord&) { throw std::runtime_error("enough"); });
  });
  EXPECT_EQ(result, (WriteResult{false, "enough"}));
  EXPECT_EQ(Visited({}).size(), 5U);
}

TEST_F(AccountJobsTest, TagsAreVisitedResourceByResourceInTheOrderOfTheList) {
  InTransaction([](WriteTransaction& transaction) {
    transaction.PutTags(kScope, "model/short-1", {{"b", "1"}, {"a", "2"}});
    transaction.PutTags(kScope, "automl-job/short-1", {{"newer", "3"}});
  });
  const std::string of = kScope.account;
  EXPECT_THAT(VisitedTags(of),
              ElementsAre(of + "/ap-south-1/automl-job/short-5: name=short-5 by=test",
                          of + "/eu-west-1/automl-job/long-2: name=long-2 by=test",
                          of + "/us-east-1/automl-job/long-4: name=long-4 by=test",
                          of + "/us-east-1/automl-job/short-1: newer=3 name=short-1 by=test",
                          of + "/us-east-1/model/short-1: b=1 a=2"));
  EXPECT_THAT(VisitedTags(kOther),
              ElementsAre(kOther + "/eu-west-1/automl-job/long-3: name=long-3 by=test"));
  EXPECT_THAT(VisitedTags("999999999999"), IsEmpty());
  std::vector<std::string> all = VisitedTags(kOther);
  for (const std::string& each : VisitedTags(of)) all.push_back(each);
  EXPECT_EQ(VisitedTags(std::nullopt), all);
}

TEST_F(AccountJobsTest, TagsOfOneResourceNameInTwoRegionsStayApart) {
  Remove(std::nullopt);
  Add("same", kScope.account, "us-east-1", 10);
  Add("same", kScope.account, "us-east-2", 10);
  EXPECT_THAT(VisitedTags(std::nullopt),
              ElementsAre(kScope.account + "/us-east-1/automl-job/same: name=same by=test",
                          kScope.account + "/us-east-2/automl-job/same: name=same by=test"));
}

TEST_F(AccountJobsTest, RemovingAnAccountLeavesTheOthers) {
  Remove(kScope.account);
  EXPECT_FALSE(HasJobs(kScope.account));
  EXPECT_TRUE(HasJobs(kOther));
  EXPECT_FALSE(store_->FindJob(kScope, "short-1"));
  EXPECT_TRUE(store_->FindJob({kOther, "eu-west-1"}, "long-3"));
  EXPECT_THAT(VisitedTags(std::nullopt),
              ElementsAre(kOther + "/eu-west-1/automl-job/long-3: name=long-3 by=test"));
}

TEST_F(AccountJobsTest, RemovingAllLeavesNoJobsAndNoTagsButSettingsAndSnapshots) {
  InTransaction([](WriteTransaction& transaction) {
    transaction.PutSettings("*", "{}");
    transaction.PutSnapshot("*", {.name = "kept", .created = kStart}, "x");
  });
  Remove(std::nullopt);
  EXPECT_FALSE(HasJobs(kScope.account) || HasJobs(kOther));
  EXPECT_THAT(Visited(std::nullopt), IsEmpty());
  EXPECT_THAT(VisitedTags(std::nullopt), IsEmpty());
  EXPECT_EQ(store_->AllSettings().size(), 1U);
  InTransaction(
      [](WriteTransaction& transaction) { EXPECT_EQ(transaction.ListSnapshots("*").size(), 1U); });
}

TEST_F(AccountJobsTest, NumbersOfChangesGoOnAfterARemovalAndNamesAreFree) {
  EXPECT_EQ(store_->LastChange(kScope), 2);
  Remove(std::nullopt);
  EXPECT_EQ(store_->LastChange(kScope), 2);
  Add("short-1", kScope.account, "us-east-1", 10);
  EXPECT_EQ(jobs_.back().events.front().change, 3);
}

TEST_F(AccountJobsTest, AWalkFromBeforeARemovalDoesNotSeeTheJobsAfterIt) {
  for (const JobSort sort : {JobSort::kName, JobSort::kCreationTime, JobSort::kStatus}) {
    JobQuery query = QueryAt(kStart);
    query.sort = sort;
    query.limit = 1;
    query.last_change = store_->LastChange(kScope);
    const JobPage first = store_->ListJobs(query);
    ASSERT_TRUE(first.next);
    Remove(kScope.account);
    Add("short-1", kScope.account, "us-east-1", 10);
    Add("long-4", kScope.account, "us-east-1", 50);
    query.limit = 10;
    EXPECT_THAT(store_->ListJobs(query).jobs, IsEmpty());
    query.after = first.next;
    EXPECT_THAT(store_->ListJobs(query).jobs, IsEmpty());
  }
}

TEST_F(AccountJobsTest, ARemovalInAWriteThatThrowsHasNotHappened) {
  const WriteResult result = WriteNow(*store_, [](WriteTransaction& transaction) {
    transaction.RemoveJobsAndTags({});
    throw std::runtime_error("no");
  });
  EXPECT_EQ(result, (WriteResult{false, "no"}));
  EXPECT_EQ(Visited({}).size(), 5U);
  EXPECT_EQ(VisitedTags({}).size(), 5U);
}

// A restore: all or nothing, with the jobs' ticks and their events; each of these was of
// a change of its own.
TEST_F(AccountJobsTest, JobsThatWereVisitedCanBePutBackInOneWrite) {
  InTransaction([](WriteTransaction& transaction) {
    JobRecord job = transaction.FindJob(kScope, "short-1").value();
    transaction.SetTicks(job, 3);
    transaction.AppendEvent(job, {EventKind::kStopRequested, kStart + seconds(1)});
  });
  const std::vector<JobRecord> kept = Visited(kScope.account);
  InTransaction([&](WriteTransaction& transaction) {
    transaction.RemoveJobsAndTags(kScope.account);
    for (JobRecord job : kept) transaction.InsertJob(job, {});
  });
  const std::vector<JobRecord> back = Visited(kScope.account);
  ASSERT_EQ(back.size(), kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    JobRecord expected = kept[i];
    expected.id = back[i].id;
    EXPECT_GT(back[i].events.front().change, kept[i].events.back().change);
    for (std::size_t n = 0; n < expected.events.size(); ++n) {
      expected.events[n].change = back[i].events.front().change + static_cast<std::int64_t>(n);
    }
    ExpectSameJob(back[i], expected);
  }
  EXPECT_EQ(store_->LastChange(kScope), 6);
}

TEST_F(AccountJobsTest, AnAccountMayHaveJobsIfItHasSomeOrFewerOthersHave) {
  const auto may = [this](const std::string& account, const std::string& region, std::size_t most) {
    bool found = false;
    InTransaction([&](WriteTransaction& transaction) {
      found = transaction.MayHaveJobs({.account = account, .region = region}, most);
    });
    return found;
  };
  // Two accounts have jobs.
  EXPECT_TRUE(may(kScope.account, kScope.region, 1));
  EXPECT_TRUE(may(kScope.account, "ap-south-1", 1));
  EXPECT_FALSE(may("999999999999", "us-east-1", 1));
  EXPECT_FALSE(may("999999999999", "us-east-1", 2));
  EXPECT_TRUE(may("999999999999", "us-east-1", 3));
  Remove(kOther);
  EXPECT_TRUE(may("999999999999", "us-east-1", 2));
  Remove(std::nullopt);
  EXPECT_TRUE(may("999999999999", "us-east-1", 1));
}

TEST(AccountJobsSqlTest, AccountsAreCountedByOneSearchEach) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  EXPECT_EQ(QueryPlan(database, CountAccountsSql()),
            "CO-ROUTINE accounts\n"
            "SETUP\n"
            "SEARCH jobs USING COVERING INDEX jobs_by_name\n"
            "RECURSIVE STEP\n"
            "SCAN accounts\n"
            "CORRELATED SCALAR SUBQUERY 2\n"
            "SEARCH jobs USING COVERING INDEX jobs_by_name (account>?)\n"
            "SCAN accounts\n");
}

TEST(AccountJobsSqlTest, RunningJobsAreFoundByTheEndsOfEachRegionWithoutAScanOfTheTable) {
  SQLite::Database database = OpenForWriting(DatabaseLocation::Memory());
  EXPECT_EQ(QueryPlan(database, RunningJobsSql()),
            "SEARCH jobs USING INTEGER PRIMARY KEY (rowid=?)\n"
            "LIST SUBQUERY 4\n"
            "CO-ROUTINE regions\n"
            "SETUP\n"
            "SEARCH jobs USING COVERING INDEX jobs_by_end (account=?)\n"
            "RECURSIVE STEP\n"
            "SCAN regions\n"
            "CORRELATED SCALAR SUBQUERY 2\n"
            "SEARCH jobs USING COVERING INDEX jobs_by_end (account=? AND region>?)\n"
            "SCAN regions\n"
            "SEARCH jobs USING COVERING INDEX jobs_by_end (account=? AND region=? AND "
            "final_at_us>?)\n");
}

}  // namespace
}  // namespace autopilot
