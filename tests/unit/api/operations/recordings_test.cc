#include <gtest/gtest.h>

#include <utility>

#include "api/operations/job_json.h"
#include "tests/unit/api/operations/recording.h"

// Recorded answers of the real service, fed through the rendering that clients see. What the
// service has changed since a recording was made is put into the expectation, each time with its
// reason.

namespace autopilot::testing {
namespace {

using nlohmann::json;

// Since 2022 the service keeps the case of names in ARNs.
void KeepCaseOfArn(json& recording) {
  auto arn = recording["AutoMLJobArn"].get<std::string>();
  const auto name = recording["AutoMLJobName"].get<std::string>();
  recording["AutoMLJobArn"] = arn.substr(0, arn.size() - name.size()) + name;
}

// Since 2022 the service fills in two members of a channel.
const std::string kFilledIn =
    R"("ChannelType":"training","ContentType":"text/csv;header=present",)";
void FillInChannel(json& recording) {
  recording["InputDataConfig"][0]["ChannelType"] = "training";
  recording["InputDataConfig"][0]["ContentType"] = "text/csv;header=present";
}

// In HPO we show StandardMetricName, which the recording clients did not know. The service sent it
// by 2022-10 at the latest: its length is missing from what they printed.
std::string AddStandardMetricName(json& candidate) {
  auto& objective = candidate["FinalAutoMLJobObjectiveMetric"];
  const std::string name = objective["MetricName"] == "validation:accuracy" ? "Accuracy" : "F1";
  objective["StandardMetricName"] = name;
  return R"(,"StandardMetricName":")" + name + '"';
}

// What the service sent by 2022-10 and no client of then could show: as many bytes at the level of
// the job as in its best candidate, where StandardMetricName comes on top.
constexpr std::size_t kUnknownBytesOf2022 = 25;

std::string Render(const json& recording, ApiVersion version) {
  const auto job = RecordedJob(recording, version);
  const auto snapshot = RecordedSnapshot(job, recording);
  return version == ApiVersion::kV1 ? DescribeV1Answer(snapshot) : DescribeV2Answer(snapshot);
}

TEST(Recordings, V1StartingOf2020) {
  auto recording = LoadRecording("v1_hpo_starting");
  const auto text = Render(recording, ApiVersion::kV1);
  EXPECT_EQ(text.size(), recording["ContentLength"].get<std::size_t>() + kFilledIn.size());
  EXPECT_NE(text.find(R"("CreationTime":1.606961388927E9,"LastModifiedTime":1.606961388927E9)"),
            std::string::npos);
  KeepCaseOfArn(recording);
  FillInChannel(recording);
  EXPECT_EQ(json::parse(text), WithEpochSeconds(recording));
}

TEST(Recordings, V1AnalyzingDataOf2020) {
  auto recording = LoadRecording("v1_hpo_analyzing_data");
  const auto text = Render(recording, ApiVersion::kV1);
  EXPECT_EQ(text.size(), recording["ContentLength"].get<std::size_t>() + kFilledIn.size());
  KeepCaseOfArn(recording);
  FillInChannel(recording);
  EXPECT_EQ(json::parse(text), WithEpochSeconds(recording));
}

TEST(Recordings, V1FailedOf2020) {
  auto recording = LoadRecording("v1_hpo_failed");
  const auto text = Render(recording, ApiVersion::kV1);
  EXPECT_EQ(text.size(), recording["ContentLength"].get<std::size_t>() + kFilledIn.size());
  FillInChannel(recording);
  EXPECT_EQ(json::parse(text), WithEpochSeconds(recording));
}

TEST(Recordings, V1MaxCandidatesReachedOf2020) {
  auto recording = LoadRecording("v1_hpo_max_candidates_reached");
  const auto text = Render(recording, ApiVersion::kV1);
  FillInChannel(recording);
  const auto added = AddStandardMetricName(recording["BestCandidate"]);
  // Candidates had no properties before 2021.
  recording["BestCandidate"]["CandidateProperties"]["CandidateMetrics"] = json::array();
  const std::string properties = R"(,"CandidateProperties":{"CandidateMetrics":[]})";
  EXPECT_EQ(text.size(), recording["ContentLength"].get<std::size_t>() + kFilledIn.size() +
                             added.size() + properties.size());
  EXPECT_EQ(json::parse(text), WithEpochSeconds(recording));
}

TEST(Recordings, V1FeatureEngineeringOf2022) {
  const auto recording = LoadRecording("v1_hpo_feature_engineering");
  const auto text = Render(recording, ApiVersion::kV1);
  EXPECT_EQ(text.size(), recording["ContentLength"].get<std::size_t>() - kUnknownBytesOf2022);
  EXPECT_EQ(json::parse(text), WithEpochSeconds(recording));
}

// The secondary status of the recording, MergingAutoMLTaskReports, is in no public enumeration; we
// say GeneratingModelInsightsReport.
TEST(Recordings, V1ReportPhaseOf2022) {
  auto recording = LoadRecording("v1_hpo_merging_reports");
  const std::string recorded_status = recording["AutoMLJobSecondaryStatus"];
  const std::string status = "GeneratingModelInsightsReport";
  recording["AutoMLJobSecondaryStatus"] = status;
  const auto text = Render(recording, ApiVersion::kV1);
  EXPECT_EQ(text.size(), recording["ContentLength"].get<std::size_t>() - 2 * kUnknownBytesOf2022 -
                             recorded_status.size() + status.size());
  AddStandardMetricName(recording["BestCandidate"]);
  EXPECT_EQ(json::parse(text), WithEpochSeconds(recording));
}

TEST(Recordings, V1CandidatesOf2022) {
  for (auto recording : LoadRecording("v1_hpo_candidates")) {
    JsonWriter writer;
    WriteCandidate(writer, RecordedCandidate(recording));
    AddStandardMetricName(recording);
    EXPECT_EQ(json::parse(std::move(writer).str()), WithEpochSeconds(recording));
  }
}

TEST(Recordings, V1BinaryBestCandidateOf2022) {
  auto recording = LoadRecording("v1_hpo_binary_best_candidate");
  JsonWriter writer;
  WriteCandidate(writer, RecordedCandidate(recording));
  AddStandardMetricName(recording);
  EXPECT_EQ(json::parse(std::move(writer).str()), WithEpochSeconds(recording));
}

TEST(Recordings, V2EnsemblingCompletedOf2024) {
  const auto recording = LoadRecording("v2_ensembling_completed");
  EXPECT_EQ(json::parse(Render(recording, ApiVersion::kV2)), WithEpochSeconds(recording));
}

TEST(Recordings, V2TimeSeriesStoppingOf2024) {
  const auto recording = LoadRecording("v2_time_series_stopping");
  EXPECT_EQ(json::parse(Render(recording, ApiVersion::kV2)), WithEpochSeconds(recording));
}

}  // namespace
}  // namespace autopilot::testing
