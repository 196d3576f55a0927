#include "control/journal_counters.h"

#include <gtest/gtest.h>

#include <string>

namespace autopilot {
namespace {

std::string Account(std::size_t number) { return std::to_string(100'000'000'000 + number); }

TEST(JournalCountersTest, TheAccountThatCalledLeastRecentlyIsForgottenFirst) {
  JournalCounters counters;
  std::uint64_t sequence = 0;
  for (std::size_t i = 0; i < JournalCounters::kMaxAccounts; ++i) {
    counters.Add(Account(i), "ListTags", "", ++sequence);
  }
  counters.Add(Account(0), "ListTags", "", ++sequence);
  EXPECT_TRUE(counters.Count({.account = Account(1)}).exact);

  counters.Add("new", "ListTags", "", ++sequence);
  EXPECT_EQ(counters.Count({.account = Account(0)}).count, 2U);
  EXPECT_TRUE(counters.Count({.account = Account(0)}).exact);
  EXPECT_EQ(counters.Count({.account = Account(1)}).count, 0U);
  EXPECT_FALSE(counters.Count({.account = Account(1)}).exact);
  // It may be one of those that were forgotten.
  EXPECT_EQ(counters.Count({.account = "new"}).count, 1U);
  EXPECT_FALSE(counters.Count({.account = "new"}).exact);
  // All in all nothing is lost.
  const auto all = counters.Count({});
  EXPECT_EQ(all.count, JournalCounters::kMaxAccounts + 2);
  EXPECT_TRUE(all.exact);
}

TEST(JournalCountersTest, AfterItsClearingAnAccountIsExactAgain) {
  JournalCounters counters;
  std::uint64_t sequence = 0;
  for (std::size_t i = 0; i <= JournalCounters::kMaxAccounts; ++i) {
    counters.Add(Account(i), "ListTags", "", ++sequence);
  }
  const std::string last = Account(JournalCounters::kMaxAccounts);
  ASSERT_FALSE(counters.Count({.account = last}).exact);
  counters.Clear(last);
  counters.Add(last, "ListTags", "", ++sequence);
  EXPECT_EQ(counters.Count({.account = last}).count, 1U);
  EXPECT_TRUE(counters.Count({.account = last}).exact);
  counters.Clear(std::nullopt);
  EXPECT_TRUE(counters.Count({.account = Account(0)}).exact);
  EXPECT_EQ(counters.Count({}).count, 0U);
}

TEST(JournalCountersTest, CombinationsOfAnAccountAreBounded) {
  JournalCounters counters;
  for (std::size_t i = 0; i < JournalCounters::kMaxKeys; ++i) {
    counters.Add("a", "ListTags", "Error" + std::to_string(i), i + 1);
  }
  EXPECT_TRUE(counters.Count({.account = "a"}).exact);
  counters.Add("a", "ListTags", "OneMore", 2'000);
  counters.Add("a", "ListTags", "Error7", 2'001);
  EXPECT_FALSE(counters.Count({.account = "a"}).exact);
  EXPECT_EQ(counters.Count({.account = "a"}).count, JournalCounters::kMaxKeys + 1);
  EXPECT_EQ(counters.Count({.account = "a", .error_type = "Error7"}).count, 2U);
}

TEST(JournalCountersTest, WhatWentIsToldToWhomItMayConcern) {
  JournalCounters counters;
  for (std::uint64_t i = 1; i <= 3; ++i) counters.Add("a", "ListTags", "", i);
  counters.Add("b", "ListTags", "", 4);
  counters.NoteEvicted("a", 1);
  counters.NoteEvicted("a", 2);
  EXPECT_EQ(counters.Evicted("a", 0), 2U);
  EXPECT_EQ(counters.Evicted("a", 1), 2U);
  EXPECT_EQ(counters.Evicted("a", 2), 0U);
  EXPECT_EQ(counters.Evicted("b", 0), 0U);
  EXPECT_EQ(counters.Evicted(std::nullopt, 0), 2U);
  counters.Clear("a");
  EXPECT_EQ(counters.Evicted(std::nullopt, 0), 0U);
}

}  // namespace
}  // namespace autopilot
