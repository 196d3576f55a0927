#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "control/faults.h"

namespace autopilot {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;

constexpr const char* kAccount = "111111111111";
constexpr Timestamp kStart{seconds(1'000)};

FaultRule Rule(std::string id) {
  FaultRule rule;
  rule.id = std::move(id);
  rule.owner = kAccount;
  rule.error = FaultError{.type = "InternalFailure", .message = "m", .status = 500};
  return rule;
}

FaultCall Call(std::string_view job = "job") {
  return {.operation = "DescribeAutoMLJob",
          .account = kAccount,
          .region = "us-east-1",
          .job_name = job,
          .seed = 7};
}

std::vector<bool> HitsOf(Faults& faults, std::string_view job, std::size_t calls) {
  std::vector<bool> hits(calls);
  std::generate(hits.begin(), hits.end(),
                [&] { return faults.Match(Call(job), kStart).has_value(); });
  return hits;
}

FaultRule Likely(double probability) {
  FaultRule rule = Rule("likely");
  rule.probability = probability;
  return rule;
}

TEST(FaultDrawsTest, ProbabilityIsMet) {
  Faults faults;
  ASSERT_TRUE(faults.Add({Likely(0.3)}, kStart));
  const std::vector<bool> hits = HitsOf(faults, "job", 10'000);
  EXPECT_NEAR(static_cast<double>(std::count(hits.begin(), hits.end(), true)), 3'000, 150);
}

TEST(FaultDrawsTest, ParallelCallersWithDifferentJobsGetTheSameInEveryRun) {
  const std::vector<std::string> jobs = {"a", "b", "c", "d"};
  const auto run = [&] {
    Faults faults;
    EXPECT_TRUE(faults.Add({Likely(0.5)}, kStart));
    std::vector<std::vector<bool>> hits(jobs.size());
    std::vector<std::thread> callers;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      callers.emplace_back([&, i] { hits[i] = HitsOf(faults, jobs[i], 200); });
    }
    for (std::thread& caller : callers) caller.join();
    return hits;
  };
  const auto first = run();
  EXPECT_EQ(run(), first);
  EXPECT_NE(first[0], first[1]);
}

TEST(FaultDrawsTest, WhatADrawBelongsToDecidesIt) {
  const auto hits = [](auto change_call, std::string id = "likely") {
    Faults faults;
    FaultRule rule = Likely(0.5);
    rule.owner = "*";
    rule.id = std::move(id);
    EXPECT_TRUE(faults.Add({rule}, kStart));
    FaultCall call = Call("Job");
    change_call(call);
    std::vector<bool> results(64);
    std::generate(results.begin(), results.end(),
                  [&] { return faults.Match(call, kStart).has_value(); });
    return results;
  };
  const auto same = hits([](auto&) {});
  EXPECT_EQ(hits([](auto& c) { c.job_name = "JOB"; }), same);
  EXPECT_NE(hits([](auto& c) { c.job_name = "job2"; }), same);
  EXPECT_NE(hits([](auto& c) { c.operation = "ListTags"; }), same);
  EXPECT_NE(hits([](auto& c) { c.account = "222222222222"; }), same);
  EXPECT_NE(hits([](auto& c) { c.region = "eu-west-1"; }), same);
  EXPECT_NE(hits([](auto& c) { c.seed = 8; }), same);
  EXPECT_NE(hits([](auto&) {}, "other"), same);
}

TEST(FaultDrawsTest, CallsThatPassFirstDoNotShiftTheDraws) {
  Faults plain;
  ASSERT_TRUE(plain.Add({Likely(0.5)}, kStart));
  Faults later;
  FaultRule rule = Likely(0.5);
  rule.after = 10;
  ASSERT_TRUE(later.Add({rule}, kStart));
  auto expected = HitsOf(plain, "job", 50);
  std::fill(expected.begin(), expected.begin() + 10, false);
  EXPECT_EQ(HitsOf(later, "job", 50), expected);
}

TEST(FaultDrawsTest, DrawsAreBoundedInMemoryAndStayRandom) {
  Faults faults;
  ASSERT_TRUE(faults.Add({Likely(0.5)}, kStart));
  for (std::size_t i = 0; i < Faults::kMaxCountedPairs; ++i) {
    faults.Match(Call(std::to_string(i)), kStart);
  }
  const auto hits = HitsOf(faults, "one more", 1'000);
  EXPECT_NEAR(static_cast<double>(std::count(hits.begin(), hits.end(), true)), 500, 100);
  // The room is free again once the rule is gone.
  ASSERT_TRUE(faults.ReplaceAll(kAccount, {Likely(0.5)}, kStart));
  Faults fresh;
  ASSERT_TRUE(fresh.Add({Likely(0.5)}, kStart));
  EXPECT_EQ(HitsOf(faults, "job", 100), HitsOf(fresh, "job", 100));
}

std::vector<std::int64_t> Delays(const FaultLatency& latency, std::size_t calls) {
  Faults faults;
  FaultRule rule = Rule("slow");
  rule.error.reset();
  rule.latency = latency;
  EXPECT_TRUE(faults.Add({rule}, kStart));
  std::vector<std::int64_t> delays(calls);
  std::generate(delays.begin(), delays.end(),
                [&] { return faults.Match(Call(), kStart).value_or(FaultHit{}).latency.count(); });
  return delays;
}

TEST(FaultDrawsTest, FixedLatencyIsAlwaysTheSame) {
  EXPECT_THAT(Delays(FixedLatency{milliseconds(3)}, 3), ElementsAre(3'000, 3'000, 3'000));
}

TEST(FaultDrawsTest, UniformLatencyStaysInItsRangeAndFillsIt) {
  const UniformLatency latency{.min = microseconds(100), .max = microseconds(103)};
  const auto delays = Delays(latency, 400);
  std::map<std::int64_t, int> seen;
  for (const std::int64_t delay : delays) ++seen[delay];
  ASSERT_EQ(seen.size(), 4U);
  EXPECT_EQ(seen.begin()->first, 100);
  EXPECT_EQ(seen.rbegin()->first, 103);
  EXPECT_EQ(Delays(latency, 400), delays);
  EXPECT_THAT(Delays(UniformLatency{microseconds(5), microseconds(5)}, 2), ElementsAre(5, 5));
}

TEST(FaultDrawsTest, LognormalLatencyHasItsMedianAndTailAndCap) {
  auto delays = Delays(LognormalLatency{milliseconds(100), 0.5, std::nullopt}, 20'001);
  std::sort(delays.begin(), delays.end());
  EXPECT_NEAR(static_cast<double>(delays[10'000]), 100'000, 2'000);
  // The quantiles at one standard deviation: median * e^-0.5 and median * e^0.5.
  EXPECT_NEAR(static_cast<double>(delays[3'173]), 60'653, 2'000);
  EXPECT_NEAR(static_cast<double>(delays[16'827]), 164'872, 5'000);
  EXPECT_THAT(Delays(LognormalLatency{milliseconds(100), 0, std::nullopt}, 2),
              ElementsAre(100'000, 100'000));
  const auto capped = Delays(LognormalLatency{milliseconds(100), 1, milliseconds(120)}, 1'000);
  EXPECT_EQ(*std::max_element(capped.begin(), capped.end()), 120'000);
  const auto wild = Delays(LognormalLatency{kLongestLatency, 10, std::nullopt}, 100);
  EXPECT_EQ(*std::max_element(wild.begin(), wild.end()), kLongestLatency.count());
}

}  // namespace
}  // namespace autopilot
