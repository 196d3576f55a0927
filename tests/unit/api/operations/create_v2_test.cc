#include <gtest/gtest.h>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

std::string ErrorOf(ApiUnderTest& api, const json& request) {
  return api.Call("CreateAutoMLJobV2", request).Error();
}

json TimeSeries(const std::string& name, const json& config) {
  return CreateTimeSeriesV2(
      name, {{"AutoMLProblemTypeConfig", {{"TimeSeriesForecastingJobConfig", config}}}});
}

json TextGeneration(const std::string& name, const json& config) {
  return CreateTextGenerationV2(
      name, {{"AutoMLProblemTypeConfig", {{"TextGenerationJobConfig", config}}}});
}

TEST(CreateAutoMLJobV2, TakesExactlyOneProblemType) {
  ApiUnderTest api;
  auto two = CreateTabularV2("two");
  two["AutoMLProblemTypeConfig"]["ImageClassificationJobConfig"] = json::object();
  EXPECT_TRUE(ErrorOf(api, two).starts_with("ValidationException: 1 validation error detected: "))
      << ErrorOf(api, two);
  EXPECT_NE(ErrorOf(api, two).find("at 'autoMLProblemTypeConfig' failed to satisfy constraint: "),
            std::string::npos);
  auto none = CreateTabularV2("none");
  none["AutoMLProblemTypeConfig"] = json::object();
  EXPECT_NE(ErrorOf(api, none).find("at 'autoMLProblemTypeConfig' failed to satisfy constraint: "),
            std::string::npos);
}

TEST(CreateAutoMLJobV2, RefusesTheContentColumnAsTarget) {
  ApiUnderTest api;
  auto request = CreateTextV2("text");
  request["AutoMLProblemTypeConfig"]["TextClassificationJobConfig"]["ContentColumn"] = "label";
  EXPECT_EQ(ErrorOf(api, request),
            "ValidationException: ContentColumn and TargetLabelColumn must be different columns.");
}

TEST(CreateAutoMLJobV2, AcceptsAndEchoesTheComputeConfig) {
  ApiUnderTest api;
  const json compute{
      {"EmrServerlessComputeConfig", {{"ExecutionRoleARN", "arn:aws:iam::123456789012:role/emr"}}}};
  ASSERT_EQ(ErrorOf(api, CreateTabularV2("emr", {{"AutoMLComputeConfig", compute}})), "");
  EXPECT_EQ(api.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", "emr"}})["AutoMLComputeConfig"],
            compute);
}

TEST(CreateAutoMLJobV2TimeSeries, RefusesADataSplit) {
  ApiUnderTest api;
  EXPECT_EQ(
      ErrorOf(api, CreateTimeSeriesV2("ts", {{"DataSplitConfig", {{"ValidationFraction", 0.2}}}})),
      "ValidationException: DataSplitConfig is not supported for the problem type "
      "TimeSeriesForecasting.");
}

TEST(CreateAutoMLJobV2TimeSeries, LimitsTheHorizonTo500) {
  ApiUnderTest api;
  EXPECT_EQ(ErrorOf(api, TimeSeries("ts", {{"ForecastHorizon", 501}})),
            "ValidationException: ForecastHorizon must be 500 or less.");
  EXPECT_EQ(ErrorOf(api, TimeSeries("ts", {{"ForecastHorizon", 500}})), "");
}

TEST(CreateAutoMLJobV2TimeSeries, AcceptsTheAlgorithmsOfForecastingOnly) {
  ApiUnderTest api;
  const auto with = [](const char* name, const json& names) {
    return TimeSeries(name,
                      {{"CandidateGenerationConfig",
                        {{"AlgorithmsConfig", json::array({json{{"AutoMLAlgorithms", names}}})}}}});
  };
  EXPECT_EQ(ErrorOf(api, with("all", {"cnn-qr", "deepar", "prophet", "npts", "arima", "ets"})), "");
  EXPECT_EQ(ErrorOf(api, with("bad", {"xgboost"})),
            "ValidationException: The algorithm xgboost is not supported for the problem type "
            "TimeSeriesForecasting. Supported algorithms: cnn-qr, deepar, prophet, npts, arima, "
            "ets.");
}

TEST(CreateAutoMLJobV2TimeSeries, ChecksTransformations) {
  ApiUnderTest api;
  const auto filling = [&](const std::string& name, const json& fills, const char* column) {
    return ErrorOf(api, TimeSeries(name, {{"Transformations", {{"Filling", {{column, fills}}}}}}));
  };
  EXPECT_EQ(filling("recorded", {{"backfill", "zero"}, {"middlefill", "zero"}}, "demand"), "");
  EXPECT_EQ(filling("front", {{"frontfill", "none"}}, "demand"), "");
  EXPECT_EQ(filling("value", {{"backfill", "value"}, {"backfill_value", "2"}}, "price"), "");
  const auto* front =
      "frontfill is only supported for the target column demand, with the value none.";
  EXPECT_EQ(filling("x", {{"frontfill", "none"}}, "price"),
            std::string("ValidationException: Filling of the column price: ") + front);
  EXPECT_EQ(filling("x", {{"frontfill", "zero"}}, "demand"),
            std::string("ValidationException: Filling of the column demand: ") + front);
  EXPECT_EQ(filling("x", {{"middlefill", "none"}}, "demand"),
            "ValidationException: Filling of the column demand: middlefill does not support none. "
            "Supported values: zero, value, median, mean, min, max.");
  EXPECT_EQ(
      filling("x", {{"backfill", "value"}}, "demand"),
      "ValidationException: Filling of the column demand: backfill_value must be specified if "
      "and only if backfill is value.");
  EXPECT_EQ(filling("x", {{"futurefill_value", "2"}}, "demand"),
            "ValidationException: Filling of the column demand: futurefill_value needs futurefill "
            "to be value.");
  const auto aggregation = [&](const char* column) {
    return ErrorOf(api,
                   TimeSeries("agg", {{"Transformations", {{"Aggregation", {{column, "sum"}}}}}}));
  };
  EXPECT_EQ(aggregation("price"),
            "ValidationException: Aggregation is only supported for the target column demand, but "
            "is specified for price.");
  EXPECT_EQ(aggregation("demand"), "");
}

TEST(CreateAutoMLJobV2TextGeneration, ChecksHyperParameters) {
  ApiUnderTest api;
  int number = 0;
  const auto with = [&](const char* name, const char* value) {
    return ErrorOf(api, TextGeneration("llm" + std::to_string(++number),
                                       {{"TextGenerationHyperParameters", {{name, value}}}}));
  };
  const std::pair<const char*, std::vector<const char*>> good[] = {
      {"epochCount", {"1", "10"}},
      {"batchSize", {"1", "64"}},
      {"learningRate", {"0", "1", "0.00001", "1e-5"}},
      {"learningRateWarmupSteps", {"0", "250"}}};
  for (const auto& [name, values] : good) {
    for (const auto* value : values) EXPECT_EQ(with(name, value), "") << name << value;
  }
  const std::tuple<const char*, const char*, const char*> bad[] = {
      {"epochCount", "0", "an integer from 1 to 10"},
      {"epochCount", "11", "an integer from 1 to 10"},
      {"epochCount", "2.5", "an integer from 1 to 10"},
      {"batchSize", "65", "an integer from 1 to 64"},
      {"learningRate", "1.1", "a number from 0 to 1"},
      {"learningRate", "nan", "a number from 0 to 1"},
      {"learningRateWarmupSteps", "251", "an integer from 0 to 250"},
      {"learningRateWarmupSteps", "many", "an integer from 0 to 250"}};
  for (const auto& [name, value, range] : bad) {
    EXPECT_EQ(with(name, value), std::string("ValidationException: The hyperparameter ") + name +
                                     " must be " + range + ", but is " + value + ".");
  }
  EXPECT_EQ(with("epochs", "1"),
            "ValidationException: The hyperparameter epochs is not supported. Supported "
            "hyperparameters: epochCount, batchSize, learningRate, learningRateWarmupSteps.");
}

TEST(CreateAutoMLJobV2TextGeneration, NeedsTheEulaOfGatedModels) {
  ApiUnderTest api;
  EXPECT_EQ(ErrorOf(api, TextGeneration("open", {{"BaseModelName", "Falcon7B"}})), "");
  const auto* refused =
      "ValidationException: The base model Llama2-7B is gated: ModelAccessConfig.AcceptEula must "
      "be "
      "True.";
  EXPECT_EQ(ErrorOf(api, TextGeneration("x", {{"BaseModelName", "Llama2-7B"}})), refused);
  EXPECT_EQ(ErrorOf(api, TextGeneration("x", {{"BaseModelName", "Llama2-7B"},
                                              {"ModelAccessConfig", {{"AcceptEula", false}}}})),
            refused);
  EXPECT_EQ(ErrorOf(api, TextGeneration("yes", {{"BaseModelName", "Llama2-7B"},
                                                {"ModelAccessConfig", {{"AcceptEula", true}}}})),
            "");
}

}  // namespace
}  // namespace autopilot::testing
