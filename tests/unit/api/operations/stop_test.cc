#include <gtest/gtest.h>

#include <algorithm>
#include <future>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"
#include "tests/support/temp_folder.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using std::chrono::minutes;
using std::chrono::seconds;

const json kJob{{"AutoMLJobName", "job"}};

TEST(StopAutoMLJob, AnswersEmptyAndStopsThirtyNominalSecondsLater) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("job"));
  api.AdvanceNominal(minutes(5));
  const auto answer = api.Call("StopAutoMLJob", kJob);
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.text, "");

  auto job = api.Get("DescribeAutoMLJob", kJob);
  EXPECT_EQ(job["AutoMLJobStatus"], "Stopping");
  EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "Stopping");
  EXPECT_FALSE(job.contains("EndTime"));

  api.AdvanceNominal(seconds(27));
  EXPECT_EQ(api.Get("DescribeAutoMLJob", kJob)["AutoMLJobStatus"], "Stopping");
  api.AdvanceNominal(seconds(3));
  job = api.Get("DescribeAutoMLJob", kJob);
  EXPECT_EQ(job["AutoMLJobStatus"], "Stopped");
  EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "Stopped");
  EXPECT_TRUE(job.contains("EndTime"));
  EXPECT_FALSE(job.contains("BestCandidate"));
}

TEST(StopAutoMLJob, OfAStoppingJobIsAcceptedAndChangesNothing) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("job"));
  api.Call("StopAutoMLJob", kJob);
  const auto before = api.Get("DescribeAutoMLJob", kJob);
  api.AdvanceNominal(seconds(18));
  EXPECT_EQ(api.Call("StopAutoMLJob", kJob).status, 200U);
  EXPECT_EQ(api.Get("DescribeAutoMLJob", kJob), before);
  api.AdvanceNominal(seconds(12));
  EXPECT_EQ(api.Get("DescribeAutoMLJob", kJob)["AutoMLJobStatus"], "Stopped");
}

TEST(StopAutoMLJob, OfAnEndedJobIsRefused) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("job"));
  api.AdvanceNominal(std::chrono::hours(24));
  EXPECT_EQ(api.Call("StopAutoMLJob", kJob).Error(),
            "ValidationException: The request was rejected because the AutoML job is in status "
            "Completed.");
  api.Get("CreateAutoMLJob", CreateV1("stopped"));
  api.Call("StopAutoMLJob", {{"AutoMLJobName", "stopped"}});
  api.AdvanceNominal(minutes(1));
  EXPECT_EQ(api.Call("StopAutoMLJob", {{"AutoMLJobName", "stopped"}}).Error(),
            "ValidationException: The request was rejected because the AutoML job is in status "
            "Stopped.");
}

// The stop waits behind another write while the job ends and somebody sees it ended.
TEST(StopAutoMLJob, NeverUndoesAnEndThatWasSeen) {
  const TempFolder folder;  // on a file, reads do not wait for the writer
  ApiUnderTest api({}, {.data_dir = folder.path()});
  api.Get("CreateAutoMLJob", CreateV1("job"));
  std::promise<void> writer_is_busy;
  std::promise<void> writer_may_go_on;
  api.store().Write(
      [&](WriteTransaction&) {
        writer_is_busy.set_value();
        writer_may_go_on.get_future().wait();
      },
      [](const WriteResult&) {});
  writer_is_busy.get_future().wait();
  auto stop = std::async(std::launch::async, [&] { return api.Call("StopAutoMLJob", kJob); });
  api.AdvanceNominal(std::chrono::hours(24));
  EXPECT_EQ(api.Get("DescribeAutoMLJob", kJob)["AutoMLJobStatus"], "Completed");
  writer_may_go_on.set_value();
  EXPECT_EQ(stop.get().Error(),
            "ValidationException: The request was rejected because the AutoML job is in status "
            "Completed.");
  EXPECT_EQ(api.Get("DescribeAutoMLJob", kJob)["AutoMLJobStatus"], "Completed");
}

TEST(StopAutoMLJob, OfAMissingJobIsResourceNotFound) {
  ApiUnderTest api;
  EXPECT_EQ(api.Call("StopAutoMLJob", kJob).Error(),
            "ResourceNotFound: Amazon SageMaker can't find an AutoML job called job.");
}

TEST(StopAutoMLJob, WorksOnJobsOfV2AndWithoutRegardToCase) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJobV2", CreateTimeSeriesV2("Job"));
  EXPECT_EQ(api.Call("StopAutoMLJob", {{"AutoMLJobName", "JOB"}}).status, 200U);
  EXPECT_EQ(api.Get("DescribeAutoMLJobV2", kJob)["AutoMLJobStatus"], "Stopping");
}

TEST(StopAutoMLJob, DuringTuningKeepsTheFinishedCandidates) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("job"));
  api.AdvanceNominal(minutes(19));
  const auto candidates = [&] { return api.Get("ListCandidatesForAutoMLJob", kJob)["Candidates"]; };
  const auto count = [](const json& list, const char* status) {
    return std::count_if(list.begin(), list.end(), [&](const json& candidate) {
      return candidate["CandidateStatus"] == status;
    });
  };
  const auto before = candidates();
  ASSERT_GT(count(before, "InProgress"), 0);
  api.Call("StopAutoMLJob", kJob);
  EXPECT_EQ(count(candidates(), "Stopping"), count(before, "InProgress"));
  api.AdvanceNominal(std::chrono::hours(1));
  const auto after = candidates();
  EXPECT_EQ(after.size(), before.size());
  EXPECT_EQ(count(after, "Stopped"), count(before, "InProgress"));
  EXPECT_EQ(count(after, "Completed"), count(before, "Completed"));
}

}  // namespace
}  // namespace autopilot::testing
