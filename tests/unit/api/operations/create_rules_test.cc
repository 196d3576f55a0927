// Rules that both create operations share, asked of CreateAutoMLJobV2, and rules by problem type:
// one row per rule with its exact error.
#include <gtest/gtest.h>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

struct Row {
  const char* name;
  json request;
  const char* error;  // without its type; "" when the request is legal
};

void ExpectAll(const char* operation, const std::vector<Row>& rows) {
  ApiUnderTest api;
  for (auto row : rows) {
    row.request["AutoMLJobName"] = row.name;
    const std::string expected = row.error;
    EXPECT_EQ(api.Call(operation, row.request).Error(),
              expected.empty() ? "" : "ValidationException: " + expected)
        << row.name;
  }
}

// The request with its first channel, and a second one if `second` is given, patched.
json WithChannels(json request, const json& first, const json& second = nullptr) {
  auto& channels = request["AutoMLJobInputDataConfig"];
  if (!second.is_null()) {
    channels.push_back(channels[0]);
    channels[1].merge_patch(second);
  }
  channels[0].merge_patch(first);
  return request;
}

json DataType(const char* type) {
  return {{"DataSource", {{"S3DataSource", {{"S3DataType", type}}}}}};
}

json Tabular(const json& config, const json& patch = nullptr) {
  auto request = CreateTabularV2("x", patch);
  request["AutoMLProblemTypeConfig"]["TabularJobConfig"].merge_patch(config);
  return request;
}

json Algorithms(const json& names) {
  return {{"CandidateGenerationConfig",
           {{"AlgorithmsConfig", json::array({json{{"AutoMLAlgorithms", names}}})}}}};
}

TEST(CreateAutoMLJobV2Rules, OfChannels) {
  const json validation{{"ChannelType", "validation"}};
  const json split{{"DataSplitConfig", {{"ValidationFraction", 0.2}}}};
  ExpectAll(
      "CreateAutoMLJobV2",
      {
          {"pair", WithChannels(CreateTabularV2("x"), json::object(), validation), ""},
          {"no-source", WithChannels(CreateTabularV2("x"), {{"DataSource", nullptr}}),
           "DataSource must be specified for the training channel."},
          {"no-training", WithChannels(CreateTabularV2("x"), validation),
           "One channel must have ChannelType training."},
          {"two-trainings", WithChannels(CreateTabularV2("x"), json::object(), json::object()),
           "Two channels must have different ChannelTypes: one training and one validation "
           "channel."},
          {"two-content-types",
           WithChannels(CreateTabularV2("x"), json::object(),
                        {{"ChannelType", "validation"},
                         {"ContentType", "x-application/vnd.amazon+parquet"}}),
           "The training and the validation channel must have the same ContentType."},
          {"fraction-and-channel",
           WithChannels(CreateTabularV2("x", split), json::object(), validation),
           "ValidationFraction cannot be specified when a validation channel is provided."},
          {"fraction-0", CreateTabularV2("x", {{"DataSplitConfig", {{"ValidationFraction", 0.0}}}}),
           "ValidationFraction must be greater than 0 and less than 1."},
          {"fraction-1", CreateTabularV2("x", {{"DataSplitConfig", {{"ValidationFraction", 1.0}}}}),
           "ValidationFraction must be greater than 0 and less than 1."},
      });
}

TEST(CreateAutoMLJobV2Rules, OfDataTypes) {
  ExpectAll(
      "CreateAutoMLJobV2",
      {
          {"tabular", WithChannels(CreateTabularV2("x"), DataType("ManifestFile")), ""},
          {"image", WithChannels(CreateImageV2("x"), DataType("ManifestFile")), ""},
          {"text", WithChannels(CreateTextV2("x"), DataType("ManifestFile")),
           "S3DataType ManifestFile is not supported for the problem type TextClassification. "
           "Supported values: S3Prefix."},
          {"text-generation", WithChannels(CreateTextGenerationV2("x"), DataType("ManifestFile")),
           "S3DataType ManifestFile is not supported for the problem type TextGeneration. "
           "Supported values: S3Prefix."},
          {"time-series", WithChannels(CreateTimeSeriesV2("x"), DataType("AugmentedManifestFile")),
           "S3DataType AugmentedManifestFile is not supported for the problem type "
           "TimeSeriesForecasting. Supported values: S3Prefix."},
      });
}

TEST(CreateAutoMLJobV2Rules, OfCompression) {
  const json gzip{{"CompressionType", "Gzip"}};
  auto manifest = DataType("ManifestFile");
  manifest.update(gzip);
  const auto* refused =
      "CompressionType Gzip is only supported for tabular data with S3DataType S3Prefix.";
  ExpectAll("CreateAutoMLJobV2",
            {
                {"tabular", WithChannels(CreateTabularV2("x"), gzip), ""},
                {"manifest", WithChannels(CreateTabularV2("x"), manifest), refused},
                {"text", WithChannels(CreateTextV2("x"), gzip), refused},
                {"text-generation", WithChannels(CreateTextGenerationV2("x"), gzip), refused},
                {"time-series", WithChannels(CreateTimeSeriesV2("x"), gzip), refused},
            });
}

TEST(CreateAutoMLJobV2Rules, OfContentTypes) {
  const json png{{"ContentType", "image/png"}};
  const json parquet{{"ContentType", "x-application/vnd.amazon+parquet"}};
  ExpectAll(
      "CreateAutoMLJobV2",
      {
          {"tabular-parquet", WithChannels(CreateTabularV2("x"), parquet), ""},
          {"text-parquet", WithChannels(CreateTextV2("x"), parquet), ""},
          {"text-image", WithChannels(CreateTextV2("x"), png),
           "ContentType image/png is not supported for the problem type TextClassification. "
           "Supported values: text/csv;header=present, x-application/vnd.amazon+parquet."},
          {"text-generation-image", WithChannels(CreateTextGenerationV2("x"), png),
           "ContentType image/png is not supported for the problem type TextGeneration. "
           "Supported values: text/csv;header=present, x-application/vnd.amazon+parquet."},
          {"time-series-image", WithChannels(CreateTimeSeriesV2("x"), png),
           "ContentType image/png is not supported for the problem type TimeSeriesForecasting. "
           "Supported values: text/csv;header=present, x-application/vnd.amazon+parquet."},
          {"image-parquet", WithChannels(CreateImageV2("x"), parquet),
           "ContentType x-application/vnd.amazon+parquet is not supported for the problem type "
           "ImageClassification. Supported values: image/*, image/png, image/jpeg."},
      });
}

TEST(CreateAutoMLJobV2Rules, OfAlgorithmsAndModes) {
  auto automatic = Algorithms({"xgboost"});
  automatic["Mode"] = "AUTO";
  auto ensembling = Algorithms({"mlp"});
  ensembling["Mode"] = "ENSEMBLING";
  ExpectAll(
      "CreateAutoMLJobV2",
      {
          {"absent", Tabular(Algorithms({"mlp"})), ""},
          {"auto", Tabular(automatic), "AlgorithmsConfig cannot be specified when Mode is AUTO."},
          {"hpo", Tabular(Algorithms({"lightgbm"})),
           "The algorithm lightgbm is not supported for Mode HYPERPARAMETER_TUNING. Supported "
           "algorithms: xgboost, linear-learner, mlp."},
          {"ensembling", Tabular(ensembling),
           "The algorithm mlp is not supported for Mode ENSEMBLING. Supported algorithms: "
           "catboost, "
           "extra-trees, fastai, lightgbm, linear-learner, nn-torch, randomforest, xgboost."},
      });
}

TEST(CreateAutoMLJobV2Rules, OfSampleWeights) {
  const auto weights = [](const char* column, const char* mode) {
    return Tabular({{"SampleWeightAttributeName", column}, {"Mode", mode}});
  };
  ExpectAll("CreateAutoMLJobV2",
            {
                {"ensembling", weights("w", "ENSEMBLING"), ""},
                {"hpo", weights("w", "HYPERPARAMETER_TUNING"),
                 "SampleWeightAttributeName is only supported when Mode is ENSEMBLING."},
                {"absent", Tabular({{"SampleWeightAttributeName", "w"}}),
                 "SampleWeightAttributeName is only supported when Mode is ENSEMBLING."},
                {"target", weights("y", "ENSEMBLING"),
                 "SampleWeightAttributeName must be another column than TargetAttributeName."},
            });
}

TEST(CreateAutoMLJobV2Rules, OfEndpointsAndTags) {
  const auto deploy = [](const json& config) {
    return CreateTextV2("x", {{"ModelDeployConfig", config}});
  };
  const auto tags = [](const json& list) { return CreateTextV2("x", {{"Tags", list}}); };
  const json tag{{"Key", "team"}, {"Value", "ml"}};
  ExpectAll(
      "CreateAutoMLJobV2",
      {
          {"named", deploy({{"EndpointName", "e"}}), ""},
          {"generated", deploy({{"AutoGenerateEndpointName", true}}), ""},
          {"both", deploy({{"AutoGenerateEndpointName", true}, {"EndpointName", "e"}}),
           "EndpointName cannot be specified when AutoGenerateEndpointName is True."},
          {"neither", deploy(json::object()),
           "EndpointName must be specified when AutoGenerateEndpointName is False."},
          {"tagged", tags(json::array({tag})), ""},
          {"twice", tags(json::array({tag, tag})),
           "Tag keys must be unique: the key team was given more than once."},
          {"reserved", tags(json::array({json{{"Key", "aws:x"}, {"Value", ""}}})),
           "The tag key aws:x is not allowed: keys that begin with aws: are reserved for AWS use."},
      });
}

TEST(CreateAutoMLJobV2Rules, OfForecasts) {
  const auto forecast = [](const json& config) {
    return CreateTimeSeriesV2(
        "x", {{"AutoMLProblemTypeConfig", {{"TimeSeriesForecastingJobConfig", config}}}});
  };
  const auto filling = [&](const json& fills) {
    return forecast({{"Transformations", {{"Filling", {{"demand", fills}}}}}});
  };
  const auto quantiles =
      "1 validation error detected: Value '[p1, p2, p3, p4, p5, p6]' at "
      "'autoMLProblemTypeConfig.timeSeriesForecastingJobConfig.forecastQuantiles' failed to "
      "satisfy "
      "constraint: Member must have length less than or equal to 5";
  const auto groups =
      "1 validation error detected: Value '[a, b, c, d, e, f]' at "
      "'autoMLProblemTypeConfig.timeSeriesForecastingJobConfig.timeSeriesConfig."
      "groupingAttributeNames' failed to satisfy constraint: Member must have length less than or "
      "equal to 5";
  const auto frequency =
      "1 validation error detected: Value '2Y' at "
      "'autoMLProblemTypeConfig.timeSeriesForecastingJobConfig.forecastFrequency' failed to "
      "satisfy "
      "constraint: Member must satisfy regular expression pattern: "
      R"(1Y|Y|([1-9]|1[0-1])M|M|[1-4]W|W|[1-6]D|D|([1-9]|1[0-9]|2[0-3])H|H|([1-9]|[1-5][0-9])min)";
  ExpectAll(
      "CreateAutoMLJobV2",
      {
          {"five-quantiles", forecast({{"ForecastQuantiles", {"p1", "p2", "p3", "p4", "p5"}}}), ""},
          {"six-quantiles", forecast({{"ForecastQuantiles", {"p1", "p2", "p3", "p4", "p5", "p6"}}}),
           quantiles},
          {"six-groups",
           forecast({{"TimeSeriesConfig",
                      {{"GroupingAttributeNames", {"a", "b", "c", "d", "e", "f"}}}}}),
           groups},
          {"frequency", forecast({{"ForecastFrequency", "2Y"}}), frequency},
          {"fill-value-without-fill", filling({{"middlefill_value", "1"}}),
           "Filling of the column demand: middlefill_value needs middlefill to be value."},
          {"fill-value-of-another-fill",
           filling({{"middlefill", "zero"}, {"middlefill_value", "1"}}),
           "Filling of the column demand: middlefill_value must be specified if and only if "
           "middlefill is value."},
          {"fill-value-in-front", filling({{"frontfill", "none"}, {"frontfill_value", "1"}}),
           "Filling of the column demand: frontfill_value is not supported, since frontfill is "
           "none."},
      });
}

}  // namespace
}  // namespace autopilot::testing
