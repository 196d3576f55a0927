#include "control/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "control/journal_query.h"

namespace autopilot {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kAccount = "111111111111";
constexpr const char* kOther = "222222222222";

JournalEntry Entry(std::string operation = "CreateAutoMLJob", std::string error_type = "",
                   std::string account = kAccount) {
  JournalEntry entry;
  entry.operation = std::move(operation);
  entry.error_type = std::move(error_type);
  entry.account = std::move(account);
  entry.status = entry.error_type.empty() ? 200 : 400;
  return entry;
}

JournalEntry WithRequest(std::string request) {
  JournalEntry entry = Entry();
  entry.request = std::move(request);
  return entry;
}

std::vector<std::uint64_t> Numbers(const JournalEntries& entries) {
  std::vector<std::uint64_t> numbers;
  for (const auto& entry : entries) numbers.push_back(entry->sequence);
  return numbers;
}

JournalQuery Of(std::optional<std::string> account = std::nullopt) {
  JournalQuery query;
  query.account = std::move(account);
  return query;
}

TEST(JournalTest, EntriesAreNumberedAndListedNewestLast) {
  Journal journal;
  EXPECT_EQ(journal.last_sequence(), 0U);
  for (std::uint64_t i = 1; i <= 5; ++i) {
    EXPECT_EQ(journal.Add(Entry("ListTags", "", i % 2 == 0 ? kOther : kAccount)), i);
  }
  EXPECT_EQ(journal.last_sequence(), 5U);
  EXPECT_THAT(Numbers(journal.Find(Of())), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(Numbers(journal.Find(Of(kOther))), ElementsAre(2, 4));
  EXPECT_THAT(Numbers(journal.Find(Of("333333333333"))), IsEmpty());
}

TEST(JournalTest, TheLimitKeepsTheNewestOrThoseThatFollowANumber) {
  Journal journal;
  for (int i = 0; i < 5; ++i) journal.Add(Entry());
  JournalQuery query;
  query.limit = 2;
  EXPECT_THAT(Numbers(journal.Find(query)), ElementsAre(4, 5));
  query.since = 1;
  EXPECT_THAT(Numbers(journal.Find(query)), ElementsAre(2, 3));
  query.since = 4;
  EXPECT_THAT(Numbers(journal.Find(query)), ElementsAre(5));
  query.since = 5;
  EXPECT_THAT(Numbers(journal.Find(query)), IsEmpty());
}

TEST(JournalTest, AnEntryIsFoundByItsRequestId) {
  Journal journal;
  JournalEntry entry = Entry();
  entry.request_id = "id-1";
  journal.Add(entry);
  const auto found = journal.Get(kAccount, "id-1");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->sequence, 1U);
  EXPECT_NE(journal.Get(std::nullopt, "id-1"), nullptr);
  EXPECT_EQ(journal.Get(kOther, "id-1"), nullptr);
  EXPECT_EQ(journal.Get(kAccount, "id-2"), nullptr);
}

TEST(JournalTest, ALongRequestIsCutBetweenCharacters) {
  constexpr std::size_t kMax = Journal::kMaxRequestBytes;
  struct Case {
    std::string request;
    std::size_t kept;
  };
  const std::string umlaut = "\xc3\xa4";
  const std::string emoji = "\xf0\x9f\x98\x80";
  const Case cases[] = {{std::string(kMax, 'x'), kMax},
                        {std::string(kMax, 'x') + "y", kMax},
                        {std::string(kMax - 1, 'x') + umlaut, kMax - 1},
                        {std::string(kMax - 2, 'x') + umlaut + "y", kMax},
                        {std::string(kMax - 1, 'x') + emoji, kMax - 1},
                        {std::string(kMax - 3, 'x') + emoji, kMax - 3},
                        {std::string(kMax - 4, 'x') + emoji + "y", kMax},
                        // No UTF-8: nothing to spare.
                        {std::string(kMax * 2, '\x80'), kMax - 3}};
  for (const Case& c : cases) {
    Journal journal;
    journal.Add(WithRequest(c.request));
    const auto entry = journal.Find(Of()).front();
    EXPECT_EQ(entry->request.size(), c.kept);
    EXPECT_EQ(entry->request_cut, c.request.size() > kMax);
  }
}

TEST(JournalTest, TheOldestEntriesGoWhenTheBytesAreUsedUp) {
  constexpr std::size_t kMax = 100'000;
  Journal journal(kMax);
  for (int i = 0; i < 50; ++i) journal.Add(WithRequest(std::string(10'000, 'x')));
  EXPECT_LE(journal.bytes(), kMax);
  EXPECT_GT(journal.bytes(), kMax / 2);
  const auto numbers = Numbers(journal.Find(Of()));
  ASSERT_GE(numbers.size(), 5U);
  EXPECT_LE(numbers.size(), 9U);
  EXPECT_EQ(numbers.back(), 50U);
  EXPECT_EQ(numbers.front(), 51U - numbers.size());
}

TEST(JournalTest, EverythingThatAnEntryHoldsCounts) {
  Journal journal;
  journal.Add(Entry());
  const std::size_t plain = journal.bytes();
  JournalEntry entry = Entry();
  entry.job_name = std::string(1'000, 'j');
  entry.error_message = std::string(1'000, 'm');
  entry.warnings = {std::string(1'000, 'w')};
  journal.Add(entry);
  EXPECT_GE(journal.bytes(), 2 * plain + 3'000);
  journal.Clear(std::nullopt);
  EXPECT_EQ(journal.bytes(), 0U);
}

TEST(JournalTest, CountsSurviveTheEntries) {
  Journal journal(0);
  for (int i = 0; i < 3; ++i) journal.Add(Entry("CreateAutoMLJob"));
  for (int i = 0; i < 2; ++i) journal.Add(Entry("CreateAutoMLJob", "ThrottlingException"));
  journal.Add(Entry("DescribeAutoMLJob"));
  journal.Add(Entry("CreateAutoMLJob", "", kOther));
  EXPECT_EQ(journal.bytes(), 0U);
  EXPECT_THAT(journal.Find(Of()), IsEmpty());

  struct Case {
    std::optional<std::string> account;
    std::optional<std::string> operation;
    std::optional<std::string> error_type;
    JournalCount expected;
  };
  const Case cases[] = {
      {std::nullopt, std::nullopt, std::nullopt, {7, 7, true}},
      {kAccount, std::nullopt, std::nullopt, {6, 6, true}},
      {kAccount, "CreateAutoMLJob", std::nullopt, {5, 6, true}},
      {kAccount, "*AutoMLJob", "", {4, 6, true}},
      {kAccount, std::nullopt, "ThrottlingException", {2, 6, true}},
      {kOther, std::nullopt, std::nullopt, {1, 1, true}},
      {"333333333333", std::nullopt, std::nullopt, {0, 0, true}},
  };
  for (const Case& c : cases) {
    JournalQuery query = Of(c.account);
    query.operation = c.operation;
    query.error_type = c.error_type;
    EXPECT_EQ(journal.Count(query), c.expected) << c.expected.count;
  }
}

TEST(JournalTest, WhatCountersCannotTellIsCountedFromTheEntriesThatAreKept) {
  constexpr std::size_t kMax = 50'000;
  Journal journal(kMax);
  for (int i = 0; i < 20; ++i) journal.Add(WithRequest(std::string(10'000, 'x')));
  journal.Add(Entry("ListTags", "", kOther));
  const std::uint64_t kept = journal.Find(Of(kAccount)).size();
  ASSERT_LT(kept, 20U);
  JournalQuery query = Of(kAccount);
  query.status = 200;
  EXPECT_EQ(journal.Count(query), (JournalCount{kept, 20 - kept, false}));
  query.since = 20 - kept;  // all that went is not asked for
  EXPECT_EQ(journal.Count(query), (JournalCount{kept, 0, true}));
  query.since = 19 - kept;
  EXPECT_EQ(journal.Count(query), (JournalCount{kept, 20 - kept, false}));
  query = Of(kOther);
  query.status = 200;
  EXPECT_EQ(journal.Count(query), (JournalCount{1, 0, true}));
}

TEST(JournalTest, ACountKnowsNoLimit) {
  Journal journal;
  for (int i = 0; i < 300; ++i) journal.Add(Entry());
  JournalQuery query;
  query.limit = 1;
  EXPECT_EQ(journal.Count(query).count, 300U);
  query.status = 200;
  EXPECT_EQ(journal.Count(query).count, 300U);
}

TEST(JournalTest, AnAccountOrAllIsForgotten) {
  Journal journal;
  journal.Add(Entry());
  journal.Add(Entry("ListTags", "", kOther));
  journal.Add(Entry());
  EXPECT_EQ(journal.Clear(kAccount), 2U);
  EXPECT_THAT(Numbers(journal.Find(Of())), ElementsAre(2));
  EXPECT_EQ(journal.Count(Of(kAccount)), (JournalCount{0, 0, true}));
  EXPECT_EQ(journal.Count(Of()), (JournalCount{1, 0, true}));
  EXPECT_EQ(journal.Add(Entry()), 4U);
  EXPECT_EQ(journal.Clear(std::nullopt), 2U);
  EXPECT_EQ(journal.Count(Of()), (JournalCount{0, 0, true}));
  EXPECT_EQ(journal.Clear("333333333333"), 0U);
}

TEST(JournalTest, CountingOnLooksOnlyAtWhatHasCome) {
  Journal journal(3'000);
  JournalQuery query = Of(kAccount);
  query.status = 200;
  JournalTally tally;
  journal.Add(Entry());
  journal.Add(Entry("DescribeAutoMLJob", "ResourceNotFound"));
  EXPECT_EQ(journal.CountOn(query, tally), (JournalCount{1, 0, true}));
  EXPECT_EQ(tally.seen, 2U);
  for (int n = 0; n < 20; ++n) {
    journal.Add(Entry());
    EXPECT_EQ(journal.CountOn(query, tally).count, static_cast<std::uint64_t>(2 + n));
  }
  EXPECT_LT(journal.Count(query).count, 20U) << "the journal should have lost some by now";
  EXPECT_TRUE(journal.CountOn(query, tally).exact) << "none was lost before it was counted";
  const auto counted = journal.CountOn(query, tally);
  journal.Clear(kOther);
  EXPECT_EQ(journal.CountOn(query, tally), counted) << "that was another account";
  journal.Clear(kAccount);
  EXPECT_EQ(journal.CountOn(query, tally), (JournalCount{0, 0, true}));
  journal.Add(Entry());
  EXPECT_EQ(journal.CountOn(query, tally).count, 1U);
}

TEST(JournalTest, CountsAreExactWhileThreadsAddAndAsk) {
  Journal journal(200'000);
  constexpr int kThreads = 8;
  constexpr int kCalls = 500;
  std::atomic<bool> ended{false};
  std::thread reader([&] {
    JournalQuery query = Of(kAccount);
    query.status = 200;
    while (!ended) {
      journal.Find(query);
      journal.Count(query);
    }
  });
  std::vector<std::thread> callers;
  callers.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    callers.emplace_back([&] {
      for (int call = 0; call < kCalls; ++call) journal.Add(WithRequest(std::string(500, 'x')));
    });
  }
  for (std::thread& caller : callers) caller.join();
  ended = true;
  reader.join();
  EXPECT_EQ(journal.Count(Of(kAccount)).count, static_cast<std::uint64_t>(kThreads * kCalls));
  EXPECT_LE(journal.bytes(), 200'000U);
}

}  // namespace
}  // namespace autopilot
