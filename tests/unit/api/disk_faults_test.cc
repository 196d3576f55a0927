#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <utility>

#include "tests/support/api_under_test.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/requests.h"
#include "tests/support/temp_folder.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* kNothingStored =
    "InternalFailure: The request processing has failed because of an unknown error, exception or "
    "failure. Nothing was stored; the server's log says why.";

json Named(const char* name) { return {{"AutoMLJobName", name}}; }

TEST(DiskFaults, WhileTheDiskIsFullWritesFailAndReadsAreAnswered) {
  const TempFolder folder;
  FaultyDisk disk;
  ApiUnderTest api({}, {.data_dir = folder.path() / "data"});
  const auto created = api.Get("CreateAutoMLJobV2", CreateTabularV2("before"));
  const json arn{{"ResourceArn", created["AutoMLJobArn"]}};
  const auto described = api.Get("DescribeAutoMLJobV2", Named("before"));

  disk.FailWritesAfter(0, FaultyDisk::WriteError::kFull);
  auto tags = arn;
  tags["Tags"] = json::array({json{{"Key", "k"}, {"Value", "v"}}});
  auto keys = arn;
  keys["TagKeys"] = json::array({"k"});
  const std::pair<const char*, json> writes[] = {{"CreateAutoMLJob", CreateV1("v1")},
                                                 {"CreateAutoMLJobV2", CreateTabularV2("v2")},
                                                 {"StopAutoMLJob", Named("before")},
                                                 {"AddTags", tags},
                                                 {"DeleteTags", keys}};
  for (const auto& [operation, input] : writes) {
    // What would write nothing needs no disk.
    const auto answer = api.Call(operation, input);
    if (std::string_view(operation) == "DeleteTags") {
      EXPECT_EQ(answer.status, 200U);
      continue;
    }
    EXPECT_EQ(answer.status, 500U) << operation;
    EXPECT_EQ(answer.Error(), kNothingStored) << operation;
    EXPECT_THAT(api.observer.Last().internal_error,
                HasSubstr("database or disk is full: free space where the data folder is"));
  }
  EXPECT_EQ(api.Get("DescribeAutoMLJobV2", Named("before")), described);
  EXPECT_EQ(api.Get("ListAutoMLJobs", json::object())["AutoMLJobSummaries"].size(), 1U);
  EXPECT_EQ(api.Get("ListTags", arn)["Tags"], json::array());

  disk.Mend();
  for (const auto& [operation, input] : writes) {
    EXPECT_EQ(api.Call(operation, input).Error(), "") << operation;
  }
}

TEST(DiskFaults, AFailingSyncIsNoSuccess) {
  const TempFolder folder;
  FaultyDisk disk;
  const StoreOptions store{.data_dir = folder.path() / "data", .durability = Durability::kFull};
  {
    ApiUnderTest api({}, store);
    api.Get("CreateAutoMLJob", CreateV1("before"));
    disk.FailSyncs(FaultyDisk::File::kWal);
    EXPECT_EQ(api.Call("CreateAutoMLJob", CreateV1("job")).Error(), kNothingStored);
    EXPECT_EQ(api.Call("DescribeAutoMLJob", Named("job")).status, 400U);
    disk.Mend();
    // Its name is free: the client that tries again succeeds.
    EXPECT_EQ(api.Call("CreateAutoMLJob", CreateV1("job")).Error(), "");
  }
  ApiUnderTest api({}, store);
  for (const char* name : {"before", "job"}) api.Get("DescribeAutoMLJob", Named(name));
}

// Counting an answered Describe call is a write: an answer that is not counted would not be true.
TEST(DiskFaults, InManualProgressionADescribeCallThatCannotBeCountedFails) {
  const TempFolder folder;
  FaultyDisk disk;
  ControlOptions control;
  control.defaults.progression.mode = ProgressionMode::kManual;
  ApiUnderTest api(control, {.data_dir = folder.path() / "data"});
  api.Get("CreateAutoMLJob", CreateV1("job"));
  disk.FailWritesAfter(0, FaultyDisk::WriteError::kInputOutput);
  EXPECT_EQ(api.Call("DescribeAutoMLJob", Named("job")).status, 500U);
  disk.Mend();
  EXPECT_EQ(api.Get("DescribeAutoMLJob", Named("job"))["AutoMLJobSecondaryStatus"], "Starting");
  EXPECT_EQ(api.Get("DescribeAutoMLJob", Named("job"))["AutoMLJobSecondaryStatus"],
            "AnalyzingData");
}

TEST(DiskFaults, AChangeOfSettingsThatIsNotStoredDoesNotHold) {
  const TempFolder folder;
  FaultyDisk disk;
  ApiUnderTest api({}, {.data_dir = folder.path() / "data"});
  disk.FailWritesAfter(0, FaultyDisk::WriteError::kFull);
  std::promise<ControlState::Outcome> promise;
  api.control().state.Update(
      "000000000000",
      [](WriteTransaction&, AccountSettings& settings) -> ControlState::Outcome {
        settings.rate = Rate{1'000'000};
        return json::object();
      },
      [&](ControlState::Outcome outcome) { promise.set_value(std::move(outcome)); });
  const auto outcome = promise.get_future().get();
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message,
              HasSubstr("the change was not stored: the database reports: database or disk is "
                        "full: free space"));
  disk.Mend();
  api.Configure([](AccountSettings& settings) { EXPECT_EQ(settings.rate, std::nullopt); });
}

}  // namespace
}  // namespace autopilot::testing
