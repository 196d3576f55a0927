#include "storage/job_list_blocks.h"

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/draws.h"
#include "storage/database.h"
#include "tests/unit/storage/store_fixtures.h"

namespace autopilot {
namespace {

constexpr std::int64_t kIdsOfABlock = std::int64_t{1} << kBlockShift;

// Jobs that have nothing but an id and a name.
class JobListBlocksTest : public ::testing::Test {
 protected:
  void Insert(std::int64_t id, const std::string& name, const Scope& scope = kScope) {
    SQLite::Statement insert(
        connection_.Database(),
        "INSERT INTO jobs VALUES (?1, ?2, ?3, ?4, ?4, 2, ?1, NULL, ?1, NULL, 0,"
        " 0, 0, X'', X'', '{}')");
    insert.bind(1, id);
    insert.bind(2, scope.account);
    insert.bind(3, scope.region);
    insert.bind(4, name);
    insert.exec();
    if (scope == kScope) jobs_.push_back({.id = id, .name = name});
  }

  std::vector<std::string> Expected(const JobNamesQuery& query, const std::string& after,
                                    std::size_t count) const {
    const bool ascending = query.order == SortOrder::kAscending;
    std::vector<std::string> names;
    for (const JobName& job : jobs_) {
      const bool follows = ascending ? job.name > after : job.name < after;
      const bool in_range = job.id >= query.ids.low && job.id <= query.ids.high;
      const bool contains = job.name.find(query.name_contains) != std::string::npos;
      if (follows && in_range && contains) names.push_back(job.name);
    }
    std::sort(names.begin(), names.end());
    if (!ascending) std::reverse(names.begin(), names.end());
    if (names.size() > count) names.resize(count);
    return names;
  }

  std::vector<std::string> Found(const JobNamesQuery& query, const std::string& after,
                                 std::size_t count) {
    std::vector<std::string> names;
    for (JobName& job : NextNames(connection_, query, after, count)) {
      names.push_back(std::move(job.name));
    }
    return names;
  }

  // Compares all of `from` to `to` in pages of several sizes, in both orders.
  void ExpectNames(std::int64_t from, std::int64_t to) {
    for (const SortOrder order : {SortOrder::kAscending, SortOrder::kDescending}) {
      JobNamesQuery query{.scope = kScope, .order = order, .ids = {.low = from, .high = to}};
      for (const std::size_t count : {1U, 7U, 1000U}) {
        std::string after = BeforeAllNames(order);
        while (true) {
          const auto names = Found(query, after, count);
          ASSERT_EQ(names, Expected(query, after, count));
          if (names.size() < count) break;
          after = names.back();
        }
      }
    }
  }

  Connection connection_{OpenForWriting(DatabaseLocation::Memory())};
  std::vector<JobName> jobs_;
};

TEST_F(JobListBlocksTest, ARangeOfIdsIsListedByNameWhateverItsEndsAreInTheirBlocks) {
  for (std::int64_t id = 1; id <= 5 * kIdsOfABlock; id += 97) {
    Insert(id, "job-" + std::to_string(id * 7919 % 100'003));
  }
  for (const std::int64_t from :
       {std::int64_t{1}, kIdsOfABlock - 1, kIdsOfABlock, 4 * kIdsOfABlock}) {
    for (const std::int64_t more : {std::int64_t{0}, std::int64_t{500}, kIdsOfABlock - 1,
                                    kIdsOfABlock, 3 * kIdsOfABlock + 1}) {
      ExpectNames(from, from + more);
    }
  }
}

TEST_F(JobListBlocksTest, NamesThatAscendOrDescendWithTimeAreListedInOrder) {
  for (std::int64_t n = 0; n < 300; ++n) {
    Insert(n * 400 + 1, "up-" + std::to_string(1000 + n));
    Insert(n * 400 + 2, "down-" + std::to_string(2000 - n));
  }
  ExpectNames(1000, 110'000);
}

TEST_F(JobListBlocksTest, JobsOfOtherScopesAndNamesWithoutThePartAreLeftOut) {
  Insert(1, "a-1");
  Insert(2, "a-2", {.account = kScope.account, .region = "eu-west-1"});
  Insert(3, "a-3", {.account = "000000000001", .region = kScope.region});
  Insert(kIdsOfABlock, "b-4");
  Insert(kIdsOfABlock + 1, "a-5");
  const JobNamesQuery query{
      .scope = kScope, .ids = {.low = 1, .high = 3 * kIdsOfABlock}, .name_contains = "a-"};
  EXPECT_EQ(Found(query, "", 10), (std::vector<std::string>{"a-1", "a-5"}));
}

TEST_F(JobListBlocksTest, AnyRangeOfJobsAtAnyIdsIsListedByName) {
  Draws draws(1);
  std::set<std::int64_t> ids;
  while (ids.size() < 400) ids.insert(draws.Between(1, 40 * kIdsOfABlock));
  std::set<std::string> names;
  for (const std::int64_t id : ids) {
    std::string name;
    do {
      name = std::to_string(draws.Between(1, 100'000));
    } while (!names.insert(name).second);
    Insert(id, name);
  }
  for (int i = 0; i < 500; ++i) {
    const std::int64_t low = draws.Between(1, 40 * kIdsOfABlock);
    const JobNamesQuery query{
        .scope = kScope,
        .order = static_cast<SortOrder>(draws.Below(2)),
        .ids = {.low = low, .high = low + draws.Between(0, 20 * kIdsOfABlock)},
        .name_contains = draws.Below(3) == 0 ? "7" : ""};
    const std::string after = draws.Below(2) == 0 ? BeforeAllNames(query.order)
                                                  : std::to_string(draws.Between(1, 100'000));
    const auto count = static_cast<std::size_t>(draws.Between(1, 50));
    ASSERT_EQ(Found(query, after, count), Expected(query, after, count)) << "query " << i;
  }
}

TEST(IsWorthBlocksTest, IsSoWhereMoreJobsArePassedOverThanSearchesAreMade) {
  EXPECT_FALSE(IsWorthBlocks({}));
  EXPECT_FALSE(IsWorthBlocks({.low = 1, .high = 5, .most_outside = 9}));
  EXPECT_TRUE(IsWorthBlocks({.low = 1, .high = 5, .most_outside = 10}));
  const std::int64_t ten_blocks = 10 * kIdsOfABlock;
  EXPECT_FALSE(IsWorthBlocks({.low = 1, .high = ten_blocks, .most_outside = 100}));
  EXPECT_TRUE(IsWorthBlocks({.low = 1, .high = ten_blocks, .most_outside = 1000}));
}

}  // namespace
}  // namespace autopilot
