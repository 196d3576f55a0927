#include <gtest/gtest.h>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

constexpr auto kArn = "arn:aws:sagemaker:us-east-1:000000000000:automl-job/job";

json Tag(const std::string& key, const std::string& value = "v") {
  return {{"Key", key}, {"Value", value}};
}

class Tags : public ::testing::Test {
 protected:
  void SetUp() override {
    api_.Get("CreateAutoMLJob", CreateV1("job", {{"Tags", json::array({Tag("a"), Tag("b")})}}));
  }
  json List() { return api_.Get("ListTags", {{"ResourceArn", kArn}})["Tags"]; }
  std::string ErrorOf(const char* operation, json input) {
    input.emplace("ResourceArn", kArn);
    return api_.Call(operation, input).Error();
  }

  ApiUnderTest api_;
};

// Recorded: a tag that was added later is listed first.
TEST_F(Tags, AddedLaterComeFirst) {
  const auto answer =
      api_.Get("AddTags", {{"ResourceArn", kArn}, {"Tags", json::array({Tag("c"), Tag("d")})}});
  const json expected{Tag("c"), Tag("d"), Tag("a"), Tag("b")};
  EXPECT_EQ(answer["Tags"], expected);
  EXPECT_EQ(List(), expected);
}

TEST_F(Tags, OfTheSameKeyAreReplacedInPlace) {
  EXPECT_EQ(ErrorOf("AddTags", {{"Tags", json::array({Tag("b", "new")})}}), "");
  EXPECT_EQ(List(), (json{Tag("a"), Tag("b", "new")}));
}

TEST_F(Tags, AreDeletedByKey) {
  const auto answer =
      api_.Call("DeleteTags", {{"ResourceArn", kArn}, {"TagKeys", {"a", "unknown"}}});
  EXPECT_EQ(answer.text, "{}");
  EXPECT_EQ(List(), json::array({Tag("b")}));
}

TEST_F(Tags, AreAtMostFiftyOfAResource) {
  json tags = json::array();
  for (int i = 0; i < 48; ++i) tags.push_back(Tag("k" + std::to_string(i)));
  EXPECT_EQ(ErrorOf("AddTags", {{"Tags", tags}}), "");
  EXPECT_EQ(List().size(), 50U);
  EXPECT_EQ(ErrorOf("AddTags", {{"Tags", json::array({Tag("k0", "new")})}}), "");
  EXPECT_EQ(ErrorOf("AddTags", {{"Tags", json::array({Tag("one-more")})}}),
            "ValidationException: A resource can have at most 50 tags.");
  EXPECT_EQ(List().size(), 50U);
}

TEST_F(Tags, OfAnUnknownResourceAreAnError) {
  for (const auto* arn : {"arn:aws:sagemaker:us-east-1:000000000000:automl-job/none",
                          "arn:aws:sagemaker:eu-west-1:000000000000:automl-job/job",
                          "arn:aws:sagemaker:us-east-1:111111111111:automl-job/job",
                          "arn:aws:sagemaker:us-east-1:000000000000:model/job"}) {
    const auto expected =
        std::string("ValidationException: Could not find resource with ARN ") + arn + ".";
    EXPECT_EQ(ErrorOf("ListTags", {{"ResourceArn", arn}}), expected);
    EXPECT_EQ(ErrorOf("AddTags", {{"ResourceArn", arn}, {"Tags", json::array({Tag("x")})}}),
              expected);
    EXPECT_EQ(ErrorOf("DeleteTags", {{"ResourceArn", arn}, {"TagKeys", {"a"}}}), expected);
  }
}

TEST_F(Tags, AreFoundWithoutRegardToTheCaseOfTheJob) {
  EXPECT_EQ(
      api_.Get("ListTags", {{"ResourceArn",
                             "arn:aws:sagemaker:us-east-1:000000000000:automl-job/JOB"}})["Tags"],
      List());
}

TEST_F(Tags, RefuseReservedAndRepeatedKeys) {
  EXPECT_EQ(ErrorOf("AddTags", {{"Tags", json::array({Tag("aws:x")})}}),
            "ValidationException: The tag key aws:x is not allowed: keys that begin with aws: are "
            "reserved for AWS use.");
  EXPECT_EQ(ErrorOf("AddTags", {{"Tags", json::array({Tag("x"), Tag("x")})}}),
            "ValidationException: Tag keys must be unique: the key x was given more than once.");
}

TEST_F(Tags, HaveOnePageOnly) {
  EXPECT_FALSE(
      api_.Get("ListTags", {{"ResourceArn", kArn}, {"MaxResults", 50}}).contains("NextToken"));
  EXPECT_TRUE(ErrorOf("ListTags", {{"NextToken", "abc"}}).starts_with("ValidationException: "));
  EXPECT_EQ(
      ErrorOf("ListTags", {{"MaxResults", 49}}),
      "ValidationException: 1 validation error detected: Value '49' at 'maxResults' failed to "
      "satisfy constraint: Member must have value greater than or equal to 50");
}

}  // namespace
}  // namespace autopilot::testing
