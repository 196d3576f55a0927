#include "api/answer_cache.h"

#include <gtest/gtest.h>

#include <cctype>
#include <chrono>
#include <future>
#include <string>

#include "common/draws.h"
#include "control/journal_query.h"
#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr Timestamp kNow{milliseconds(1'700'000'000'000)};

class AnswerCacheTest : public ::testing::Test {
 protected:
  AnswerCache::Question Of(std::string_view body) const {
    return {.operation = "DescribeAutoMLJob", .scope = scope_, .body = body};
  }
  AnswerSpan Span(std::optional<Timestamp> until = {}) const {
    return {
        .from = kNow, .until = until, .version = &version_, .at_version = version_, .family = "f"};
  }

  Scope scope_{.account = "111111111111", .region = "us-east-1"};
  JobVersion version_{1};
  AnswerCache cache_{400'000};
};

TEST_F(AnswerCacheTest, WhatIsAskedTheSecondTimeIsWanted) {
  EXPECT_FALSE(cache_.Wants(Of("a")));
  EXPECT_FALSE(cache_.Wants(Of("b")));
  EXPECT_TRUE(cache_.Wants(Of("a")));
  EXPECT_FALSE(AnswerCache(0).Wants(Of("a")));
}

TEST_F(AnswerCacheTest, AnAnswerHoldsForItsQuestionOnly) {
  cache_.Put(Of("a"), "job", Span(), "answer");
  const auto found = cache_.Find(Of("a"), kNow);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->body, "answer");
  EXPECT_EQ(found->job_name, "job");
  EXPECT_FALSE(cache_.Find(Of("b"), kNow));
  auto other = Of("a");
  other.operation = "DescribeAutoMLJobV2";
  EXPECT_FALSE(cache_.Find(other, kNow));
  const Scope elsewhere{.account = "111111111111", .region = "eu-west-1"};
  EXPECT_FALSE(
      cache_.Find({.operation = "DescribeAutoMLJob", .scope = elsewhere, .body = "a"}, kNow));
}

TEST_F(AnswerCacheTest, AnAnswerHoldsInItsSpanAndUntilTheJobIsWritten) {
  cache_.Put(Of("a"), "job", Span(kNow + milliseconds(5)), "answer");
  EXPECT_FALSE(cache_.Find(Of("a"), kNow - milliseconds(1)));
  EXPECT_TRUE(cache_.Find(Of("a"), kNow + milliseconds(4)));
  EXPECT_FALSE(cache_.Find(Of("a"), kNow + milliseconds(5)));
  cache_.Put(Of("a"), "job", Span(), "later");
  EXPECT_EQ(cache_.Find(Of("a"), kNow + milliseconds(5))->body, "later");
  ++version_;
  EXPECT_FALSE(cache_.Find(Of("a"), kNow));
}

TEST_F(AnswerCacheTest, WhatIsNotAskedForGoesWhenThereIsNoRoom) {
  cache_.Put(Of("asked"), "job", Span(), "answer");
  int kept = 0;
  for (int n = 0; n < 5'000; ++n) {
    cache_.Put(Of("other " + std::to_string(n)), "job", Span(), "answer " + std::to_string(n));
    EXPECT_TRUE(cache_.Find(Of("asked"), kNow)) << n;
  }
  for (int n = 0; n < 5'000; ++n) {
    if (cache_.Find(Of("other " + std::to_string(n)), kNow)) ++kept;
  }
  EXPECT_GT(kept, 300);
  EXPECT_LT(kept, 1'200);
}

// The name in a case that was not used before: a request that nobody has answered yet.
std::string InAnotherCase(const std::string& name, unsigned number) {
  std::string other = name;
  for (std::size_t i = 0; i < other.size(); ++i) {
    if ((number >> i & 1U) != 0) other[i] = static_cast<char>(std::toupper(other[i]));
  }
  return other;
}

class RepeatedDescribeTest : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(RepeatedDescribeTest, AnswersWhatANewRequestIsAnswered) {
  ApiUnderTest api;
  Draws draws(GetParam());
  const std::string name = "abcdefghijklmnop";
  api.Get("CreateAutoMLJob", CreateV1(name));
  for (unsigned step = 1; step < 300; ++step) {
    api.AdvanceNominal(std::chrono::seconds(draws.Below(40)));
    if (step == 250) api.Call("StopAutoMLJob", {{"AutoMLJobName", name}});
    for (const char* operation : {"DescribeAutoMLJob", "DescribeAutoMLJobV2"}) {
      const auto repeated = api.Call(operation, {{"AutoMLJobName", name}});
      const auto fresh = api.Call(operation, {{"AutoMLJobName", InAnotherCase(name, step)}});
      EXPECT_EQ(repeated.text, fresh.text);
      EXPECT_EQ(api.observer.Last().operation, operation);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RepeatedDescribeTest, ::testing::Values(1, 2, 3, 4));

TEST(RepeatedDescribe, IsInTheJournalAndTheLogLikeTheFirst) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("Job"));
  api.AdvanceNominal(std::chrono::hours(24));
  for (int n = 0; n < 4; ++n) {
    api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "Job"}});
    EXPECT_EQ(api.observer.Last().job_name, "Job");
    EXPECT_EQ(api.observer.Last().operation, "DescribeAutoMLJob");
    EXPECT_EQ(api.observer.Last().status, 200U);
  }
  const auto entries = api.control().journal.Find(JournalQuery{});
  ASSERT_EQ(entries.size(), 5U);
  EXPECT_EQ(entries.back()->job_name, "Job");
  EXPECT_EQ(entries.back()->request, R"({"AutoMLJobName":"Job"})");
}

TEST(RepeatedDescribe, SeesFaultsResetsAndOtherAccounts) {
  ApiUnderTest api;
  const json job{{"AutoMLJobName", "job"}};
  api.Get("CreateAutoMLJob", CreateV1("job"));
  for (int n = 0; n < 3; ++n) api.Get("DescribeAutoMLJob", job);
  EXPECT_EQ(api.Call("DescribeAutoMLJob", job, "222222222222").status, 400U);
  FaultRule rule;
  rule.owner = "*";
  rule.times = 1;
  rule.error = FaultError{.type = "ThrottlingException", .message = "Rate", .status = 400};
  ASSERT_TRUE(api.control().faults.Add({rule}, api.clock.Now()));
  EXPECT_EQ(api.Call("DescribeAutoMLJob", job).Error(), "ThrottlingException: Rate");
  api.Get("DescribeAutoMLJob", job);
  std::promise<WriteResult> removed;
  api.store().Write([](WriteTransaction& transaction) { transaction.RemoveJobsAndTags({}); },
                    [&](const WriteResult& result) { removed.set_value(result); });
  removed.get_future().get();
  EXPECT_EQ(api.Call("DescribeAutoMLJob", job).Error(),
            "ResourceNotFound: Amazon SageMaker can't find an AutoML job called job.");
}

}  // namespace
}  // namespace autopilot::testing
