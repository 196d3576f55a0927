#include <gtest/gtest.h>
#include <re2/re2.h>

#include <set>

#include "common/arn.h"
#include "tests/support/api_under_test.h"
#include "tests/unit/api/operations/recording.h"

// Jobs created with recorded requests and simulated to the recorded phase: the answers have every
// member, name pattern, container and location of the recording; what is drawn is masked.

namespace autopilot::testing {
namespace {

using nlohmann::json;

const std::set<std::string> kDrawnNumbers{"CreationTime", "EndTime", "LastModifiedTime", "Value"};

std::string MaskText(std::string text) {
  // Order matters: the tuning job's suffix and number before the long hexadecimal fillings.
  RE2::GlobalReplace(&text, R"([A-Za-z0-9]{1,12}-\d{3}-[0-9a-f]{8}\b)", "<tuning>-NNN-<hex>");
  RE2::GlobalReplace(&text, R"([0-9a-f]{20,})", "<hex>");
  RE2::GlobalReplace(&text, R"(dpp\d)", "dppN");
  RE2::GlobalReplace(&text, R"(^\d{12}\.dkr)", "<registry>.dkr");
  return text;
}

json Masked(json value) {
  if (value.is_string()) return MaskText(value.get<std::string>());
  if (value.is_array()) {
    for (auto& element : value) element = Masked(element);
  } else if (value.is_object()) {
    value.erase("ContentLength");
    for (auto& [name, member] : value.items()) {
      member = kDrawnNumbers.contains(name) ? json(name) : Masked(member);
    }
  }
  return value;
}

// The members of a recorded answer that were in its request.
json RequestOf(const json& recording) {
  json request;
  for (const auto* member : {"AutoMLJobName", "InputDataConfig", "AutoMLJobInputDataConfig",
                             "OutputDataConfig", "RoleArn", "ProblemType", "AutoMLJobObjective",
                             "AutoMLJobConfig", "AutoMLProblemTypeConfig", "SecurityConfig"}) {
    if (recording.contains(member)) request[member] = recording[member];
  }
  return request;
}

// Creates the recorded job in the recorded account and region, and describes it at the first of
// many instants at which it has the recorded statuses.
json Simulate(const json& recording, const std::string& version, std::uint64_t seed = 0,
              std::string secondary_status = "") {
  if (secondary_status.empty()) secondary_status = recording["AutoMLJobSecondaryStatus"];
  const auto scope = ParseSageMakerArn(recording["AutoMLJobArn"].get<std::string>()).value().scope;
  ControlOptions options;
  options.defaults.seed = seed;
  ApiUnderTest api(options);
  const auto created =
      api.Call("CreateAutoMLJob" + version, RequestOf(recording), scope.account, scope.region);
  EXPECT_EQ(created.Error(), "");
  for (int step = 0; step < 2000; ++step) {
    auto job =
        api.Call("DescribeAutoMLJob" + version, {{"AutoMLJobName", recording["AutoMLJobName"]}},
                 scope.account, scope.region)
            .body;
    if (job["AutoMLJobSecondaryStatus"] == secondary_status) return job;
    api.AdvanceNominal(std::chrono::seconds(2));
  }
  ADD_FAILURE() << "never " << secondary_status;
  return {};
}

TEST(SimulatedRecordings, V2EnsemblingCompleted) {
  const auto recording = LoadRecording("v2_ensembling_completed");
  EXPECT_EQ(Masked(Simulate(recording, "V2")), Masked(recording));
}

TEST(SimulatedRecordings, V2TimeSeriesPreTraining) {
  auto recording = LoadRecording("v2_time_series_stopping");
  recording["AutoMLJobStatus"] = "InProgress";
  EXPECT_EQ(Masked(Simulate(recording, "V2")), Masked(recording));
}

TEST(SimulatedRecordings, V1FeatureEngineering) {
  // Nothing was said of the problem type; our default is binary, the data was multiclass.
  auto recording = LoadRecording("v1_hpo_feature_engineering");
  recording["ProblemType"] = "MulticlassClassification";
  EXPECT_EQ(Masked(Simulate(recording, "")), Masked(recording));
}

TEST(SimulatedRecordings, V1ReportPhase) {
  auto recording = LoadRecording("v1_hpo_merging_reports");
  recording["ProblemType"] = "MulticlassClassification";
  recording["AutoMLJobSecondaryStatus"] = "GeneratingModelInsightsReport";
  recording["BestCandidate"]["FinalAutoMLJobObjectiveMetric"]["StandardMetricName"] = "Accuracy";
  const auto expected = Masked(recording);
  // The recorded best candidate is an XGBoost one of a recordio pipeline: some seed gives such a
  // one.
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto job = Masked(Simulate(recording, "", seed));
    const auto& containers = job["BestCandidate"]["InferenceContainers"];
    if (containers[1]["Image"] != expected["BestCandidate"]["InferenceContainers"][1]["Image"] ||
        !containers[0]["Environment"].contains("AUTOML_SPARSE_ENCODE_RECORDIO_PROTOBUF")) {
      continue;
    }
    EXPECT_EQ(job, expected);
    return;
  }
  FAIL() << "no seed gives a candidate like the recorded one";
}

TEST(SimulatedRecordings, ListShowsTheMembersOfARecordedSummary) {
  const auto recording = LoadRecording("v2_ensembling_completed");
  ApiUnderTest api;
  api.Get("CreateAutoMLJobV2", RequestOf(recording));
  const auto summary = [&] {
    return Masked(api.Get("ListAutoMLJobs", nlohmann::json::object())["AutoMLJobSummaries"][0]);
  };
  const auto expected = [](const char* name) {
    auto recorded = LoadRecording(name)["AutoMLJobSummaries"][0];
    recorded["AutoMLJobArn"] =
        "arn:aws:sagemaker:us-east-1:000000000000:automl-job/Canvas-c7n-test";
    return Masked(recorded);
  };
  auto in_progress = expected("list_in_progress");
  in_progress["AutoMLJobSecondaryStatus"] = "Starting";
  EXPECT_EQ(summary(), in_progress);
  api.AdvanceNominal(std::chrono::minutes(5));
  EXPECT_EQ(summary(), expected("list_completed"));
}

TEST(SimulatedRecordings, ATagAddedLaterIsListedFirst) {
  const auto recorded = LoadRecording("list_tags");
  auto request = RequestOf(LoadRecording("v2_ensembling_completed"));
  request["Tags"] = json::array({recorded["Tags"][1], recorded["Tags"][2]});
  ApiUnderTest api;
  const auto arn = api.Get("CreateAutoMLJobV2", request)["AutoMLJobArn"];
  api.Get("AddTags", {{"ResourceArn", arn}, {"Tags", json::array({recorded["Tags"][0]})}});
  EXPECT_EQ(api.Get("ListTags", {{"ResourceArn", arn}}), recorded);
}

}  // namespace
}  // namespace autopilot::testing
