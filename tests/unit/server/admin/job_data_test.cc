#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/control_under_test.h"
#include "tests/support/data_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

// Jobs whose data is really read, in an account whose clock stands still: an advance waits for
// that.
class JobDataTest : public ::testing::Test {
 protected:
  JobDataTest() { server_.Done("POST", "/_autopilot/clock/freeze"); }

  void Put(std::string text) { data_.store.Put("bucket", "train.csv", std::move(text)); }
  json Advance() { return server_.Done("POST", "/_autopilot/clock/advance", {{"by", "PT24H"}}); }
  json Describe(const std::string& name = "job") {
    return server_.Get("DescribeAutoMLJob", {{"AutoMLJobName", name}});
  }
  // Creates a V1 job of the data and gives what it has come to.
  json EndOf(std::string text, const json& patch = nullptr, const std::string& name = "job") {
    Put(std::move(text));
    server_.Create(name, patch);
    Advance();
    return Describe(name);
  }
  // The reason of the failure behind the service's frame.
  std::string ReasonOf(const json& job) {
    const std::string frame =
        "Could not complete the data builder processing job. The AutoML Job cannot continue. "
        "Failed Job Arn: arn:aws:sagemaker:us-east-1:000000000000:processing-job/";
    const std::string message = ", Error message: ClientError: ";
    const std::string reason = job.value("FailureReason", "");
    EXPECT_TRUE(reason.starts_with(frame)) << job;
    const auto at = reason.find(message);
    return at == std::string::npos ? reason : reason.substr(at + message.size());
  }

  DataUnderTest data_;
  ControlUnderTest server_{{}, {}, {}, {}, &data_.access};
};

// `rows` rows of the columns x and y; `value` gives y.
template <typename Value>
std::string Rows(int rows, Value value) {
  std::string text = "x,y\n";
  for (int n = 0; n < rows; ++n) {
    text += std::to_string(n % 7) + "," + value(n) + "\n";
  }
  return text;
}

std::string YesNo(int n) { return n % 4 == 0 ? "yes" : "no"; }

TEST_F(JobDataTest, TheTargetDecidesTheProblemType) {
  struct Case {
    std::string name;
    std::string (*value)(int);
    std::string problem_type, metric;
  };
  for (const auto& each : std::vector<Case>{
           {"binary", YesNo, "BinaryClassification", "F1"},
           {"numbers", [](int n) { return std::to_string(n % 2); }, "BinaryClassification", "F1"},
           {"classes", [](int n) { return std::string(1, static_cast<char>('a' + n % 5)); },
            "MulticlassClassification", "Accuracy"},
           {"few", [](int n) { return std::to_string(n % 100); }, "MulticlassClassification",
            "Accuracy"},
           {"many", [](int n) { return std::to_string(n % 101); }, "Regression", "MSE"},
           {"reals", [](int n) { return std::to_string(n % 3) + ".5"; }, "Regression", "MSE"},
       }) {
    const json job = EndOf(Rows(500, each.value), nullptr, each.name);
    EXPECT_EQ(job["AutoMLJobStatus"], "Completed") << each.name << job;
    EXPECT_EQ(job["ResolvedAttributes"]["ProblemType"], each.problem_type) << each.name;
    EXPECT_EQ(job["ResolvedAttributes"]["AutoMLJobObjective"]["MetricName"], each.metric)
        << each.name;
  }
}

TEST_F(JobDataTest, ARequestedProblemTypeStays) {
  const json job =
      EndOf(Rows(500, [](int n) { return std::to_string(n % 2); }),
            {{"ProblemType", "Regression"}, {"AutoMLJobObjective", {{"MetricName", "RMSE"}}}});
  EXPECT_EQ(job["AutoMLJobStatus"], "Completed") << job;
  EXPECT_EQ(job["ProblemType"], "Regression");
  EXPECT_EQ(job["BestCandidate"]["FinalAutoMLJobObjectiveMetric"]["StandardMetricName"], "RMSE");
}

struct FailureCase {
  std::string name;
  std::string data;
  json patch;
  std::string reason;
};

TEST_F(JobDataTest, UselessDataFailsTheJob) {
  const json binary{{"ProblemType", "BinaryClassification"},
                    {"AutoMLJobObjective", {{"MetricName", "F1"}}}};
  const json regression{{"ProblemType", "Regression"},
                        {"AutoMLJobObjective", {{"MetricName", "MSE"}}}};
  const json accuracy{{"AutoMLJobObjective", {{"MetricName", "F1"}}}};
  const auto real = [](int n) { return std::to_string(n) + ".5"; };
  for (const auto& each : std::vector<FailureCase>{
           {"few", Rows(499, YesNo), nullptr,
            "The training data has 499 rows. At least 500 rows are needed."},
           {"none", "x,y\n", nullptr,
            "The training data has no rows. At least 500 rows are needed."},
           {"one", Rows(500, [](int) { return std::string("yes"); }), nullptr,
            "The target column 'y' has only the value 'yes', in 500 rows. At least 2 distinct "
            "values are needed to infer the problem type."},
           {"three", Rows(500, [](int n) { return std::to_string(n % 3); }), binary,
            "The target column 'y' has 3 distinct values. BinaryClassification needs exactly 2."},
           {"text", Rows(500, YesNo), regression,
            "The target column 'y' has the value 'yes', which is not a number. Regression needs "
            "numbers only."},
           {"missing", Rows(500, [](int) { return std::string(); }), nullptr,
            "The target column 'y' has no value in the training data, which has 500 rows."},
           {"broken", Rows(500, YesNo) + "1,2,3\n", nullptr,
            "s3://bucket/train.csv: Row 502 has 3 fields, but the header has 2. All rows must "
            "have as many as the header."},
           {"misfit", Rows(500, real), accuracy,
            "The objective metric F1 does not fit the problem type Regression, which was inferred "
            "from the values of the target attribute."},
       }) {
    const json job = EndOf(each.data, each.patch, each.name);
    EXPECT_EQ(job["AutoMLJobStatus"], "Failed") << each.name << job;
    EXPECT_EQ(job["AutoMLJobSecondaryStatus"], "Failed") << each.name;
    if (each.name == "misfit") {
      EXPECT_TRUE(job["FailureReason"].get<std::string>().ends_with(each.reason)) << job;
    } else {
      EXPECT_EQ(ReasonOf(job), each.reason) << each.name;
    }
    EXPECT_FALSE(job.contains("BestCandidate")) << each.name;
  }
}

TEST_F(JobDataTest, RowsWithoutAValidWeightDoNotCount) {
  std::string text = "x,y,w\n";
  for (int n = 0; n < 500; ++n) text += "1," + YesNo(n) + (n == 7 ? ",-1\n" : ",1\n");
  Put(text);
  auto request = CreateV1("job", {{"AutoMLJobConfig", {{"Mode", "ENSEMBLING"}}}});
  request["InputDataConfig"][0]["SampleWeightAttributeName"] = "w";
  server_.Get("CreateAutoMLJob", request);
  Advance();
  EXPECT_EQ(ReasonOf(Describe()),
            "The training data has 499 rows, not counting 1 row whose sample weight is missing, "
            "not a number, or negative. At least 500 rows are needed.");
}

TEST_F(JobDataTest, TheValidationDataNeedsNo500Rows) {
  Put(Rows(500, YesNo));
  data_.store.Put("bucket", "val.csv", "x,y\n1,yes\n");
  auto request = CreateV1("job");
  auto validation = request["InputDataConfig"][0];
  request["InputDataConfig"][0]["ChannelType"] = "training";
  validation["ChannelType"] = "validation";
  validation["DataSource"]["S3DataSource"]["S3Uri"] = "s3://bucket/val.csv";
  request["InputDataConfig"].push_back(validation);
  server_.Get("CreateAutoMLJob", request);
  Advance();
  EXPECT_EQ(Describe()["AutoMLJobStatus"], "Completed");
}

TEST_F(JobDataTest, OtherKindsNeedNo500Rows) {
  data_.store.Put("bucket", "train.csv", "text,label\na,1\nb,2\n");
  server_.Get("CreateAutoMLJobV2", CreateTextV2("text"));
  data_.store.Put("bucket", "train.csv", "input,output\na,b\n");
  server_.Get("CreateAutoMLJobV2", CreateTextGenerationV2("generation"));
  Advance();
  for (const char* name : {"text", "generation"}) {
    const auto job = server_.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", name}});
    EXPECT_NE(job["AutoMLJobStatus"], "InProgress") << name;
  }
}

TEST_F(JobDataTest, OfTimeSeriesTheTargetMustBeNumeric) {
  data_.store.Put("bucket", "train.csv", "item,ts,demand\n1,2026-01-01,many\n");
  server_.Get("CreateAutoMLJobV2", CreateTimeSeriesV2("job"));
  Advance();
  EXPECT_EQ(ReasonOf(server_.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", "job"}})),
            "The target column 'demand' has the value 'many', which is not a number. Regression "
            "needs numbers only.");
}

TEST_F(JobDataTest, AnImmediateJobIsOverOnceItsDataWasRead) {
  server_.Done("PUT", "/_autopilot/progression", {{"progression", "immediate"}});
  Put(Rows(499, YesNo));
  server_.Create("job");
  const json seen = server_.Done("POST", "/_autopilot/wait",
                                 {{"job", "job"}, {"status", "Failed"}, {"timeout", "PT10S"}});
  EXPECT_EQ(Describe()["AutoMLJobStatus"], "Failed") << seen;
}

// What was there when the job was created.
TEST(JobData, ThatIsGoneMeanwhileFailsTheJob) {
  std::atomic<int> listings = 0;
  DataUnderTest data({}, [&listings](const MemoryStore::Call& call) -> std::optional<DataError> {
    if (call.operation != MemoryStore::Operation::kList || ++listings == 1) return std::nullopt;
    return DataError{DataErrorKind::kAccessDenied, "Access to s3://bucket is denied."};
  });
  data.store.Put("bucket", "train.csv", Rows(500, YesNo));
  ControlUnderTest server({}, {}, {}, {}, &data.access);
  server.Done("POST", "/_autopilot/clock/freeze");
  server.Create("job");
  server.Done("POST", "/_autopilot/clock/advance", {{"by", "PT24H"}});
  const json job = server.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}});
  EXPECT_EQ(job["AutoMLJobStatus"], "Failed");
  EXPECT_TRUE(job["FailureReason"].get<std::string>().ends_with(
      "Error message: ClientError: Access to s3://bucket is denied."))
      << job;
}

TEST_F(JobDataTest, AStoppedJobDoesNotWaitForItsData) {
  Put(Rows(500, YesNo));
  server_.Create("job");
  server_.Call("StopAutoMLJob", {{"AutoMLJobName", "job"}});
  Advance();
  EXPECT_EQ(Describe()["AutoMLJobStatus"], "Stopped");
}

}  // namespace
}  // namespace autopilot::testing
