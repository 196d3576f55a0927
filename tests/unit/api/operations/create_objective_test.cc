#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using Metrics = std::set<std::string>;

const Metrics kAllMetrics{"Accuracy",
                          "MSE",
                          "F1",
                          "F1macro",
                          "AUC",
                          "RMSE",
                          "R2",
                          "MAE",
                          "Recall",
                          "RecallMacro",
                          "Precision",
                          "MAPE",
                          "PrecisionMacro",
                          "MASE",
                          "BalancedAccuracy",
                          "WAPE",
                          "AverageWeightedQuantileLoss"};
const std::map<std::string, Metrics> kTabularMetrics{
    {"BinaryClassification", {"Accuracy", "AUC", "BalancedAccuracy", "F1", "Precision", "Recall"}},
    {"MulticlassClassification",
     {"Accuracy", "BalancedAccuracy", "F1macro", "PrecisionMacro", "RecallMacro"}},
    {"Regression", {"MAE", "MSE", "R2", "RMSE"}},
};

json Objective(const std::string& metric) {
  return {{"AutoMLJobObjective", {{"MetricName", metric}}}};
}

// Creates a job for each metric and expects success exactly for `supported`.
void ExpectSupported(ApiUnderTest& api, const char* operation, const json& request,
                     const Metrics& supported) {
  int number = 0;
  for (const auto& metric : kAllMetrics) {
    auto with_metric = request;
    with_metric.merge_patch(Objective(metric));
    with_metric["AutoMLJobName"] =
        request["AutoMLJobName"].get<std::string>() + std::to_string(++number);
    const auto error = api.Call(operation, with_metric).Error();
    if (supported.contains(metric)) {
      EXPECT_EQ(error, "") << metric;
    } else {
      EXPECT_TRUE(error.starts_with("ValidationException: The objective metric " + metric +
                                    " is not supported for "))
          << error;
    }
  }
}

TEST(CreateAutoMLJobProblemType, AcceptsTheThreeProblemTypes) {
  ApiUnderTest api;
  for (const auto& [type, metrics] : kTabularMetrics) {
    EXPECT_EQ(api.Call("CreateAutoMLJob", CreateV1(type, {{"ProblemType", type}})).Error(), "");
  }
  EXPECT_EQ(api.Call("CreateAutoMLJob", CreateV1("other", {{"ProblemType", "Clustering"}})).Error(),
            "ValidationException: 1 validation error detected: Value 'Clustering' at 'problemType' "
            "failed to satisfy constraint: Member must satisfy enum value set: "
            "[BinaryClassification, MulticlassClassification, Regression]");
}

TEST(CreateAutoMLJobObjective, MustFitTheProblemType) {
  ApiUnderTest api;
  int number = 0;
  for (const auto& [type, metrics] : kTabularMetrics) {
    const auto prefix = "t" + std::to_string(++number) + "-";
    ExpectSupported(api, "CreateAutoMLJob", CreateV1("v1" + prefix, {{"ProblemType", type}}),
                    metrics);
    auto v2 = CreateTabularV2("v2" + prefix);
    v2["AutoMLProblemTypeConfig"]["TabularJobConfig"]["ProblemType"] = type;
    ExpectSupported(api, "CreateAutoMLJobV2", v2, metrics);
  }
  EXPECT_EQ(api.Call("CreateAutoMLJob",
                     CreateV1("text", {{"ProblemType", "Regression"},
                                       {"AutoMLJobObjective", {{"MetricName", "F1"}}}}))
                .Error(),
            "ValidationException: The objective metric F1 is not supported for the problem type "
            "Regression. Supported metrics: MSE, RMSE, MAE, R2.");
}

TEST(CreateAutoMLJobObjective, AloneMustFitSomeTabularProblemTypeInV1) {
  ApiUnderTest api;
  Metrics tabular;
  for (const auto& [type, metrics] : kTabularMetrics)
    tabular.insert(metrics.begin(), metrics.end());
  ExpectSupported(api, "CreateAutoMLJob", CreateV1("alone"), tabular);
}

TEST(CreateAutoMLJobObjective, AloneIsRefusedInV2AsIsAProblemTypeAlone) {
  ApiUnderTest api;
  const auto* refused =
      "ValidationException: ProblemType and AutoMLJobObjective must either both be specified or "
      "both be left out.";
  EXPECT_EQ(api.Call("CreateAutoMLJobV2", CreateTabularV2("objective", Objective("F1"))).Error(),
            refused);
  auto type = CreateTabularV2("type");
  type["AutoMLProblemTypeConfig"]["TabularJobConfig"]["ProblemType"] = "Regression";
  EXPECT_EQ(api.Call("CreateAutoMLJobV2", type).Error(), refused);
  EXPECT_EQ(api.Call("CreateAutoMLJobV2", CreateTabularV2("neither")).Error(), "");
}

TEST(CreateAutoMLJobObjective, DefaultsByProblemType) {
  const std::map<std::string, std::string> defaults{{"BinaryClassification", "F1"},
                                                    {"MulticlassClassification", "Accuracy"},
                                                    {"Regression", "MSE"}};
  ApiUnderTest api;
  for (const auto& [type, metric] : defaults) {
    api.Get("CreateAutoMLJob", CreateV1(type, {{"ProblemType", type}}));
  }
  api.AdvanceNominal(std::chrono::hours(10));
  for (const auto& [type, metric] : defaults) {
    const auto job = api.Get("DescribeAutoMLJob", {{"AutoMLJobName", type}});
    EXPECT_EQ(job["ResolvedAttributes"]["AutoMLJobObjective"]["MetricName"], metric);
    EXPECT_EQ(job["ResolvedAttributes"]["ProblemType"], type);
    EXPECT_FALSE(job.contains("AutoMLJobObjective"));
  }
}

TEST(CreateAutoMLJobObjective, InferenceLatencyLogLossAndWqlAreNoObjectives) {
  ApiUnderTest api;
  for (const auto* metric : {"InferenceLatency", "LogLoss", "wQL", "Average wQL"}) {
    const auto error = api.Call("CreateAutoMLJob", CreateV1("x", Objective(metric))).Error();
    EXPECT_TRUE(error.starts_with(
        "ValidationException: 1 validation error detected: Value '" + std::string(metric) +
        "' at 'autoMLJobObjective.metricName' failed to satisfy "
        "constraint: Member must satisfy enum value set: [Accuracy, MSE,"))
        << error;
  }
}

TEST(CreateAutoMLJobV2Objective, ImageAndTextAcceptAccuracyOnly) {
  ApiUnderTest api;
  ExpectSupported(api, "CreateAutoMLJobV2", CreateImageV2("image"), {"Accuracy"});
  ExpectSupported(api, "CreateAutoMLJobV2", CreateTextV2("text"), {"Accuracy"});
}

TEST(CreateAutoMLJobV2Objective, TimeSeriesMetricsAndDefault) {
  ApiUnderTest api;
  ExpectSupported(api, "CreateAutoMLJobV2", CreateTimeSeriesV2("ts"),
                  {"RMSE", "MASE", "MAPE", "WAPE", "AverageWeightedQuantileLoss"});
  api.Get("CreateAutoMLJobV2", CreateTimeSeriesV2("default"));
  api.AdvanceNominal(std::chrono::hours(10));
  const auto job = api.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", "default"}});
  EXPECT_EQ(job["BestCandidate"]["FinalAutoMLJobObjectiveMetric"]["MetricName"],
            "AverageWeightedQuantileLoss");
}

TEST(CreateAutoMLJobV2Objective, TextGenerationTakesNone) {
  ApiUnderTest api;
  ExpectSupported(api, "CreateAutoMLJobV2", CreateTextGenerationV2("llm"), {});
  EXPECT_EQ(
      api.Call("CreateAutoMLJobV2", CreateTextGenerationV2("llm", Objective("Accuracy"))).Error(),
      "ValidationException: The objective metric Accuracy is not supported for the problem "
      "type TextGeneration. Do not specify AutoMLJobObjective.");
}

}  // namespace
}  // namespace autopilot::testing
