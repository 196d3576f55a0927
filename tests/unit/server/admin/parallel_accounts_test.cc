#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

constexpr int kAccounts = 16;
constexpr int kThreads = 4;

std::string AccountOf(int number) { return std::to_string(100'000'000'000 + number); }

std::string YearOf(int number) { return std::to_string(2030 + number); }

// What one test does with its account, while others do the same with theirs.
void SteerOneAccount(ControlUnderTest& server, int number) {
  const std::string account = AccountOf(number);
  const Headers caller = SignedBy(account);
  const std::string reason = "reason of " + account;
  server.Done("PUT", "/_autopilot/clock",
              {{"mode", "frozen"}, {"now", YearOf(number) + "-01-01T00:00:00Z"}}, caller);
  server.Done("PUT", "/_autopilot/scenarios/mine", {{"failure", {{"reason", reason}}}}, caller);
  server.Done("PUT", "/_autopilot/scenario-rules",
              {{"rules", {{{"job", "bad-*"}, {"scenario", "mine"}}}}}, caller);
  server.Done("POST", "/_autopilot/faults",
              {{"id", "mine"},
               {"operation", "ListTags"},
               {"times", number + 1},
               {"error", {{"type", "Mine" + account}, {"status", 418}, {"message", account}}}},
              caller);
  server.Create("bad-job", nullptr, account);
  server.Create("good-job", nullptr, account);
  auto ended = server.ControlLater("POST", "/_autopilot/wait",
                                   {{"job", "good-job"}, {"status", "Completed"}}, caller);
  EXPECT_EQ(server.StatusOf("bad-job", account), "InProgress/Starting");
  server.Done("POST", "/_autopilot/clock/advance", {{"by", "P1D"}}, caller);
  EXPECT_EQ(ended.get().status, 200U);
}

void CheckOneAccount(ControlUnderTest& server, int number) {
  const std::string account = AccountOf(number);
  const Headers caller = SignedBy(account);
  const auto describe = [&](const std::string& job) {
    return server.Call("DescribeAutoMLJob", {{"AutoMLJobName", job}}, account).body;
  };
  EXPECT_EQ(describe("bad-job")["FailureReason"], "reason of " + account);
  EXPECT_EQ(describe("good-job")["AutoMLJobStatus"], "Completed");
  EXPECT_EQ(server.Done("GET", "/_autopilot/clock", nullptr, caller)["now"],
            YearOf(number) + "-01-02T00:00:00.000Z");
  const json arn{
      {"ResourceArn", "arn:aws:sagemaker:us-east-1:" + account + ":automl-job/good-job"}};
  for (int call = 0; call <= number; ++call) {
    EXPECT_EQ(server.Call("ListTags", arn, account).Error(), "Mine" + account + ": " + account);
  }
  EXPECT_EQ(server.Call("ListTags", arn, account).status, 200U);
  EXPECT_EQ(server.Done("POST", "/_autopilot/journal/count", {{"operation", "ListTags"}},
                        caller)["count"],
            number + 2);
}

TEST(ParallelAccounts, SixteenSteeredAtOnceDoNotSeeEachOther) {
  ControlUnderTest server;
  for (auto* const step : {SteerOneAccount, CheckOneAccount}) {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&server, step, thread] {
        for (int number = thread; number < kAccounts; number += kThreads) step(server, number);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(server.Done("GET", "/_autopilot/scenarios/failed")["source"], "built-in");
  EXPECT_EQ(server.Done("GET", "/_autopilot/clock")["now"], "2026-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace autopilot::testing
