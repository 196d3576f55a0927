#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/database.h"
#include "storage/writer.h"
#include "tests/support/faulty_disk.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FaultyDisk;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DiskFaults : public ::testing::Test {
 protected:
  std::unique_ptr<Store> Open(const fs::path& folder, Durability durability) {
    StoreOptions options;
    options.data_dir = folder;
    options.durability = durability;
    options.report_error = [this](const std::string& error) {
      const std::lock_guard lock(mutex_);
      reports_.push_back(error);
    };
    return Store::Open(options);
  }

  std::vector<std::string> Reports() const {
    const std::lock_guard lock(mutex_);
    return reports_;
  }

  WriteResult TryToInsert(const std::string& name, std::size_t request_size = 10) {
    return WriteNow(*store_, [&](WriteTransaction& transaction) {
      JobRecord job = MakeJob(name);
      job.request.assign(request_size, 'x');
      transaction.InsertJob(job, {{"key", name}});
    });
  }

  // Has waited for what the writer does between two batches.
  void Settle() {
    WriteNow(*store_, [](WriteTransaction&) {});
  }

  // What another process would find if this one were killed now.
  std::unique_ptr<Store> AfterAKill() {
    const fs::path copy = folder_.path() / ("copy-" + std::to_string(++copies_));
    fs::create_directory(copy);
    for (const char* file : {"autopilot.db", "autopilot.db-wal"}) {
      fs::copy_file(data_ / file, copy / file);
    }
    return Open(copy, Durability::kNormal);
  }

  void ExpectHolds(Store& store, const std::string& name) {
    EXPECT_TRUE(store.FindJob(kScope, name)) << name;
    EXPECT_THAT(store.ListTags(kScope, "automl-job/" + name), ElementsAre(Tag{"key", name}));
  }
  void ExpectHoldsNot(Store& store, const std::string& name) {
    EXPECT_FALSE(store.FindJob(kScope, name)) << name;
    EXPECT_THAT(store.ListTags(kScope, "automl-job/" + name), IsEmpty());
  }

  testing::TempFolder folder_;
  const fs::path data_ = folder_.path() / "data";
  mutable std::mutex mutex_;
  std::vector<std::string> reports_;  // guarded by mutex_
  int copies_ = 0;
  FaultyDisk disk_;
  std::unique_ptr<Store> store_;
};

class DiskFaultsAtEach : public DiskFaults, public ::testing::WithParamInterface<Durability> {
 protected:
  void SetUp() override { store_ = Open(data_, GetParam()); }
};

std::string NameOf(const ::testing::TestParamInfo<Durability>& durability) {
  switch (durability.param) {
    case Durability::kNone:
      return "None";
    case Durability::kNormal:
      return "Normal";
    case Durability::kFull:
      break;
  }
  return "Full";
}

INSTANTIATE_TEST_SUITE_P(Durability, DiskFaultsAtEach,
                         ::testing::Values(Durability::kNone, Durability::kNormal,
                                           Durability::kFull),
                         NameOf);

TEST_P(DiskFaultsAtEach, OnlyFullWaitsForTheDiskWithEachBatch) {
  const int before = disk_.Syncs(FaultyDisk::File::kWal);
  for (int i = 0; i < 10; ++i) TryToInsert("job-" + std::to_string(i));
  EXPECT_EQ(disk_.Syncs(FaultyDisk::File::kWal) - before, GetParam() == Durability::kFull ? 10 : 0);
}

TEST_P(DiskFaultsAtEach, AFullDiskFailsWritesUntilThereIsSpaceAndReadsGoOn) {
  EXPECT_TRUE(TryToInsert("before").committed);
  disk_.FailWritesAfter(0, FaultyDisk::WriteError::kFull);
  for (const char* name : {"first", "second"}) {
    const WriteResult result = TryToInsert(name);
    EXPECT_FALSE(result.committed);
    EXPECT_EQ(result.error,
              "the database reports: database or disk is full: free space where the data folder "
              "is, writes then go on (in memory, 2 GiB are all)");
    ExpectHolds(*store_, "before");
    ExpectHoldsNot(*store_, name);
    EXPECT_EQ(store_->ListJobs(QueryAt(kStart)).jobs.size(), 1U);
    EXPECT_EQ(store_->LastChange(kScope), 1);
  }
  disk_.Mend();
  EXPECT_TRUE(TryToInsert("after").committed);
  store_.reset();
  store_ = Open(data_, GetParam());
  for (const char* name : {"before", "after"}) ExpectHolds(*store_, name);
  for (const char* name : {"first", "second"}) ExpectHoldsNot(*store_, name);
  EXPECT_THAT(Reports(), IsEmpty());
}

// Wherever a write is cut, a transaction is there as a whole or not at all.
TEST_P(DiskFaultsAtEach, AWriteThatIsCutAnywhereLeavesNothing) {
  EXPECT_TRUE(TryToInsert("before").committed);
  int failures = 0;
  for (std::size_t bytes = 0; bytes < 40'000; bytes += 1'777) {
    const std::string name = "cut-at-" + std::to_string(bytes);
    disk_.FailWritesAfter(bytes, FaultyDisk::WriteError::kInputOutput);
    const WriteResult result = TryToInsert(name, 10'000);
    failures += result.committed ? 0 : 1;
    disk_.Mend();
    if (!result.committed) {
      EXPECT_THAT(result.error, AllOf(HasSubstr("disk I/O error (778): the disk of the data folder "
                                                "fails, or it is full"),
                                      HasSubstr("the system's log")));
    }
    const std::unique_ptr<Store> recovered = AfterAKill();
    for (Store* store : {store_.get(), recovered.get()}) {
      ExpectHolds(*store, "before");
      result.committed ? ExpectHolds(*store, name) : ExpectHoldsNot(*store, name);
    }
  }
  EXPECT_GT(failures, 10);
  EXPECT_TRUE(TryToInsert("after").committed);
}

// The frames of the failed commit lie in the log, complete: they must not come back.
TEST_F(DiskFaults, AFailingSyncOfTheLogFailsTheWriteForGood) {
  store_ = Open(data_, Durability::kFull);
  EXPECT_TRUE(TryToInsert("before").committed);
  disk_.FailSyncs(FaultyDisk::File::kWal);
  for (const char* name : {"first", "second"}) {
    const WriteResult result = TryToInsert(name, 20'000);
    EXPECT_FALSE(result.committed);
    EXPECT_THAT(result.error,
                HasSubstr("disk I/O error (1034): the disk of the data folder fails"));
    ExpectHoldsNot(*store_, name);
    ExpectHoldsNot(*AfterAKill(), name);
    ExpectHolds(*store_, "before");
  }
  disk_.Mend();
  EXPECT_TRUE(TryToInsert("after").committed);
  const std::unique_ptr<Store> recovered = AfterAKill();
  for (Store* store : {store_.get(), recovered.get()}) {
    for (const char* name : {"before", "after"}) ExpectHolds(*store, name);
    for (const char* name : {"first", "second"}) ExpectHoldsNot(*store, name);
  }
}

// The same after the frames are written: their entries in the index of the log have no room.
TEST_P(DiskFaultsAtEach, ACommitThatFailsInTheIndexOfTheLogFailsForGood) {
  EXPECT_TRUE(TryToInsert("before").committed);
  {
    // Without a reader of an old snapshot the log would start over before that.
    SQLite::Database reader = OpenForReading(DatabaseLocation::File(data_ / "autopilot.db"));
    reader.exec("BEGIN");
    reader.execAndGet("SELECT count(*) FROM jobs");
    disk_.FailIndexGrowth();
    int inserted = 0;
    WriteResult result{.committed = true, .error = {}};
    while (result.committed && inserted < 1'000) {
      result = TryToInsert("job-" + std::to_string(inserted++), 100'000);
    }
    EXPECT_THAT(result.error, HasSubstr("disk I/O error (4874)"));
    disk_.Mend();
    const std::unique_ptr<Store> recovered = AfterAKill();
    ExpectHolds(*recovered, "job-" + std::to_string(inserted - 2));
    ExpectHoldsNot(*recovered, "job-" + std::to_string(inserted - 1));
  }
  EXPECT_TRUE(TryToInsert("after").committed);
  const std::unique_ptr<Store> recovered = AfterAKill();
  for (const char* name : {"before", "after"}) ExpectHolds(*recovered, name);
}

TEST_P(DiskFaultsAtEach, AllWritesOfABatchThatIsLostAreToldSo) {
  std::promise<void> begin;
  store_->Write([&](WriteTransaction&) { begin.get_future().wait(); }, {});
  std::vector<bool> committed;
  std::promise<void> all;
  constexpr int kWrites = 20;
  static_assert(kWrites < Writer::kMaxBatch);
  for (int i = 0; i < kWrites; ++i) {
    store_->Write(
        [i](WriteTransaction& transaction) {
          JobRecord job = MakeJob("job-" + std::to_string(i));
          transaction.InsertJob(job, {});
        },
        [&](const WriteResult& result) {
          committed.push_back(result.committed);
          if (committed.size() == kWrites) all.set_value();
        });
  }
  disk_.FailWritesAfter(5'000, FaultyDisk::WriteError::kFull);
  begin.set_value();
  all.get_future().wait();
  EXPECT_THAT(committed, ::testing::Each(false));
  EXPECT_TRUE(store_->ListJobs(QueryAt(kStart)).jobs.empty());
  disk_.Mend();
  EXPECT_EQ(Insert(*store_, MakeJob("job-0")).id, 1);
}

TEST_F(DiskFaults, ALogThatCannotBeCopiedIsReportedOnceAndLosesNothing) {
  store_ = Open(data_, Durability::kNormal);
  disk_.FailSyncs(FaultyDisk::File::kDatabase);
  for (const char* name : {"first", "second", "third"}) {
    EXPECT_TRUE(TryToInsert(name, 5'000'000).committed);  // more than causes a checkpoint
  }
  Settle();
  EXPECT_THAT(
      Reports(),
      ElementsAre(AllOf(HasSubstr("the write-ahead log cannot be copied into the database, so "
                                  "it grows: disk I/O error (1034): the disk"))));
  for (const char* name : {"first", "second", "third"}) ExpectHolds(*AfterAKill(), name);
  // Copied at last, it fails again: that is news.
  disk_.Mend();
  EXPECT_TRUE(TryToInsert("fourth", 5'000'000).committed);
  EXPECT_TRUE(TryToInsert("fifth").committed);  // the log starts over
  disk_.FailSyncs(FaultyDisk::File::kDatabase);
  EXPECT_TRUE(TryToInsert("sixth", 5'000'000).committed);
  Settle();
  EXPECT_EQ(Reports().size(), 2U);
  disk_.Mend();
}

TEST_F(DiskFaults, ALogThatCannotBeSynchronisedBeforeItIsCopiedIsReported) {
  store_ = Open(data_, Durability::kNormal);
  EXPECT_TRUE(TryToInsert("before").committed);
  disk_.FailSyncs(FaultyDisk::File::kWal);
  EXPECT_TRUE(TryToInsert("large", 5'000'000).committed);
  Settle();
  EXPECT_THAT(Reports(), ElementsAre(HasSubstr("disk I/O error (1034)")));
  ExpectHolds(*AfterAKill(), "large");
  disk_.Mend();
}

}  // namespace
}  // namespace autopilot
