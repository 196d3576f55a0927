#include <gtest/gtest.h>

#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/data_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using Operation = MemoryStore::Operation;

json Source(const std::string& uri, const std::string& type = "S3Prefix") {
  return {{"S3DataSource", {{"S3DataType", type}, {"S3Uri", uri}}}};
}

TEST(CreateAutoMLJobData, TheTargetColumnMustExist) {
  ApiWithData with;
  with.data.store.Put("bucket", "train.csv", "x,Y\n1,2\n");
  const std::string error =
      "ValidationException: Target attribute name y does not exist in header.";
  EXPECT_EQ(with.Error("CreateAutoMLJob", CreateV1("job")), error);
  EXPECT_EQ(with.Error("CreateAutoMLJobV2", CreateTabularV2("job")), error);
  EXPECT_EQ(with.Error("DescribeAutoMLJob", {{"AutoMLJobName", "job"}}),
            "ResourceNotFound: Amazon SageMaker can't find an AutoML job called job.");
  with.data.store.Put("bucket", "train.csv", "x,y\n1,2\n");
  EXPECT_EQ(with.Error("CreateAutoMLJob", CreateV1("job")), "");
}

TEST(CreateAutoMLJobData, TheObjectsMustExist) {
  ApiWithData with;
  EXPECT_EQ(with.Error("CreateAutoMLJob", CreateV1("job")),
            "ValidationException: The bucket s3://bucket does not exist.");
  with.data.store.MakeBucket("bucket");
  EXPECT_EQ(with.Error("CreateAutoMLJob", CreateV1("job")),
            "ValidationException: No S3 objects found under S3 URL \"s3://bucket/train.csv\" given "
            "in input data source.");
}

TEST(CreateAutoMLJobData, SampleWeightsMustExist) {
  ApiWithData with;
  with.data.store.Put("bucket", "train.csv", "x,y\n");
  auto v1 = CreateV1("job", {{"AutoMLJobConfig", {{"Mode", "ENSEMBLING"}}}});
  v1["InputDataConfig"][0]["SampleWeightAttributeName"] = "w";
  const std::string error =
      "ValidationException: Sample weight attribute name w does not exist in header.";
  EXPECT_EQ(with.Error("CreateAutoMLJob", v1), error);
  const json tabular{{"Mode", "ENSEMBLING"}, {"SampleWeightAttributeName", "w"}};
  EXPECT_EQ(with.Error("CreateAutoMLJobV2",
                       CreateTabularV2(
                           "job", {{"AutoMLProblemTypeConfig", {{"TabularJobConfig", tabular}}}})),
            error);
  with.data.store.Put("bucket", "train.csv", "x,y,w\n");
  EXPECT_EQ(with.Error("CreateAutoMLJob", v1), "");
}

struct HeaderCase {
  json request;
  std::string header;
  std::string error;  // without the code; "": none
};

TEST(CreateAutoMLJobV2Data, EachProblemTypeHasItsColumns) {
  const json grouped{
      {"AutoMLProblemTypeConfig",
       {{"TimeSeriesForecastingJobConfig",
         {{"TimeSeriesConfig", {{"GroupingAttributeNames", json::array({"shop"})}}}}}}}};
  for (const auto& each : std::vector<HeaderCase>{
           {CreateTextV2("job"), "text,label\n", ""},
           {CreateTextV2("job"), "label\n", "Content column text does not exist in header."},
           {CreateTextV2("job"), "text\n", "Target attribute name label does not exist in header."},
           {CreateTextGenerationV2("job"), "input,output\n", ""},
           {CreateTextGenerationV2("job"), "output\n", "Column input does not exist in header."},
           {CreateTextGenerationV2("job"), "input,output,z\n",
            "s3://bucket/train.csv: The header has 3 columns. It must have input, output and no "
            "others."},
           {CreateTimeSeriesV2("job"), "item,ts,demand\n", ""},
           {CreateTimeSeriesV2("job"), "item,ts\n",
            "Target attribute name demand does not exist in header."},
           {CreateTimeSeriesV2("job"), "item,demand\n",
            "Timestamp attribute name ts does not exist in header."},
           {CreateTimeSeriesV2("job"), "ts,demand\n",
            "Item identifier attribute name item does not exist in header."},
           {CreateTimeSeriesV2("job", grouped), "ts,demand,item\n",
            "Grouping attribute name shop does not exist in header."},
           {CreateImageV2("job"), "no table", ""},
       }) {
    ApiWithData with;
    with.data.store.Put("bucket", "train.csv", each.header);
    EXPECT_EQ(with.Error("CreateAutoMLJobV2", each.request),
              each.error.empty() ? "" : "ValidationException: " + each.error)
        << each.request << each.header;
  }
}

TEST(CreateAutoMLJobData, TheValidationChannelIsChecked) {
  ApiWithData with;
  with.data.store.Put("bucket", "train.csv", "x,y\n");
  with.data.store.Put("bucket", "val.csv", "x,z\n");
  auto v1 = CreateV1("job");
  auto validation = v1["InputDataConfig"][0];
  validation["ChannelType"] = "validation";
  validation["DataSource"] = Source("s3://bucket/val.csv");
  v1["InputDataConfig"].push_back(validation);
  v1["InputDataConfig"][0]["ChannelType"] = "training";
  EXPECT_EQ(with.Error("CreateAutoMLJob", v1),
            "ValidationException: The validation dataset must have the same headers as the "
            "training dataset. It does not have the column 'y'.");
  std::swap(v1["InputDataConfig"][0], v1["InputDataConfig"][1]);  // in any order
  EXPECT_EQ(with.Error("CreateAutoMLJob", v1),
            "ValidationException: The validation dataset must have the same headers as the "
            "training dataset. It does not have the column 'y'.");
  with.data.store.Put("bucket", "val.csv", "y,x\n");
  EXPECT_EQ(with.Error("CreateAutoMLJob", v1), "");
}

TEST(CreateAutoMLJobData, TheFeatureSpecificationIsChecked) {
  ApiWithData with;
  with.data.store.Put("bucket", "train.csv", "x,y\n");
  with.data.store.Put("bucket", "f.json", R"({"FeatureDataTypes": {"x": "sequence"}})");
  const auto create = [&](const std::string& mode) {
    return with.Error(
        "CreateAutoMLJob",
        CreateV1("job", {{"AutoMLJobConfig",
                          {{"Mode", mode},
                           {"CandidateGenerationConfig",
                            {{"FeatureSpecificationS3Uri", "s3://bucket/f.json"}}}}}}));
  };
  EXPECT_EQ(create("ENSEMBLING"),
            "ValidationException: s3://bucket/f.json: FeatureDataTypes gives 'x' the type "
            "sequence, which is only supported when Mode is HYPERPARAMETER_TUNING.");
  EXPECT_EQ(create("HYPERPARAMETER_TUNING"), "");
}

TEST(CreateAutoMLJobData, SequencesAreForDataForWhichAutoTakesHyperparameterTuning) {
  ApiWithData with;
  with.data.store.Put("bucket", "f.json", R"({"FeatureDataTypes": {"x": "sequence"}})");
  with.data.store.Put("bucket", "train.csv", "x,y\n");
  with.data.store.Put("bucket", "manifest", R"([{"prefix": "s3://bucket/"}, "train.csv"])");
  auto request = CreateV1(
      "job",
      {{"AutoMLJobConfig",
        {{"Mode", "AUTO"},
         {"CandidateGenerationConfig", {{"FeatureSpecificationS3Uri", "s3://bucket/f.json"}}}}}});
  EXPECT_EQ(with.Error("CreateAutoMLJob", request),
            "ValidationException: s3://bucket/f.json: FeatureDataTypes gives 'x' the type "
            "sequence, which is only supported when Mode is HYPERPARAMETER_TUNING.");
  request["InputDataConfig"][0]["DataSource"] = Source("s3://bucket/manifest", "ManifestFile");
  EXPECT_EQ(with.Error("CreateAutoMLJob", request), "");
}

TEST(CreateAutoMLJobV2Data, ColumnsOfTimeSeriesAreNoFeatures) {
  ApiWithData with;
  with.data.store.Put("bucket", "train.csv", "item,ts,demand,price\n");
  const json features{{"AutoMLProblemTypeConfig",
                       {{"TimeSeriesForecastingJobConfig",
                         {{"FeatureSpecificationS3Uri", "s3://bucket/f.json"}}}}}};
  with.data.store.Put("bucket", "f.json", R"({"FeatureAttributeNames": ["price", "ts"]})");
  EXPECT_EQ(with.Error("CreateAutoMLJobV2", CreateTimeSeriesV2("job", features)),
            "ValidationException: s3://bucket/f.json: FeatureAttributeNames must not include "
            "'ts', which the job's configuration uses for something else.");
  with.data.store.Put("bucket", "f.json", R"({"FeatureAttributeNames": ["price"]})");
  EXPECT_EQ(with.Error("CreateAutoMLJobV2", CreateTimeSeriesV2("job", features)), "");
}

// What kind of job AUTO has become.
JobKind KindOf(ApiWithData& with, const std::string& name) {
  const auto job =
      with.api.store().FindJob({.account = "000000000000", .region = "us-east-1"}, name);
  return job.value().plan.kind;
}

TEST(CreateAutoMLJobData, AutoTakesHyperparameterTuningForLargeData) {
  ApiWithData with;
  with.data.store.Put("bucket", "train.csv", "x,y\n");
  const json patch{{"AutoMLJobConfig", {{"Mode", "AUTO"}}}};
  ASSERT_EQ(with.Error("CreateAutoMLJob", CreateV1("small", patch)), "");
  EXPECT_EQ(KindOf(with, "small"), JobKind::kTabularEnsembling);

  std::string large = "x,y\n";
  large.resize(100'000'000, '\n');
  with.data.store.Put("bucket", "train.csv", large);
  ASSERT_EQ(with.Error("CreateAutoMLJob", CreateV1("large", patch)), "");
  EXPECT_EQ(KindOf(with, "large"), JobKind::kTabularHpo);
}

TEST(CreateAutoMLJobData, AutoTakesHyperparameterTuningForManifestsAndManyObjects) {
  ApiWithData with;
  const json patch{{"AutoMLJobConfig", {{"Mode", "AUTO"}}}};
  with.data.store.Put("bucket", "data", "x,y\n");
  with.data.store.Put("bucket", "manifest", R"([{"prefix": "s3://bucket/"}, "data"])");
  auto manifest = CreateV1("manifest", patch);
  manifest["InputDataConfig"][0]["DataSource"] = Source("s3://bucket/manifest", "ManifestFile");
  ASSERT_EQ(with.Error("CreateAutoMLJob", manifest), "");
  EXPECT_EQ(KindOf(with, "manifest"), JobKind::kTabularHpo);

  for (int n = 0; n <= 1'000; ++n) {
    with.data.store.Put("bucket", "many/" + std::to_string(n), "x,y\n");
  }
  auto many = CreateV1("many", patch);
  many["InputDataConfig"][0]["DataSource"] = Source("s3://bucket/many/");
  ASSERT_EQ(with.Error("CreateAutoMLJob", many), "");
  EXPECT_EQ(KindOf(with, "many"), JobKind::kTabularHpo);
}

TEST(CreateAutoMLJobData, LimitsAreSettable) {
  ApiWithData with({.limits = {.training_bytes = 3}});
  with.data.store.Put("bucket", "train.csv", "x,y\n");
  EXPECT_EQ(with.Error("CreateAutoMLJob", CreateV1("job")),
            "ValidationException: The training dataset has at least 4 bytes. It must not have "
            "more than 3.");
}

TEST(CreateAutoMLJobData, WhatCannotBeReadIsRefusedOnlyIfStrict) {
  const DataError error{DataErrorKind::kUnsupported, "That codec is not read."};
  const auto unsupported = [&](const MemoryStore::Call& call) {
    return call.operation == Operation::kRead ? std::optional(error) : std::nullopt;
  };
  ApiWithData lenient({}, unsupported);
  lenient.data.store.Put("bucket", "train.csv", "x,y\n");
  EXPECT_EQ(lenient.Error("CreateAutoMLJob", CreateV1("job")), "");
  ApiWithData strict({.checks = DataChecks::kStrict}, unsupported);
  strict.data.store.Put("bucket", "train.csv", "x,y\n");
  EXPECT_EQ(strict.Error("CreateAutoMLJob", CreateV1("job")),
            "ValidationException: s3://bucket/train.csv: That codec is not read.");
}

// Waits until the deadline of the call has passed.
std::optional<DataError> Hang(const MemoryStore::Call& call) {
  while (!call.deadline.HasPassed()) std::this_thread::yield();
  return DataError{
      call.deadline.IsCancelled() ? DataErrorKind::kCancelled : DataErrorKind::kTimedOut,
      "s3://bucket could not be read in time."};
}

TEST(CreateAutoMLJobData, AStoreThatHangsEndsWithTheDeadline) {
  ApiWithData with({.check_deadline = std::chrono::milliseconds(50)}, Hang);
  EXPECT_EQ(with.Error("CreateAutoMLJob", CreateV1("job")),
            "ValidationException: s3://bucket could not be read in time.");
}

TEST(CreateAutoMLJobData, OthersAreAnsweredWhileAStoreHangs) {
  ApiWithData with({.check_deadline = std::chrono::hours(1), .check_threads = 1}, Hang);
  std::vector<std::future<std::string>> creates;
  for (int n = 0; n < 3; ++n) {
    creates.push_back(std::async(std::launch::async, [&with, n] {
      return with.Error("CreateAutoMLJob", CreateV1("job" + std::to_string(n)));
    }));
  }
  EXPECT_EQ(with.api.Get("ListAutoMLJobs", json::object())["AutoMLJobSummaries"], json::array());
  // The end of the server does not wait for the store: what runs and what waits is refused.
  with.data.access.StopSoon();
  for (auto& create : creates) {
    EXPECT_EQ(create.get(), "ServiceUnavailable: The server is shutting down.");
  }
}

}  // namespace
}  // namespace autopilot::testing
