#include "storage/write_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>
#include <vector>

#include "storage/database.h"
#include "storage/job_table.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

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
  std::vector<WriteOutcome> RunAround(Store::Work failing) {
    const std::vector<Store::Work> works{InsertOf("before"), std::move(failing), InsertOf("after")};
    return batch_.Run(works);
  }

  bool Holds(const std::string& name) { return FindJob(connection_, kScope, name).has_value(); }

  // Lets the next big write fail as a full disk does.
  void FillDisk() {
    const int pages = connection_.Database().execAndGet("PRAGMA page_count").getInt();
    connection_.Database().exec("PRAGMA max_page_count = " + std::to_string(pages + 4));
  }

  Connection connection_{OpenForWriting(DatabaseLocation::Memory())};
  WriteBatch batch_{connection_, nullptr};
};

TEST_F(WriteBatchTest, AFailedCommitFailsTheWholeBatchAndTheNextOneWorks) {
  bool refuse = true;
  sqlite3_commit_hook(
      connection_.Database().getHandle(),
      [](void* refuses) { return *static_cast<bool*>(refuses) ? 1 : 0; }, &refuse);
  EXPECT_THAT(RunAround(InsertOf("middle")), Each(WriteOutcome::kFailed));
  EXPECT_FALSE(connection_.InTransaction());
  refuse = false;
  EXPECT_THAT(RunAround(InsertOf("middle")), Each(WriteOutcome::kCommitted));
  EXPECT_TRUE(Holds("before") && Holds("middle") && Holds("after"));
}

TEST_F(WriteBatchTest, AFailedBeginFailsTheWholeBatchAndRunsNothing) {
  testing::TempFolder folder;
  const DatabaseLocation location = DatabaseLocation::File(folder.path() / "autopilot.db");
  Connection connection(OpenForWriting(location));
  Connection other(OpenForWriting(location));
  WriteBatch batch(connection, nullptr);
  connection.Database().setBusyTimeout(0);
  other.Database().exec("BEGIN IMMEDIATE");
  bool ran = false;
  const std::vector<Store::Work> works{[&](WriteTransaction&) { ran = true; }};
  EXPECT_THAT(batch.Run(works), ElementsAre(WriteOutcome::kFailed));
  EXPECT_FALSE(ran);
  other.Database().exec("ROLLBACK");
  EXPECT_THAT(batch.Run(works), ElementsAre(WriteOutcome::kCommitted));
  EXPECT_TRUE(ran);
}

TEST_F(WriteBatchTest, AFullDiskLosesTheWholeBatchAndNothingOfItIsKept) {
  FillDisk();
  EXPECT_THAT(RunAround(InsertOf("big", 1'000'000)), Each(WriteOutcome::kFailed));
  EXPECT_FALSE(connection_.InTransaction());
  EXPECT_FALSE(Holds("before") || Holds("big") || Holds("after"));
  EXPECT_THAT(RunAround(InsertOf("small")), Each(WriteOutcome::kCommitted));
}

TEST_F(WriteBatchTest, AWorkThatGoesOnAfterTheTransactionIsLostWritesNothing) {
  FillDisk();
  std::vector<std::string> errors;
  const auto outcomes = RunAround([&](WriteTransaction& transaction) {
    for (const auto& insert : {InsertOf("big", 1'000'000), InsertOf("stray")}) {
      try {
        insert(transaction);
      } catch (const StoreError& e) {
        errors.push_back(e.what());
      }
    }
  });
  EXPECT_THAT(errors, ElementsAre("the database reports: database or disk is full",
                                  "the transaction was rolled back"));
  EXPECT_THAT(outcomes, Each(WriteOutcome::kFailed));
  EXPECT_FALSE(Holds("before") || Holds("stray") || Holds("after"));
}

TEST_F(WriteBatchTest, AWorkMayCatchAStoreErrorThatLeavesTheTransactionIntact) {
  const auto outcomes = RunAround([](WriteTransaction& transaction) {
    JobRecord unknown = MakeJob("unknown");
    unknown.id = 99;
    EXPECT_THROW(transaction.AppendEvent(unknown, {EventKind::kStopRequested, kStart, 0}),
                 StoreError);
    InsertOf("instead")(transaction);
  });
  EXPECT_THAT(outcomes, Each(WriteOutcome::kCommitted));
  EXPECT_TRUE(Holds("instead"));
}

TEST_F(WriteBatchTest, ADamagedJobIsAStoreError) {
  RunAround(InsertOf("damaged"));
  connection_.Database().exec("UPDATE jobs SET plan = x'FF'");
  std::string error;
  RunAround([&](WriteTransaction& transaction) {
    try {
      transaction.FindJob(kScope, "damaged");
    } catch (const StoreError& e) {
      error = e.what();
    }
  });
  EXPECT_THAT(error, ::testing::StartsWith("the database holds a damaged job: "));
}

}  // namespace
}  // namespace autopilot
