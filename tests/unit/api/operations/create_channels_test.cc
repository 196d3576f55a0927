#include <gtest/gtest.h>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

json Channel(const json& patch = nullptr) {
  auto channel = CreateV1("x").at("InputDataConfig").at(0);
  if (!patch.is_null()) channel.merge_patch(patch);
  return channel;
}

json V1WithChannels(const std::string& name, const json& channels) {
  return CreateV1(name, {{"InputDataConfig", channels}});
}

json DataType(std::string_view type) {
  return {{"DataSource", {{"S3DataSource", {{"S3DataType", type}}}}}};
}

struct Case {
  const char* name;
  json channels;
  const char* error;  // "" when the request is legal
};

void ExpectAll(const std::vector<Case>& cases) {
  ApiUnderTest api;
  for (const auto& test : cases) {
    EXPECT_EQ(api.Call("CreateAutoMLJob", V1WithChannels(test.name, test.channels)).Error(),
              test.error)
        << test.name;
  }
}

TEST(CreateAutoMLJobChannels, AcceptsOneOrTwoChannels) {
  const auto validation = Channel({{"ChannelType", "validation"}});
  ExpectAll({
      {"one", {Channel()}, ""},
      {"two", {Channel(), validation}, ""},
      {"turned", {validation, Channel()}, ""},
      {"none", json::array(),
       "ValidationException: 1 validation error detected: Value '[]' at 'inputDataConfig' failed "
       "to "
       "satisfy constraint: Member must have length greater than or equal to 1"},
  });
  ApiUnderTest api;
  const auto three =
      api.Call("CreateAutoMLJob", V1WithChannels("three", {Channel(), validation, Channel()}));
  EXPECT_NE(
      three.Error().find("at 'inputDataConfig' failed to satisfy constraint: Member must have "
                         "length less than or equal to 2"),
      std::string::npos)
      << three.Error();
}

TEST(CreateAutoMLJobChannels, AcceptsCsvAndParquetOnly) {
  ExpectAll({
      {"csv", {Channel({{"ContentType", "text/csv;header=present"}})}, ""},
      {"blank", {Channel({{"ContentType", "text/csv; header=present"}})}, ""},
      {"parquet", {Channel({{"ContentType", "x-application/vnd.amazon+parquet"}})}, ""},
      {"json",
       {Channel({{"ContentType", "application/json"}})},
       "ValidationException: ContentType application/json is not supported for the problem type "
       "Tabular. Supported values: text/csv;header=present, x-application/vnd.amazon+parquet."},
      {"image",
       {Channel({{"ContentType", "image/png"}})},
       "ValidationException: ContentType image/png is not supported for the problem type Tabular. "
       "Supported values: text/csv;header=present, x-application/vnd.amazon+parquet."},
  });
}

TEST(CreateAutoMLJobChannels, DefaultsContentTypeAndChannelTypeInTheEcho) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("defaults"));
  auto expected = Channel();
  expected["ChannelType"] = "training";
  expected["ContentType"] = "text/csv;header=present";
  EXPECT_EQ(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "defaults"}})["InputDataConfig"],
            json::array({expected}));
}

TEST(CreateAutoMLJobChannels, AcceptsPrefixAndManifestButNoAugmentedManifestInV1) {
  ExpectAll({
      {"prefix", {Channel(DataType("S3Prefix"))}, ""},
      {"manifest", {Channel(DataType("ManifestFile"))}, ""},
      {"augmented",
       {Channel(DataType("AugmentedManifestFile"))},
       "ValidationException: S3DataType AugmentedManifestFile is not supported for the problem "
       "type "
       "Tabular. Supported values: S3Prefix, ManifestFile."},
  });
}

TEST(CreateAutoMLJobChannels, AcceptsAugmentedManifestForImagesInV2) {
  const auto with = [](json request) {
    request["AutoMLJobInputDataConfig"][0].merge_patch(DataType("AugmentedManifestFile"));
    return request;
  };
  ApiUnderTest api;
  EXPECT_EQ(api.Call("CreateAutoMLJobV2", with(CreateImageV2("image"))).Error(), "");
  EXPECT_EQ(
      api.Call("CreateAutoMLJobV2", with(CreateTabularV2("tabular"))).Error(),
      "ValidationException: S3DataType AugmentedManifestFile is not supported for the problem "
      "type Tabular. Supported values: S3Prefix, ManifestFile.");
  for (const auto& request :
       {CreateTextV2("t"), CreateTextGenerationV2("t"), CreateTimeSeriesV2("t")}) {
    EXPECT_NE(
        api.Call("CreateAutoMLJobV2", with(request)).Error().find("Supported values: S3Prefix."),
        std::string::npos);
  }
}

TEST(CreateAutoMLJobChannels, AcceptsCompressionTypesNoneAndGzip) {
  ExpectAll({
      {"none", {Channel({{"CompressionType", "None"}})}, ""},
      {"gzip", {Channel({{"CompressionType", "Gzip"}})}, ""},
      {"zip",
       {Channel({{"CompressionType", "Zip"}})},
       "ValidationException: 1 validation error detected: Value 'Zip' at "
       "'inputDataConfig.1.member.compressionType' failed to satisfy constraint: Member must "
       "satisfy "
       "enum value set: [None, Gzip]"},
  });
}

TEST(CreateAutoMLJobChannels, RefusesGzipOfImages) {
  auto request = CreateImageV2("gzip");
  request["AutoMLJobInputDataConfig"][0]["CompressionType"] = "Gzip";
  ApiUnderTest api;
  EXPECT_EQ(api.Call("CreateAutoMLJobV2", request).Error(),
            "ValidationException: CompressionType Gzip is only supported for tabular data with "
            "S3DataType S3Prefix.");
}

TEST(CreateAutoMLJobChannels, AcceptsTheContentTypesOfImages) {
  ApiUnderTest api;
  const auto create = [&](const char* name, const char* type) {
    auto request = CreateImageV2(name);
    request["AutoMLJobInputDataConfig"][0]["ContentType"] = type;
    return api.Call("CreateAutoMLJobV2", request).Error();
  };
  EXPECT_EQ(create("png", "image/png"), "");
  EXPECT_EQ(create("jpeg", "image/jpeg"), "");
  EXPECT_EQ(create("any", "image/*"), "");
  EXPECT_EQ(create("csv", "text/csv;header=present"),
            "ValidationException: ContentType text/csv;header=present is not supported for the "
            "problem type ImageClassification. Supported values: image/*, image/png, image/jpeg.");
}

TEST(CreateAutoMLJobChannels, RefusesUnknownEnumValues) {
  ExpectAll({
      {"type",
       {Channel(DataType("Folder"))},
       "ValidationException: 1 validation error detected: Value 'Folder' at "
       "'inputDataConfig.1.member.dataSource.s3DataSource.s3DataType' failed to satisfy "
       "constraint: "
       "Member must satisfy enum value set: [ManifestFile, S3Prefix, AugmentedManifestFile]"},
      {"channel",
       {Channel({{"ChannelType", "test"}})},
       "ValidationException: 1 validation error detected: Value 'test' at "
       "'inputDataConfig.1.member.channelType' failed to satisfy constraint: Member must satisfy "
       "enum value set: [training, validation]"},
  });
}

TEST(CreateAutoMLJobChannels, RequiresTargetAttributeName) {
  ExpectAll({{"target",
              {Channel({{"TargetAttributeName", nullptr}})},
              "ValidationException: 1 validation error detected: Value null at "
              "'inputDataConfig.1.member.targetAttributeName' failed to satisfy constraint: Member "
              "must not be null"}});
}

TEST(CreateAutoMLJobChannels, RequiresADataSource) {
  ExpectAll({{"source",
              {Channel({{"DataSource", nullptr}})},
              "ValidationException: DataSource must be specified for the training channel."}});
}

TEST(CreateAutoMLJobChannels, NeedsExactlyOneTrainingChannel) {
  const auto validation = Channel({{"ChannelType", "validation"}});
  const auto* missing = "ValidationException: One channel must have ChannelType training.";
  ExpectAll({
      {"validation", {validation}, missing},
      {"validations", {validation, validation}, missing},
      {"trainings",
       {Channel(), Channel({{"ChannelType", "training"}})},
       "ValidationException: Two channels must have different ChannelTypes: one training and one "
       "validation channel."},
  });
}

TEST(CreateAutoMLJobChannels, MustShareContentTypeAndTarget) {
  const auto validation = [](const json& patch) {
    auto channel = Channel({{"ChannelType", "validation"}});
    channel.merge_patch(patch);
    return channel;
  };
  ExpectAll({
      {"content",
       {Channel(), validation({{"ContentType", "x-application/vnd.amazon+parquet"}})},
       "ValidationException: The training and the validation channel must have the same "
       "ContentType."},
      {"default", {Channel(), validation({{"ContentType", "text/csv;header=present"}})}, ""},
      {"target",
       {Channel(), validation({{"TargetAttributeName", "z"}})},
       "ValidationException: The training and the validation channel must have the same "
       "TargetAttributeName."},
  });
}

TEST(CreateAutoMLJobChannels, AcceptsSampleWeightsInEnsemblingOnly) {
  ApiUnderTest api;
  const auto create = [&](const char* name, const char* mode, const char* column) {
    auto request =
        V1WithChannels(name, json::array({Channel({{"SampleWeightAttributeName", column}})}));
    if (*mode != '\0') request["AutoMLJobConfig"]["Mode"] = mode;
    return api.Call("CreateAutoMLJob", request).Error();
  };
  const auto* refused =
      "ValidationException: SampleWeightAttributeName is only supported when Mode is ENSEMBLING.";
  EXPECT_EQ(create("ensembling", "ENSEMBLING", "w"), "");
  EXPECT_EQ(create("auto", "AUTO", "w"), "");  // small data: becomes ENSEMBLING
  EXPECT_EQ(create("hpo", "HYPERPARAMETER_TUNING", "w"), refused);
  EXPECT_EQ(create("absent", "", "w"), refused);
  EXPECT_EQ(create("target", "ENSEMBLING", "y"),
            "ValidationException: SampleWeightAttributeName must be another column than "
            "TargetAttributeName.");
}

}  // namespace
}  // namespace autopilot::testing
