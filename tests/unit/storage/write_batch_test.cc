#include "storage/write_batch.h"

#include <SQLiteCpp/Transaction.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "storage/account_jobs.h"
#include "storage/database.h"
#include "storage/job_list_query.h"
#include "storage/job_table.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const WriteResult kCommitted{.committed = true, .error = {}};

const std::string kDiskFull =
    "the database reports: database or disk is full: free space where the data folder is, writes "
    "then go on (in memory, 2 GiB are all)";

WriteResult FailedWith(const std::string& error) { return {.committed = false, .error = error}; }

// A batch on a database that a test can make fail.
class WriteBatchTest : public ::testing::Test {
 protected:
  static Store::Work InsertOf(const std::string& name, std::size_t request_size = 10) {
    return [name, request_size](WriteTransaction& transaction) {
      JobRecord job = MakeJob(name);
      job.request.assign(request_size, 'x');
      transaction.InsertJob(job, {{"key", "value"}});
    };
  }

  // The three works around one that fails.
  std::vector<WriteResult> RunAround(Store::Work failing) {
    const std::vector<Store::Work> works{InsertOf("before"), std::move(failing), InsertOf("after")};
    return batch_.Run(works);
  }

  // The text of the StoreError, "" if there is none.
  static std::string ErrorOf(const std::function<void()>& action) {
    try {
      action();
      return "";
    } catch (const StoreError& e) {
      return e.what();
    }
  }

  bool Holds(const std::string& name) { return FindJob(connection_, kScope, name).has_value(); }

  // Lets the next big write fail as a full disk does.
  void FillDisk() {
    const int pages = connection_.Database().execAndGet("PRAGMA page_count").getInt();
    connection_.Database().exec("PRAGMA max_page_count = " + std::to_string(pages + 4));
  }

  Connection connection_{OpenForWriting(DatabaseLocation::Memory())};
  JobVersions versions_;
  WriteBatch batch_{connection_, versions_, nullptr};
};

TEST_F(WriteBatchTest, AFailedCommitFailsTheWholeBatchAndTheNextOneWorks) {
  bool refuse = true;
  sqlite3_commit_hook(
      connection_.Database().getHandle(),
      [](void* refuses) { return *static_cast<bool*>(refuses) ? 1 : 0; }, &refuse);
  EXPECT_THAT(RunAround(InsertOf("middle")),
              Each(FailedWith("the database reports: constraint failed")));
  EXPECT_FALSE(connection_.InTransaction());
  refuse = false;
  EXPECT_THAT(RunAround(InsertOf("middle")), Each(kCommitted));
  EXPECT_TRUE(Holds("before") && Holds("middle") && Holds("after"));
}

TEST_F(WriteBatchTest, AFailedBeginFailsTheWholeBatchAndRunsNothing) {
  testing::TempFolder folder;
  const DatabaseLocation location = DatabaseLocation::File(folder.path() / "autopilot.db");
  Connection connection(OpenForWriting(location));
  Connection other(OpenForWriting(location));
  JobVersions versions;
  WriteBatch batch(connection, versions, nullptr);
  connection.Database().setBusyTimeout(0);
  other.Database().exec("BEGIN IMMEDIATE");
  bool ran = false;
  const std::vector<Store::Work> works{[&](WriteTransaction&) { ran = true; }};
  EXPECT_THAT(
      batch.Run(works),
      ElementsAre(FailedWith("the database reports: database is locked: another program, such "
                             "as a sqlite3 shell, holds a lock on it")));
  EXPECT_FALSE(ran);
  other.Database().exec("ROLLBACK");
  EXPECT_THAT(batch.Run(works), ElementsAre(kCommitted));
  EXPECT_TRUE(ran);
}

TEST_F(WriteBatchTest, AFullDiskLosesTheWholeBatchAndNothingOfItIsKept) {
  FillDisk();
  EXPECT_THAT(RunAround(InsertOf("big", 1'000'000)), Each(FailedWith(kDiskFull)));
  EXPECT_FALSE(connection_.InTransaction());
  EXPECT_FALSE(Holds("before") || Holds("big") || Holds("after"));
  EXPECT_THAT(RunAround(InsertOf("small")), Each(kCommitted));
}

TEST_F(WriteBatchTest, AFullDiskOrAFailedCommitKeepsSettingsAndSnapshotsAsTheyWere) {
  const auto put = [](const std::string& text, std::size_t size) {
    return [=](WriteTransaction& transaction) {
      transaction.PutSettings("*", text);
      transaction.PutSnapshot("*", {.name = "it", .created = kStart}, std::string(size, 'x'));
    };
  };
  const auto expect_first = [](WriteTransaction& transaction) {
    EXPECT_EQ(transaction.FindSettings("*"), "first");
    EXPECT_EQ(transaction.FindSnapshot("*", "it"), "x");
  };
  EXPECT_THAT(RunAround(put("first", 1)), Each(kCommitted));
  FillDisk();
  EXPECT_THAT(RunAround(put("too-big", 1'000'000)), Each(FailedWith(kDiskFull)));
  EXPECT_THAT(RunAround(expect_first), Each(kCommitted));
  bool refuse = true;
  sqlite3_commit_hook(
      connection_.Database().getHandle(),
      [](void* refuses) { return *static_cast<bool*>(refuses) ? 1 : 0; }, &refuse);
  EXPECT_THAT(RunAround(put("refused", 2)),
              Each(FailedWith("the database reports: constraint failed")));
  refuse = false;
  EXPECT_THAT(RunAround(expect_first), Each(kCommitted));
}

TEST_F(WriteBatchTest, AWorkThatGoesOnAfterTheTransactionIsLostWritesNothing) {
  FillDisk();
  std::vector<std::string> errors;
  const auto results = RunAround([&](WriteTransaction& transaction) {
    for (const auto& insert : {InsertOf("big", 1'000'000), InsertOf("stray")}) {
      try {
        insert(transaction);
      } catch (const StoreError& e) {
        errors.push_back(e.what());
      }
    }
  });
  EXPECT_THAT(errors, ElementsAre(kDiskFull, "the transaction was rolled back"));
  EXPECT_THAT(results, Each(FailedWith("the transaction was rolled back")));
  EXPECT_FALSE(Holds("before") || Holds("stray") || Holds("after"));
}

TEST_F(WriteBatchTest, AWorkMayCatchAStoreErrorThatLeavesTheTransactionIntact) {
  const auto results = RunAround([](WriteTransaction& transaction) {
    JobRecord unknown = MakeJob("unknown");
    unknown.id = 99;
    EXPECT_THROW(transaction.AppendEvent(unknown, {EventKind::kStopRequested, kStart, 0}),
                 StoreError);
    InsertOf("instead")(transaction);
  });
  EXPECT_EQ(LastChange(connection_, kScope), 3);  // what failed was no change
  EXPECT_THAT(results, Each(kCommitted));
  EXPECT_TRUE(Holds("instead"));
}

TEST_F(WriteBatchTest, ADamagedJobIsAStoreError) {
  RunAround(InsertOf("damaged"));
  const std::pair<const char*, const char*> damages[] = {
      {"plan = x'FF'", "unknown version 255 of a stored form"},
      {"events = x'01'", "the stored form ends early"},
      {"api_version = 3", "unknown API version 3"},
      {"api_version = 257", "unknown API version 257"},
  };
  for (const auto& [damage, reason] : damages) {
    SQLite::Transaction undone(connection_.Database());
    connection_.Database().exec(std::string("UPDATE jobs SET ") + damage + " WHERE id = 2");
    const std::string expected =
        std::string("the database holds a damaged job, 123456789012/us-east-1/damaged (id 2): ") +
        reason;
    EXPECT_EQ(ErrorOf([&] { FindJob(connection_, kScope, "damaged"); }), expected);
    EXPECT_EQ(ErrorOf([&] { ListJobs(connection_, QueryAt(kStart)); }), expected);
    EXPECT_EQ(ErrorOf([&] { VisitJobs(connection_, {}, [](const JobRecord&) {}); }), expected);
    EXPECT_EQ(ErrorOf([&] { RunningJobs(connection_, kScope.account, kStart); }), expected);
  }
}

TEST_F(WriteBatchTest, AppendingToADamagedJobNamesItToo) {
  RunAround(InsertOf("damaged"));
  const JobRecord job = *FindJob(connection_, kScope, "damaged");
  connection_.Database().exec("UPDATE jobs SET events = x'01' WHERE id = 2");
  const std::vector<Store::Work> works{[&](WriteTransaction& transaction) {
    JobRecord changed = job;
    transaction.AppendEvent(changed, {EventKind::kStopRequested, kStart});
  }};
  EXPECT_THAT(batch_.Run(works),
              ElementsAre(FailedWith("the database holds a damaged job, "
                                     "123456789012/us-east-1/damaged (id 2): the stored form ends "
                                     "early")));
}

TEST_F(WriteBatchTest, TheTextOfWhatAWorkThrowsReachesItsCallerOnly) {
  EXPECT_THAT(RunAround([](WriteTransaction&) { throw std::runtime_error("no"); }),
              ElementsAre(kCommitted, FailedWith("no"), kCommitted));
  EXPECT_THAT(RunAround([](WriteTransaction&) { throw 1; }),
              ElementsAre(kCommitted, FailedWith("unknown exception"), kCommitted));
}

TEST_F(WriteBatchTest, NumbersOfALostBatchAreGivenOutAgainThoseOfALostWorkAreNot) {
  RunAround([](WriteTransaction& transaction) {
    InsertOf("middle")(transaction);
    throw std::runtime_error("no");
  });
  EXPECT_EQ(LastChange(connection_, kScope), 3);
  EXPECT_EQ(FindJob(connection_, kScope, "after")->events.front().change, 3);
  FillDisk();
  const std::vector<Store::Work> lost{InsertOf("small"), InsertOf("big", 1'000'000)};
  batch_.Run(lost);
  EXPECT_EQ(LastChange(connection_, kScope), 3);
  const std::vector<Store::Work> kept{InsertOf("small")};
  batch_.Run(kept);
  EXPECT_EQ(FindJob(connection_, kScope, "small")->events.front().change, 4);
  EXPECT_EQ(LastChange(connection_, kScope), 4);
}

TEST_F(WriteBatchTest, EachScopeNumbersItsOwnChangesAndARemovalKeepsTheNumber) {
  const Scope other{.account = kScope.account, .region = "eu-west-1"};
  RunAround([&](WriteTransaction& transaction) {
    JobRecord job = MakeJob("elsewhere");
    job.scope = other;
    transaction.InsertJob(job, {});
    EXPECT_EQ(job.events.front().change, 1);
    transaction.RemoveJobsAndTags({});
  });
  EXPECT_EQ(FindJob(connection_, kScope, "after")->events.front().change, 2);
  EXPECT_EQ(LastChange(connection_, kScope), 2);
  EXPECT_EQ(LastChange(connection_, other), 1);
}

TEST_F(WriteBatchTest, VersionsChangeWithTheJobsThatACommittedBatchHasWritten) {
  const auto version = [this](const std::string& name) {
    return versions_.Of(kScope, name).load();
  };
  const auto before = version("middle");
  const auto of_other = version("another");
  RunAround(InsertOf("Middle"));
  EXPECT_NE(version("middle"), before);
  EXPECT_EQ(version("another"), of_other);
  const auto inserted = version("middle");
  RunAround([&](WriteTransaction& transaction) {
    JobRecord job = transaction.FindJob(kScope, "middle").value();
    transaction.AppendEvent(job, {EventKind::kStopRequested, kStart});
    EXPECT_EQ(version("middle"), inserted) << "not committed yet";
  });
  EXPECT_NE(version("middle"), inserted);
  const auto stopped = version("middle");
  FillDisk();
  const std::vector<Store::Work> lost{InsertOf("lost"), InsertOf("big", 1'000'000)};
  batch_.Run(lost);
  EXPECT_EQ(version("middle"), stopped);
  RunAround([](WriteTransaction& transaction) { transaction.RemoveJobsAndTags({}); });
  EXPECT_NE(version("middle"), stopped);
  EXPECT_NE(version("another"), of_other);
}

TEST_F(WriteBatchTest, TheEndOfABatchIsToldToThoseWhoAskedInIt) {
  std::vector<std::string> told;
  const auto ask = [&](const std::string& name) {
    return [&told, name, this](WriteTransaction& transaction) {
      transaction.OnBatchEnd([&told, name, this](bool committed) {
        told.push_back(name + (committed ? " committed" : " lost"));
        EXPECT_FALSE(connection_.InTransaction());
      });
    };
  };
  const std::vector<Store::Work> works{ask("first"),
                                       [&](WriteTransaction& transaction) {
                                         ask("refused")(transaction);
                                         throw std::runtime_error("no");
                                       },
                                       [&](WriteTransaction&) { EXPECT_THAT(told, IsEmpty()); }};
  batch_.Run(works);
  EXPECT_THAT(told, ElementsAre("first committed", "refused committed"));
  told.clear();
  FillDisk();
  const std::vector<Store::Work> lost{ask("first"), InsertOf("big", 1'000'000)};
  batch_.Run(lost);
  EXPECT_THAT(told, ElementsAre("first lost"));
}

}  // namespace
}  // namespace autopilot
