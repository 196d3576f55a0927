#include "storage/wal_upkeep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "storage/database.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMiB = 1U << 20U;
constexpr std::uintmax_t kSizeLimit = 16 * kMiB;  // PRAGMA journal_size_limit

class WalUpkeepTest : public ::testing::Test {
 protected:
  std::uintmax_t LogSize() const { return fs::file_size(data_ / "autopilot.db-wal"); }

  // Writes about `mib` MiB, one per transaction.
  void WriteMiB(int mib) {
    for (int i = 0; i < mib; ++i) {
      JobRecord job = MakeJob("job-" + std::to_string(++jobs_));
      job.request.assign(kMiB, 'x');
      Insert(*store_, job);
    }
    WriteNow(*store_, [](WriteTransaction&) {});  // what is done between batches is done
  }

  // Whether a connection of the store reads an old snapshot now.
  bool IsAnyoneReading() const {
    SQLite::Database other = OpenForWriting(DatabaseLocation::File(data_ / "autopilot.db"));
    other.setBusyTimeout(0);
    return sqlite3_wal_checkpoint_v2(other.getHandle(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                     nullptr) != SQLITE_OK;
  }

  testing::TempFolder folder_;
  const fs::path data_ = folder_.path() / "data";
  std::unique_ptr<Store> store_ = OpenIn(data_);
  int jobs_ = 0;
};

// A user who looks into the database and stays there.
class LongReader {
 public:
  explicit LongReader(const fs::path& file)
      : database_(OpenForReading(DatabaseLocation::File(file))) {
    database_.exec("BEGIN");
    Count();
  }
  int Count() { return database_.execAndGet("SELECT count(*) FROM jobs").getInt(); }

 private:
  SQLite::Database database_;
};

TEST_F(WalUpkeepTest, TheLogStaysShortWhileNobodyReads) {
  for (int i = 0; i < 8; ++i) {
    WriteMiB(8);
    EXPECT_LE(LogSize(), 8 * kMiB);
  }
}

TEST_F(WalUpkeepTest, ALongReaderSeesItsSnapshotAndAfterItTheLogShrinks) {
  WriteMiB(1);
  std::optional<LongReader> reader(data_ / "autopilot.db");
  WriteMiB(64);
  EXPECT_GT(LogSize(), 60 * kMiB);
  EXPECT_EQ(reader->Count(), 1);
  reader.reset();
  WriteMiB(5);
  EXPECT_LE(LogSize(), kSizeLimit);
  WriteMiB(40);
  EXPECT_LE(LogSize(), kSizeLimit);
}

// Readers that overlap: at any time at least one of them reads. SQLite's own checkpoints let the
// log grow for ever then.
TEST_F(WalUpkeepTest, TheLogStaysBoundedUnderReadersThatOverlap) {
  WriteMiB(1);
  std::atomic<bool> stop = false;
  std::uintmax_t largest = 0;
  std::thread readers([&] {
    const fs::path file = data_ / "autopilot.db";
    auto one = std::make_unique<LongReader>(file);
    auto other = std::make_unique<LongReader>(file);
    while (!stop) {
      one = std::make_unique<LongReader>(file);
      other = std::make_unique<LongReader>(file);
    }
  });
  for (int i = 0; i < 200; ++i) {
    WriteMiB(1);
    largest = std::max(largest, LogSize());
  }
  stop = true;
  readers.join();
  EXPECT_LE(largest, 2 * kSizeLimit);
}

TEST_F(WalUpkeepTest, NoReadOfTheStoreHoldsASnapshotWhenItIsAnswered) {
  for (int i = 0; i < 25; ++i) Insert(*store_, MakeJob("job-" + std::to_string(i)), {{"k", "v"}});
  JobQuery query = QueryAt(kStart);
  const auto expect_nobody = [&] {
    EXPECT_FALSE(IsAnyoneReading());
    Insert(*store_, MakeJob("job-" + std::to_string(100 + ++jobs_)));
  };
  expect_nobody();
  store_->FindJob(kScope, "job-1");
  expect_nobody();
  store_->ListTags(kScope, "automl-job/job-1");
  expect_nobody();
  store_->AllSettings();
  expect_nobody();
  store_->LastChange(kScope);
  expect_nobody();
  store_->Read([](ReadTransaction&) {});
  expect_nobody();
  for (const JobSort sort : {JobSort::kName, JobSort::kCreationTime, JobSort::kStatus}) {
    query.sort = sort;
    query.after.reset();
    do {
      query.after = store_->ListJobs(query).next;
      expect_nobody();  // also between the pages of a walk
    } while (query.after);
  }
}

TEST_F(WalUpkeepTest, AReadThatFailsHoldsNoSnapshot) {
  Insert(*store_, MakeJob("damaged"));
  SQLite::Database other = OpenForWriting(DatabaseLocation::File(data_ / "autopilot.db"));
  other.exec("UPDATE jobs SET plan = x'FF'");
  EXPECT_THROW(store_->FindJob(kScope, "damaged"), StoreError);
  EXPECT_FALSE(IsAnyoneReading());
  other.exec("UPDATE jobs SET ticks = 1");
  EXPECT_THROW(store_->ListJobs(QueryAt(kStart)), StoreError);
  EXPECT_FALSE(IsAnyoneReading());
}

}  // namespace
}  // namespace autopilot
