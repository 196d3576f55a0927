#include "control/faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace autopilot {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;

constexpr const char* kAccount = "111111111111";
constexpr Timestamp kStart{seconds(1'000)};

FaultRule Rule(std::string id = "") {
  FaultRule rule;
  rule.id = std::move(id);
  rule.owner = kAccount;
  rule.error = FaultError{.type = "InternalFailure", .message = "m", .status = 500};
  return rule;
}

FaultCall Call(std::string_view job = "job", std::string_view operation = "DescribeAutoMLJob") {
  return {.operation = operation,
          .account = kAccount,
          .region = "us-east-1",
          .job_name = job,
          .seed = 7};
}

std::vector<std::string> Ids(const std::vector<FaultStatus>& list) {
  std::vector<std::string> ids;
  ids.reserve(list.size());
  for (const FaultStatus& status : list) ids.push_back(status.rule.id);
  return ids;
}

TEST(FaultsTest, WithoutRulesNothingHappens) {
  Faults faults;
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(faults.Match(Call(), kStart), std::nullopt);
}

TEST(FaultsTest, EveryConditionCounts) {
  struct Case {
    const char* name;
    FaultRule rule;
    FaultCall call;
    bool hits;
  };
  const auto rule = [](auto change) {
    FaultRule changed = Rule("a");
    change(changed);
    return changed;
  };
  const auto call = [](auto change) {
    FaultCall changed = Call();
    change(changed);
    return changed;
  };
  const auto create_or_list = rule([](auto& r) { r.operations = {"CreateAutoMLJob", "List*"}; });
  const auto us = rule([](auto& r) { r.region = "us-*"; });
  const auto nightly = rule([](auto& r) { r.job = "Nightly-*"; });
  const auto any_job = rule([](auto& r) { r.job = "*"; });
  const auto unusable = call([](auto& c) {
    c.usable = false;
    c.operation = c.job_name = "";
  });
  const Case cases[] = {
      {"no condition", Rule("a"), Call(), true},
      {"another account", Rule("a"), call([](auto& c) { c.account = "222222222222"; }), false},
      {"all accounts", rule([](auto& r) { r.owner = "*"; }), Call(), true},
      {"operation", create_or_list, call([](auto& c) { c.operation = "CreateAutoMLJob"; }), true},
      {"operation glob", create_or_list, call([](auto& c) { c.operation = "ListTags"; }), true},
      {"another operation", create_or_list, Call(), false},
      {"operation in another case", create_or_list,
       call([](auto& c) { c.operation = "createAutoMLJob"; }), false},
      {"region", us, Call(), true},
      {"another region", us, call([](auto& c) { c.region = "eu-west-1"; }), false},
      {"job in another case", nightly, call([](auto& c) { c.job_name = "nightly-1"; }), true},
      {"another job", nightly, call([](auto& c) { c.job_name = "daily-1"; }), false},
      {"any job", any_job, Call(), true},
      {"no job", any_job, call([](auto& c) { c.job_name = ""; }), false},
      {"unusable, no condition", Rule("a"), unusable, true},
      {"unusable, region", us, unusable, true},
      {"unusable, operation", rule([](auto& r) { r.operations = {"*"}; }), unusable, false},
      {"unusable, job", any_job, unusable, false},
      {"unusable body, operation", rule([](auto& r) { r.operations = {"*"}; }),
       call([](auto& c) { c.usable = false; }), false},
  };
  for (const Case& c : cases) {
    Faults faults;
    ASSERT_TRUE(faults.Add({c.rule}, kStart));
    EXPECT_EQ(faults.Match(c.call, kStart).has_value(), c.hits) << c.name;
    const auto status = faults.Get(c.rule.owner, "a", kStart);
    ASSERT_TRUE(status);
    EXPECT_EQ(status->matched, c.hits ? 1U : 0U) << c.name;
    EXPECT_EQ(status->hits, c.hits ? 1U : 0U) << c.name;
  }
}

TEST(FaultsTest, AHitCarriesWhatTheRuleSays) {
  Faults faults;
  FaultRule rule = Rule("a");
  rule.when = FaultWhen::kAfter;
  rule.latency = FixedLatency{milliseconds(5)};
  FaultRule cut = Rule("b");
  cut.owner = "*";
  cut.error.reset();
  cut.connection = ConnectionFault::kMalformed;
  rule.times = 1;
  ASSERT_TRUE(faults.Add({rule, cut}, kStart));
  EXPECT_EQ(faults.Match(Call(), kStart), (FaultHit{.owner = kAccount,
                                                    .rule_id = "a",
                                                    .when = FaultWhen::kAfter,
                                                    .error = rule.error,
                                                    .connection = std::nullopt,
                                                    .latency = milliseconds(5)}));
  EXPECT_EQ(faults.Match(Call(), kStart), (FaultHit{.owner = "*",
                                                    .rule_id = "b",
                                                    .when = FaultWhen::kBefore,
                                                    .error = std::nullopt,
                                                    .connection = ConnectionFault::kMalformed,
                                                    .latency = microseconds(0)}));
}

TEST(FaultsTest, TheFirstRuleThatHitsWins) {
  Faults faults;
  FaultRule never = Rule("never");
  never.probability = 0;
  ASSERT_TRUE(faults.Add({never, Rule("first"), Rule("second")}, kStart));
  EXPECT_EQ(faults.Match(Call(), kStart)->rule_id, "first");
  const auto list = faults.List(kAccount, kStart);
  EXPECT_THAT(Ids(list), ElementsAre("never", "first", "second"));
  EXPECT_EQ(list[0].matched, 1U);
  EXPECT_EQ(list[0].hits, 0U);
  EXPECT_EQ(list[2].matched, 0U);
}

TEST(FaultsTest, CallsPassFirstAndThenAreHitSoManyTimes) {
  Faults faults;
  FaultRule rule = Rule("a");
  rule.after = 2;
  rule.times = 3;
  ASSERT_TRUE(faults.Add({rule}, kStart));
  std::vector<bool> hits(7);
  std::generate(hits.begin(), hits.end(), [&] { return faults.Match(Call(), kStart).has_value(); });
  EXPECT_THAT(hits, ElementsAre(false, false, true, true, true, false, false));
  const auto status = faults.Get(kAccount, "a", kStart);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->matched, 5U);  // once it is spent, it matches nothing
  EXPECT_EQ(status->hits, 3U);
  EXPECT_TRUE(status->spent);
  EXPECT_FALSE(status->expired);
}

TEST(FaultsTest, ARuleLivesAsLongAsItsTtlSays) {
  Faults faults;
  FaultRule rule = Rule("a");
  rule.ttl = seconds(10);
  ASSERT_TRUE(faults.Add({rule}, kStart));
  EXPECT_TRUE(faults.Match(Call(), kStart + seconds(10) - microseconds(1)));
  EXPECT_FALSE(faults.Get(kAccount, "a", kStart + seconds(9))->expired);
  EXPECT_FALSE(faults.Match(Call(), kStart + seconds(10)));
  EXPECT_TRUE(faults.Get(kAccount, "a", kStart + seconds(10))->expired);
}

TEST(FaultsTest, IdsAreTheOwnersOwn) {
  Faults faults;
  FaultRule other = Rule("a");
  other.owner = "222222222222";
  const auto added = faults.Add({Rule(), Rule("fault-2"), Rule(), Rule("a"), other}, kStart);
  ASSERT_TRUE(added);
  EXPECT_THAT(Ids(faults.List(kAccount, kStart)),
              ElementsAre("fault-1", "fault-2", "fault-3", "a"));
  EXPECT_EQ((*added)[2].id, "fault-3");
  EXPECT_THAT(Ids(faults.List("222222222222", kStart)), ElementsAre("a"));
  EXPECT_EQ(faults.List(std::nullopt, kStart).size(), 5U);
}

TEST(FaultsTest, RulesAreAddedAllOrNone) {
  Faults faults;
  ASSERT_TRUE(faults.Add({Rule("a")}, kStart));
  const auto in_use = faults.Add({Rule("b"), Rule("a")}, kStart);
  ASSERT_FALSE(in_use);
  EXPECT_EQ(in_use.error(), (ControlError{"The id 'a' is already in use.", "/1/id", {}}));
  EXPECT_FALSE(faults.Add({Rule("b"), Rule("b")}, kStart));
  EXPECT_THAT(Ids(faults.List(std::nullopt, kStart)), ElementsAre("a"));
}

TEST(FaultsTest, TheNumberOfRulesIsBounded) {
  Faults faults;
  std::vector<FaultRule> rules(Faults::kMaxRules, Rule());
  rules.back().id = "last";
  ASSERT_TRUE(faults.Add(rules, kStart));
  const auto refused = faults.Add({Rule()}, kStart);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(),
            (ControlError{"There can be at most 10000 fault rules; remove some first.", "", {}}));
  EXPECT_FALSE(faults.Put(Rule("one more"), kStart));
  EXPECT_TRUE(faults.ReplaceAll(kAccount, rules, kStart));
  EXPECT_TRUE(faults.Put(Rule("last"), kStart));
}

TEST(FaultsTest, TheRulesOfAnOwnerAreReplacedInOneStep) {
  Faults faults;
  FaultRule of_all = Rule("z");
  of_all.owner = "*";
  ASSERT_TRUE(faults.Add({Rule("a"), of_all}, kStart));
  EXPECT_FALSE(faults.ReplaceAll(kAccount, {Rule("b"), Rule("b")}, kStart));
  EXPECT_THAT(Ids(faults.List(std::nullopt, kStart)), ElementsAre("a", "z"));
  ASSERT_TRUE(faults.ReplaceAll(kAccount, {Rule("a"), Rule("c")}, kStart));
  EXPECT_THAT(Ids(faults.List(std::nullopt, kStart)), ElementsAre("z", "a", "c"));
  ASSERT_TRUE(faults.ReplaceAll(kAccount, {}, kStart));
  EXPECT_THAT(Ids(faults.List(std::nullopt, kStart)), ElementsAre("z"));
}

TEST(FaultsTest, ARuleThatIsPutTakesThePlaceAndBeginsAnew) {
  Faults faults;
  ASSERT_TRUE(faults.Add({Rule("a"), Rule("b")}, kStart));
  faults.Match(Call(), kStart);
  FaultRule changed = Rule("a");
  changed.connection = ConnectionFault::kReset;
  changed.error.reset();
  EXPECT_EQ(faults.Put(changed, kStart + seconds(1)), true);
  EXPECT_EQ(faults.Put(Rule("c"), kStart), false);
  const auto list = faults.List(kAccount, kStart);
  EXPECT_THAT(Ids(list), ElementsAre("a", "b", "c"));
  EXPECT_EQ(list[0].rule, changed);
  EXPECT_EQ(list[0].added, kStart + seconds(1));
  EXPECT_EQ(list[0].matched, 0U);
}

TEST(FaultsTest, RulesAreRemoved) {
  Faults faults;
  FaultRule of_all = Rule("a");
  of_all.owner = "*";
  ASSERT_TRUE(faults.Add({Rule("a"), Rule("b"), of_all}, kStart));
  EXPECT_FALSE(faults.Remove(kAccount, "c"));
  EXPECT_FALSE(faults.Remove("222222222222", "a"));
  EXPECT_TRUE(faults.Remove(kAccount, "a"));
  EXPECT_FALSE(faults.Get(kAccount, "a", kStart));
  EXPECT_TRUE(faults.Get("*", "a", kStart));
  EXPECT_EQ(faults.Clear(kAccount), 1U);
  EXPECT_FALSE(faults.empty());
  EXPECT_EQ(faults.Clear(std::nullopt), 1U);
  EXPECT_TRUE(faults.empty());
}

TEST(FaultsTest, CountsAreExactWithEightThreads) {
  Faults faults;
  FaultRule rule = Rule("a");
  rule.after = 100;
  rule.times = 500;
  ASSERT_TRUE(faults.Add({rule, Rule("rest")}, kStart));
  constexpr int kThreads = 8;
  constexpr int kCalls = 1'000;
  std::atomic<int> of_first{0};
  std::atomic<int> of_rest{0};
  std::vector<std::thread> callers;
  callers.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    callers.emplace_back([&] {
      for (int call = 0; call < kCalls; ++call) {
        const auto hit = faults.Match(Call(), kStart);
        ++(hit && hit->rule_id == "a" ? of_first : of_rest);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(of_first, 500);
  EXPECT_EQ(of_rest, kThreads * kCalls - 500);
  const auto list = faults.List(kAccount, kStart);
  EXPECT_EQ(list[0].matched, 600U);
  EXPECT_EQ(list[0].hits, 500U);
  EXPECT_TRUE(list[0].spent);
  EXPECT_EQ(list[1].hits, 7'500U);
}

}  // namespace
}  // namespace autopilot
