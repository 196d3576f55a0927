#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

// Runs `work(0)` to `work(count - 1)` at once.
template <typename Work>
void InParallel(int count, const Work& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  for (auto& thread : threads) thread.join();
}

TEST(ApiConcurrency, OfManyCreatesOfOneNameExactlyOneSucceeds) {
  ApiUnderTest api;
  for (int round = 0; round < 5; ++round) {
    const auto name = "job-" + std::to_string(round);
    std::atomic<int> created = 0;
    std::atomic<int> in_use = 0;
    InParallel(32, [&](int) {
      const auto answer = api.Call("CreateAutoMLJob", CreateV1(name));
      if (answer.status == 200) ++created;
      if (answer.Error().starts_with("ResourceInUse: ")) ++in_use;
    });
    EXPECT_EQ(created, 1);
    EXPECT_EQ(in_use, 31);
  }
}

// Each caller works in an account of its own and must see exactly what it did there, whatever the
// others do at the same time.
TEST(ApiConcurrency, CallersOfDifferentAccountsDoNotMeet) {
  ApiUnderTest api;
  InParallel(8, [&](int caller) {
    const auto account = "00000000001" + std::to_string(caller);
    const auto call = [&](const char* operation, const json& input) {
      return api.Call(operation, input, account);
    };
    for (int number = 0; number < 12; ++number) {
      const auto name = "job-" + std::to_string(number);
      const auto created = call("CreateAutoMLJobV2", CreateTabularV2(name));
      ASSERT_EQ(created.Error(), "");
      const json job{{"AutoMLJobName", name}};
      EXPECT_EQ(call("DescribeAutoMLJobV2", job).body["AutoMLJobName"], name);
      EXPECT_EQ(call("ListCandidatesForAutoMLJob", job).Error(), "");
      const auto arn = created.body["AutoMLJobArn"];
      const json tag{{"Key", "caller"}, {"Value", account}};
      EXPECT_EQ(call("AddTags", {{"ResourceArn", arn}, {"Tags", json::array({tag})}}).Error(), "");
      EXPECT_EQ(call("ListTags", {{"ResourceArn", arn}}).body["Tags"], json::array({tag}));
      if (number % 3 == 0) {
        EXPECT_EQ(call("StopAutoMLJob", job).Error(), "");
      }
      const auto list = call("ListAutoMLJobs", {{"MaxResults", 100}});
      EXPECT_EQ(list.body["AutoMLJobSummaries"].size(), static_cast<std::size_t>(number) + 1);
    }
  });
}

TEST(ApiConcurrency, ReadersSeeWholeJobsWhileTimeAndWritersMoveOn) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("job"));
  InParallel(6, [&](int thread) {
    for (int i = 0; i < 40; ++i) {
      if (thread == 0) {
        api.AdvanceNominal(std::chrono::minutes(2));
      } else if (thread == 1) {
        api.Get("CreateAutoMLJob", CreateV1("other-" + std::to_string(i)));
      } else {
        api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}});
        api.Get("ListAutoMLJobs", {{"SortBy", "Status"}});
      }
    }
  });
  EXPECT_EQ(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})["AutoMLJobStatus"],
            "Completed");
}

}  // namespace
}  // namespace autopilot::testing
