#include "storage/creation_order.h"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "storage/database.h"
#include "storage/write_batch.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

using std::chrono::milliseconds;

class CreationOrderTest : public ::testing::Test {
 protected:
  static Store::Work Create(const std::string& name, int at, const Scope& scope = kScope) {
    return [=](WriteTransaction& transaction) {
      JobRecord job = MakeJob(name, kStart + milliseconds(at));
      job.scope = scope;
      transaction.InsertJob(job, {});
    };
  }

  static void Remove(WriteTransaction& transaction) {
    transaction.RemoveJobsAndTags(kScope.account);
  }

  static Store::Work ThenFail(Store::Work work) {
    return [work = std::move(work)](WriteTransaction& transaction) {
      work(transaction);
      throw std::runtime_error("rolled back");
    };
  }

  void Run(const std::vector<Store::Work>& works) { batch_.Run(works); }

  bool Ascend(const Scope& scope = kScope) { return DoCreationTimesAscend(connection_, scope); }

  Connection connection_{OpenForWriting(DatabaseLocation::Memory())};
  JobVersions versions_;
  WriteBatch batch_{connection_, versions_, nullptr};
  const Scope other_region_{.account = kScope.account, .region = "eu-west-1"};
  const Scope other_account_{.account = "000000000001", .region = kScope.region};
};

TEST_F(CreationOrderTest, TimesThatStayOrGrowAscend) {
  EXPECT_TRUE(Ascend());
  Run({Create("a", 5), Create("b", 5), Create("c", 6)});
  Run({Create("d", 6), Create("e", 7)});
  EXPECT_TRUE(Ascend());
}

TEST_F(CreationOrderTest, AnEarlierTimeIsNoticedWithinABatch) {
  Run({Create("a", 5), Create("b", 4), Create("c", 6)});
  EXPECT_FALSE(Ascend());
}

TEST_F(CreationOrderTest, AnEarlierTimeIsNoticedInTheFirstJobOfABatch) {
  Run({Create("a", 5)});
  Run({Create("b", 4)});
  EXPECT_FALSE(Ascend());
  Run({Create("c", 6)});
  EXPECT_FALSE(Ascend());
}

TEST_F(CreationOrderTest, ScopesHaveTheirOwnTimes) {
  Run({Create("a", 5), Create("b", 4, other_region_), Create("c", 3, other_account_)});
  EXPECT_TRUE(Ascend() && Ascend(other_region_) && Ascend(other_account_));
  Run({Create("d", 3, other_region_)});
  EXPECT_TRUE(Ascend());
  EXPECT_FALSE(Ascend(other_region_));
}

TEST_F(CreationOrderTest, AJobWhoseNameExistsCountsForNothing) {
  Run({Create("a", 5), Create("A", 4)});
  EXPECT_TRUE(Ascend());
}

TEST_F(CreationOrderTest, WithItsJobsAnAccountsOrderIsForgotten) {
  Run({Create("a", 5), Create("b", 4), Create("a", 5, other_account_),
       Create("b", 4, other_account_)});
  Run({Remove});
  EXPECT_TRUE(Ascend());
  EXPECT_FALSE(Ascend(other_account_));
  Run({[](WriteTransaction& transaction) { transaction.RemoveJobsAndTags(std::nullopt); }});
  EXPECT_TRUE(Ascend(other_account_));
}

// As an import does it, of an account whose clock was ahead.
TEST_F(CreationOrderTest, RemovedJobsAreNotEarlierThanNewOnesOfTheSameWrite) {
  Run({Create("a", 5), [](WriteTransaction& transaction) {
         Create("b", 6)(transaction);
         Remove(transaction);
         Create("c", 2)(transaction);
       }});
  EXPECT_TRUE(Ascend());
}

TEST_F(CreationOrderTest, WhatIsRolledBackCountsForNothing) {
  Run({Create("a", 5), ThenFail(Create("b", 7)), Create("c", 6)});
  EXPECT_TRUE(Ascend());
  Run({ThenFail(Create("d", 1)), Create("e", 7)});
  EXPECT_TRUE(Ascend());
}

TEST_F(CreationOrderTest, JobsWhoseRemovalIsRolledBackStillCount) {
  Run({Create("a", 5), ThenFail([](WriteTransaction& transaction) {
         Remove(transaction);
         Create("b", 1)(transaction);
       }),
       Create("c", 4)});
  EXPECT_FALSE(Ascend());
  Run({ThenFail(Remove)});
  EXPECT_FALSE(Ascend());
}

}  // namespace
}  // namespace autopilot
