#include "control/near_misses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace autopilot {
namespace {

constexpr Timestamp kAdded{std::chrono::seconds(100)};

FaultStatus Status() {
  FaultStatus status;
  status.rule.id = "a";
  status.rule.owner = "111111111111";
  status.rule.operations = {"CreateAutoMLJob", "List*"};
  status.rule.region = "us-*";
  status.rule.job = "nightly-*";
  status.added = kAdded;
  return status;
}

std::shared_ptr<JournalEntry> Entry(std::uint64_t sequence = 1) {
  auto entry = std::make_shared<JournalEntry>();
  entry->sequence = sequence;
  entry->time = kAdded;
  entry->request_id = "id-" + std::to_string(sequence);
  entry->operation = "CreateAutoMLJob";
  entry->account = "111111111111";
  entry->region = "us-east-1";
  entry->job_name = "Nightly-1";
  return entry;
}

TEST(NearMissesTest, ARequestThatFailsOneConditionIsTold) {
  struct Case {
    const char* name;
    std::function<void(JournalEntry&)> change;
    FaultMismatch expected;
  };
  const Case cases[] = {
      {"account",
       [](auto& e) { e.account = "222222222222"; },
       {"account", "111111111111", "222222222222"}},
      {"operation",
       [](auto& e) { e.operation = "StopAutoMLJob"; },
       {"operations", "CreateAutoMLJob, List*", "StopAutoMLJob"}},
      {"region", [](auto& e) { e.region = "eu-west-1"; }, {"region", "us-*", "eu-west-1"}},
      {"job", [](auto& e) { e.job_name = "daily-1"; }, {"job", "nightly-*", "daily-1"}},
      {"no job", [](auto& e) { e.job_name = ""; }, {"job", "nightly-*", ""}},
  };
  for (const Case& c : cases) {
    const auto entry = Entry();
    c.change(*entry);
    const auto misses = NearMisses(std::vector{Status()}, {entry});
    ASSERT_EQ(misses.size(), 1U) << c.name;
    EXPECT_EQ(misses[0].mismatch, c.expected) << c.name;
    EXPECT_EQ(misses[0].entry, entry);
    EXPECT_EQ(misses[0].rule_id, "a");
  }
}

TEST(NearMissesTest, NoOtherRequestIsTold) {
  const auto matching = Entry();
  const auto two_conditions = Entry();
  two_conditions->region = "eu-west-1";
  two_conditions->job_name = "daily-1";
  const auto too_old = Entry();
  too_old->region = "eu-west-1";
  too_old->time = kAdded - std::chrono::microseconds(1);
  EXPECT_TRUE(NearMisses(std::vector{Status()}, {too_old, matching, two_conditions}).empty());
  EXPECT_TRUE(NearMisses({}, {matching}).empty());
}

TEST(NearMissesTest, TheNewestOfEachRuleAreToldOldestFirst) {
  JournalEntries entries;
  for (std::uint64_t i = 1; i <= kMaxNearMisses + 5; ++i) {
    const auto entry = Entry(i);
    entry->region = "eu-west-1";
    entries.push_back(entry);
  }
  FaultStatus other = Status();
  other.rule.id = "b";
  const auto misses = NearMisses(std::vector{Status(), other}, entries);
  ASSERT_EQ(misses.size(), 2 * kMaxNearMisses);
  EXPECT_EQ(misses[0].rule_id, "a");
  EXPECT_EQ(misses[0].entry->sequence, 6U);
  EXPECT_EQ(misses[kMaxNearMisses - 1].entry->sequence, 15U);
  EXPECT_EQ(misses[kMaxNearMisses].rule_id, "b");
}

TEST(NearMissesTest, TheJsonNamesRuleRequestAndCondition) {
  const auto entry = Entry();
  entry->region = "eu-west-1";
  const auto misses = NearMisses(std::vector{Status()}, {entry});
  ASSERT_EQ(misses.size(), 1U);
  EXPECT_EQ(ToJson(misses[0]), nlohmann::json::parse(R"({
    "account": "111111111111", "fault_id": "a", "condition": "region", "expected": "us-*",
    "actual": "eu-west-1", "sequence": 1, "request_id": "id-1",
    "time": "1970-01-01T00:01:40.000Z"})"));
}

}  // namespace
}  // namespace autopilot
