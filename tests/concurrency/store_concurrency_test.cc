#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "storage/store.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

enum class Medium { kFile, kMemory };

class StoreConcurrencyTest : public ::testing::TestWithParam<Medium> {
 protected:
  testing::TempFolder folder_;
  std::unique_ptr<Store> store_ =
      GetParam() == Medium::kFile ? OpenIn(folder_.path() / "data") : OpenInMemory();
};

INSTANTIATE_TEST_SUITE_P(On, StoreConcurrencyTest,
                         ::testing::Values(Medium::kFile, Medium::kMemory), [](const auto& medium) {
                           return medium.param == Medium::kFile ? "AFile" : "Memory";
                         });

// Runs `body(i)` in `count` threads that start together, and waits for their ends.
template <typename Body>
void InThreads(int count, const Body& body) {
  std::latch start(count);
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&start, &body, i] {
      start.arrive_and_wait();
      body(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_P(StoreConcurrencyTest, OfManyInsertsOfOneNameExactlyOneSucceeds) {
  constexpr int kThreads = 32;
  std::atomic<int> inserted = 0;
  std::atomic<int> refused = 0;
  InThreads(kThreads, [&](int i) {
    JobRecord job = MakeJob(i % 2 == 0 ? "the-job" : "The-Job");
    InsertOutcome outcome{};
    EXPECT_TRUE(WriteNow(*store_, [&](WriteTransaction& transaction) {
                  outcome = transaction.InsertJob(job, {});
                }).committed);
    ++(outcome == InsertOutcome::kInserted ? inserted : refused);
  });
  EXPECT_EQ(inserted, 1);
  EXPECT_EQ(refused, kThreads - 1);
}

TEST_P(StoreConcurrencyTest, EveryWriteIsDoneOnceAndThenVisibleToItsThread) {
  constexpr int kThreads = 8;
  constexpr int kWrites = 50;
  std::atomic<int> done = 0;
  InThreads(kThreads, [&](int thread) {
    for (int i = 0; i < kWrites; ++i) {
      JobRecord job = MakeJob("job-" + std::to_string(thread) + "-" + std::to_string(i));
      std::promise<bool> committed;
      store_->Write([&](WriteTransaction& transaction) { transaction.InsertJob(job, {}); },
                    [&](const WriteResult& result) {
                      ++done;
                      committed.set_value(result.committed);
                    });
      EXPECT_TRUE(committed.get_future().get());
      const std::optional<JobRecord> found = store_->FindJob(kScope, job.name);
      ASSERT_TRUE(found);
      EXPECT_EQ(found->id, job.id);
    }
  });
  EXPECT_EQ(done, kThreads * kWrites);
  EXPECT_EQ(store_->LastChange(kScope), kThreads * kWrites);
}

// Jobs come in pairs, one that runs and one that is completed, each pair in one write.
TEST_P(StoreConcurrencyTest, ReadersBesideTheWriterSeeWholeWritesInOneSnapshot) {
  constexpr int kReaders = 6;
  constexpr int kPairs = 200;
  std::atomic<bool> writing = true;
  std::latch all_read(kReaders);
  std::vector<std::thread> readers;
  for (int i = 0; i < kReaders; ++i) {
    readers.emplace_back([&, i] {
      JobQuery query = QueryAt(kStart + std::chrono::seconds(50));
      query.sort = i % 2 == 0 ? JobSort::kStatus : JobSort::kName;
      query.limit = 1000;
      std::size_t seen = store_->ListJobs(query).jobs.size();
      all_read.count_down();
      do {
        const JobPage page = store_->ListJobs(query);
        std::set<std::int64_t> ids;
        for (const JobRecord& job : page.jobs) ids.insert(job.id);
        EXPECT_EQ(ids.size(), page.jobs.size());
        EXPECT_EQ(ids.size() % 2, 0U);
        EXPECT_GE(ids.size(), seen);
        seen = ids.size();
        EXPECT_LE(store_->ListTags(kScope, "automl-job/running-0").size(), 1U);
      } while (writing);
    });
  }
  all_read.wait();
  for (int i = 0; i < kPairs; ++i) {
    const std::string number = std::to_string(i);
    EXPECT_TRUE(WriteNow(*store_, [&](WriteTransaction& transaction) {
                  JobRecord running = MakeJob("running-" + number);
                  JobRecord completed = MakeJob("completed-" + number, kStart, 10);
                  transaction.InsertJob(running, {{"key", number}});
                  transaction.InsertJob(completed, {});
                }).committed);
  }
  // That this is reached shows that readers without a pause do not keep the writer out.
  writing = false;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(store_->LastChange(kScope), 2 * kPairs);
}

TEST_P(StoreConcurrencyTest, ReadersBesideARestoreSeeTheJobsOfOneSideOfIt) {
  constexpr int kReaders = 4;
  constexpr int kRestores = 100;
  constexpr std::int64_t kJobs = 5;
  const auto restore = [](WriteTransaction& transaction) {
    transaction.RemoveJobsAndTags(kScope.account);
    for (std::int64_t i = 0; i < kJobs; ++i) {
      JobRecord job = MakeJob("job-" + std::to_string(i));
      transaction.InsertJob(job, {{"key", "value"}});
    }
  };
  WriteNow(*store_, restore);
  std::atomic<bool> writing = true;
  std::latch all_read(kReaders);
  std::vector<std::thread> readers;
  for (int i = 0; i < kReaders; ++i) {
    readers.emplace_back([&, i] {
      JobQuery query = QueryAt(kStart);
      query.sort = static_cast<JobSort>(i % 3);
      all_read.count_down();
      do {
        std::set<std::int64_t> restores;
        const JobPage page = store_->ListJobs(query);
        for (const JobRecord& job : page.jobs)
          restores.insert((job.events.front().change - 1) / kJobs);
        EXPECT_EQ(page.jobs.size(), std::size_t{kJobs});
        EXPECT_EQ(restores.size(), 1U);
      } while (writing);
    });
  }
  all_read.wait();
  for (int i = 0; i < kRestores; ++i) EXPECT_TRUE(WriteNow(*store_, restore).committed);
  writing = false;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(store_->LastChange(kScope), kJobs * (1 + kRestores));
}

TEST_P(StoreConcurrencyTest, StopsOfOneJobAreAppendedOneAfterTheOther) {
  constexpr int kThreads = 8;
  Insert(*store_, MakeJob("job"));
  std::atomic<int> first = 0;
  InThreads(kThreads, [&](int) {
    bool was_first = false;
    WriteNow(*store_, [&](WriteTransaction& transaction) {
      JobRecord job = *transaction.FindJob(kScope, "job");
      was_first = job.events.size() == 1;
      transaction.AppendEvent(job, {EventKind::kStopRequested, kStart});
    });
    first += was_first ? 1 : 0;
  });
  EXPECT_EQ(first, 1);
  EXPECT_EQ(store_->FindJob(kScope, "job")->events.size(), 1U + kThreads);
}

TEST(StoreOnAFileTest, AReadDoesNotWaitForTheWriterAndSeesNothingUncommitted) {
  testing::TempFolder folder;
  const std::unique_ptr<Store> store = OpenIn(folder.path() / "data");
  Insert(*store, MakeJob("before"));
  std::vector<std::string> seen;
  WriteNow(*store, [&](WriteTransaction& transaction) {
    JobRecord job = MakeJob("during");
    transaction.InsertJob(job, {});
    // In the middle of the transaction, from another thread.
    std::thread([&] {
      for (const JobRecord& each : store->ListJobs(QueryAt(kStart)).jobs) seen.push_back(each.name);
    }).join();
  });
  EXPECT_THAT(seen, ::testing::ElementsAre("before"));
  EXPECT_TRUE(store->FindJob(kScope, "during"));
}

}  // namespace
}  // namespace autopilot
