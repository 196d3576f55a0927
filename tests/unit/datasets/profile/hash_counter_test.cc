#include "datasets/profile/hash_counter.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace autopilot {
namespace {

constexpr std::size_t kFiveMillion = 5'000'000;

TEST(HashCounter, CountsNothingAtFirst) {
  const HashCounter counter(10);
  EXPECT_EQ(counter.size(), 0U);
  EXPECT_FALSE(counter.has_more());
  EXPECT_EQ(counter.Fewest(), 0U);
  EXPECT_EQ(counter.RowsOf(0), 0U);
}

TEST(HashCounter, CountsTheRowsOfEachHash) {
  HashCounter counter(10);
  std::vector<bool> is_new;
  for (const std::uint64_t hash : {7U, 0U, 7U, 8U, 0U, 0U, 8U}) is_new.push_back(counter.Add(hash));
  EXPECT_EQ(is_new, (std::vector<bool>{true, true, false, true, false, false, false}));
  EXPECT_EQ(counter.size(), 3U);
  EXPECT_EQ(counter.RowsOf(0), 3U);
  EXPECT_EQ(counter.RowsOf(7), 2U);
  EXPECT_EQ(counter.RowsOf(9), 0U);
  EXPECT_EQ(counter.Fewest(), 2U);
  counter.Add(~std::uint64_t{0});
  EXPECT_EQ(counter.size(), 4U);
  EXPECT_EQ(counter.Fewest(), 1U);
}

TEST(HashCounter, HashesThatCollideInTheTableStayApart) {
  HashCounter counter(1'000);
  constexpr std::uint64_t kStep = std::uint64_t{1} << 32U;  // the same place, the same shard
  for (int round = 0; round < 2; ++round) {
    for (std::uint64_t n = 0; n < 1'000; ++n) counter.Add(n * kStep + 15);
  }
  EXPECT_EQ(counter.size(), 1'000U);
  EXPECT_EQ(counter.Fewest(), 2U);
}

TEST(HashCounter, BeyondTheMostOnlyKnownHashesGoOn) {
  HashCounter counter(3);
  for (const std::uint64_t hash : {1U, 2U, 3U}) counter.Add(hash);
  EXPECT_EQ(counter.size(), 3U);
  EXPECT_FALSE(counter.has_more());
  for (const std::uint64_t hash : {1U, 2U, 3U}) counter.Add(hash);
  EXPECT_FALSE(counter.has_more());
  EXPECT_FALSE(counter.Add(4));
  EXPECT_EQ(counter.RowsOf(4), 0U);
  EXPECT_TRUE(counter.has_more());
  EXPECT_EQ(counter.size(), 3U);
  EXPECT_EQ(counter.Fewest(), 2U);
}

TEST(HashCounter, FiveMillionHashesTakeAboutAHundredMegabytes) {
  HashCounter counter(kFiveMillion);
  EXPECT_LT(counter.Bytes(), 5'000U);
  std::mt19937_64 random(5);
  for (std::size_t n = 0; n < kFiveMillion + 10; ++n) counter.Add(random());
  EXPECT_EQ(counter.size(), 5'000'000U);
  EXPECT_TRUE(counter.has_more());
  EXPECT_EQ(counter.Fewest(), 1U);
  EXPECT_LE(counter.Bytes(), 101'000'000U);
}

}  // namespace
}  // namespace autopilot
