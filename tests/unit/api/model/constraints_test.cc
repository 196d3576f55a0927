#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/model/validator.h"

namespace autopilot {
namespace {

using Json = nlohmann::json;

const std::string kName = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}";
const std::string kFails = "' failed to satisfy constraint: ";

class Constraints : public ::testing::Test {
 protected:
  std::string Check(const std::string& operation, const Json& body) const {
    const auto checked = CheckInput(*model_.FindOperation(operation)->input, body);
    if (checked) return "";
    EXPECT_EQ(checked.error().code, ErrorCode::kValidation);
    return checked.error().message;
  }
  std::string CheckV1(const Json& patch) const {
    Json body = Json::parse(R"({
      "AutoMLJobName": "job", "RoleArn": "arn:aws:iam::123456789012:role/r",
      "InputDataConfig": [{"TargetAttributeName": "y"}],
      "OutputDataConfig": {"S3OutputPath": "s3://b/o"}})");
    body.merge_patch(patch);
    return Check("CreateAutoMLJob", body);
  }
  std::string CheckV2(const Json& problem_type) const {
    return Check("CreateAutoMLJobV2", {{"AutoMLJobName", "job"},
                                       {"RoleArn", "arn:aws:iam::123456789012:role/r"},
                                       {"AutoMLJobInputDataConfig", {Json::object()}},
                                       {"OutputDataConfig", {{"S3OutputPath", "s3://b/o"}}},
                                       {"AutoMLProblemTypeConfig", problem_type}});
  }

  ServiceModel model_;
};

TEST_F(Constraints, OneViolationIsOneError) {
  EXPECT_EQ(CheckV1({{"RoleArn", nullptr}}), "1 validation error detected: Value null at 'roleArn" +
                                                 kFails + "Member must not be null");
  EXPECT_EQ(CheckV1({{"ProblemType", "x"}}),
            "1 validation error detected: Value 'x' at 'problemType" + kFails +
                "Member must satisfy enum value set: [BinaryClassification, "
                "MulticlassClassification, Regression]");
}

TEST_F(Constraints, SeveralAreToldInTheOrderOfTheModelPatternBeforeLength) {
  EXPECT_EQ(Check("CreateAutoMLJob", Json::object()),
            "4 validation errors detected: Value null at 'autoMLJobName" + kFails +
                "Member must not be null; Value null at 'inputDataConfig" + kFails +
                "Member must not be null; Value null at 'outputDataConfig" + kFails +
                "Member must not be null; Value null at 'roleArn" + kFails +
                "Member must not be null");
  const std::string name = "health_" + std::string(30, 'a');
  EXPECT_EQ(CheckV1({{"AutoMLJobName", name}, {"OutputDataConfig", {{"S3OutputPath", nullptr}}}}),
            "3 validation errors detected: Value '" + name + "' at 'autoMLJobName" + kFails +
                "Member must satisfy regular expression pattern: " + kName + "; Value '" + name +
                "' at 'autoMLJobName" + kFails +
                "Member must have length less than or equal to 32; Value null at "
                "'outputDataConfig.s3OutputPath" +
                kFails + "Member must not be null");
}

TEST_F(Constraints, AnEmptyTextMayBreakPatternAndLength) {
  EXPECT_EQ(CheckV1({{"AutoMLJobName", ""}}),
            "2 validation errors detected: Value '' at 'autoMLJobName" + kFails +
                "Member must satisfy regular expression pattern: " + kName +
                "; Value '' at 'autoMLJobName" + kFails +
                "Member must have length greater than or equal to 1");
  EXPECT_EQ(Check("ListAutoMLJobs", {{"NameContains", ""}}),
            "1 validation error detected: Value '' at 'nameContains" + kFails +
                "Member must satisfy regular expression pattern: [a-zA-Z0-9\\-]+");
}

TEST_F(Constraints, NumbersHaveRanges) {
  const auto max_results = [&](Json value) {
    return Check("ListAutoMLJobs", {{"MaxResults", std::move(value)}});
  };
  EXPECT_EQ(max_results(100), "");
  EXPECT_EQ(max_results(101), "1 validation error detected: Value '101' at 'maxResults" + kFails +
                                  "Member must have value less than or equal to 100");
  EXPECT_EQ(max_results(0), "1 validation error detected: Value '0' at 'maxResults" + kFails +
                                "Member must have value greater than or equal to 1");
  EXPECT_EQ(CheckV1({{"AutoMLJobConfig", {{"DataSplitConfig", {{"ValidationFraction", 2}}}}}}),
            "1 validation error detected: Value '2.0' at "
            "'autoMLJobConfig.dataSplitConfig.validationFraction" +
                kFails + "Member must have value less than or equal to 1");
}

TEST_F(Constraints, ListsHaveSizesAndPathsOfTheirElements) {
  EXPECT_EQ(CheckV1({{"InputDataConfig", Json::array()}}),
            "1 validation error detected: Value '[]' at 'inputDataConfig" + kFails +
                "Member must have length greater than or equal to 1");
  EXPECT_EQ(CheckV1({{"InputDataConfig", {{{"TargetAttributeName", ""}}}}}),
            "1 validation error detected: Value '' at "
            "'inputDataConfig.1.member.targetAttributeName" +
                kFails + "Member must have length greater than or equal to 1");
  EXPECT_EQ(CheckV1({{"Tags", {{{"Key", "k"}, {"Value", ""}}, nullptr}}}),
            "1 validation error detected: Value null at 'tags.2.member" + kFails +
                "Member must not be null");
  EXPECT_EQ(Check("DeleteTags", {{"ResourceArn", "arn:aws:sagemaker:us-east-1:123456789012:x/y"},
                                 {"TagKeys", {"a", "b!"}}}),
            "1 validation error detected: Value 'b!' at 'tagKeys.2.member" + kFails +
                "Member must satisfy regular expression pattern: "
                "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)");
}

TEST_F(Constraints, MapsAreToldByKeyAndTheirKeysTogether) {
  const auto parameters = [&](Json map) {
    return CheckV2({{"TextGenerationJobConfig", {{"TextGenerationHyperParameters", map}}}});
  };
  const std::string at =
      "at 'autoMLProblemTypeConfig.textGenerationJobConfig."
      "textGenerationHyperParameters";
  EXPECT_EQ(parameters({{"epochCount", "5"}}), "");
  EXPECT_EQ(parameters({{"epochCount", "5!"}}),
            "1 validation error detected: Value '5!' " + at + ".epochCount.member" + kFails +
                "Member must satisfy regular expression pattern: [a-zA-Z0-9._-]+");
  EXPECT_EQ(parameters({{"epochCount", nullptr}}), "1 validation error detected: Value null " + at +
                                                       ".epochCount.member" + kFails +
                                                       "Member must not be null");
  EXPECT_EQ(parameters({{"a b", "1"}, {"c d", "2"}}),
            "1 validation error detected: Value '{a b=1, c d=2}' " + at + kFails +
                "Map keys must satisfy constraint: [Member must have length less than or equal to "
                "32, Member must satisfy regular expression pattern: [a-zA-Z0-9._-]+]");
}

TEST_F(Constraints, AUnionHasExactlyOneMember) {
  const std::string at =
      " at 'autoMLProblemTypeConfig" + kFails + "Member must have exactly one member set";
  EXPECT_EQ(CheckV2({{"ImageClassificationJobConfig", Json::object()}}), "");
  EXPECT_EQ(
      CheckV2({{"ImageClassificationJobConfig", Json::object()}, {"TabularJobConfig", nullptr}}),
      "");
  EXPECT_EQ(CheckV2(Json::object()), "1 validation error detected: Value '{}'" + at);
  EXPECT_EQ(CheckV2({{"NoSuchJobConfig", Json::object()}}),
            "1 validation error detected: Value '{}'" + at);
  EXPECT_EQ(CheckV2({{"ImageClassificationJobConfig", Json::object()},
                     {"TabularJobConfig", {{"TargetAttributeName", "y"}}}}),
            "1 validation error detected: Value '{ImageClassificationJobConfig={}, "
            "TabularJobConfig={TargetAttributeName=y}}'" +
                at);
}

TEST_F(Constraints, LengthIsCountedInUtf16Units) {
  const auto target = [&](std::size_t times, const std::string& character) {
    std::string column;
    for (std::size_t i = 0; i < times; ++i) column += character;
    return CheckV2({{"TextClassificationJobConfig",
                     {{"ContentColumn", column}, {"TargetLabelColumn", "label"}}}});
  };
  EXPECT_EQ(target(256, "é"), "");
  EXPECT_NE(target(257, "é"), "");
  EXPECT_EQ(target(256, "日"), "");
  EXPECT_NE(target(257, "日"), "");
  EXPECT_EQ(target(128, "😀"), "");
  EXPECT_NE(target(129, "😀"), "");
}

TEST_F(Constraints, ListsAHundredViolationsAndCountsThemAll) {
  const std::string message = CheckV1({{"Tags", Json::array_t(100'000, nullptr)}});
  EXPECT_TRUE(message.starts_with("100001 validation errors detected: Value '[null, null, "));
  EXPECT_TRUE(message.ends_with("; and 99901 more"));
  EXPECT_LT(message.size(), 20'000u);
}

TEST_F(Constraints, ShowsLongValuesCut) {
  const std::string message = CheckV1({{"AutoMLJobName", std::string(1'000'000, 'a')}});
  EXPECT_TRUE(message.starts_with("2 validation errors detected: Value '" + std::string(1000, 'a') +
                                  "…' at 'autoMLJobName"));
  EXPECT_LT(message.size(), 3'000u);
}

TEST_F(Constraints, ReturnsTheCheckedRequest) {
  const Json body = {{"AutoMLJobName", "job"}, {"Typo", 1}};
  const auto checked = CheckInput(*model_.FindOperation("DescribeAutoMLJob")->input, body);
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->value, (Json{{"AutoMLJobName", "job"}}));
  EXPECT_EQ(checked->unknown_members, std::vector<std::string>{"Typo"});
}

}  // namespace
}  // namespace autopilot
