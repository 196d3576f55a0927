#include <gtest/gtest.h>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

std::string ErrorOf(ApiUnderTest& api, const json& patch, const std::string& name = "job") {
  return api.Call("CreateAutoMLJob", CreateV1(name, patch)).Error();
}

TEST(CreateAutoMLJob, AnswersWithTheArn) {
  ApiUnderTest api;
  EXPECT_EQ(api.Call("CreateAutoMLJob", CreateV1("My-Job"), "123456789012", "eu-west-1").text,
            R"({"AutoMLJobArn":"arn:aws:sagemaker:eu-west-1:123456789012:automl-job/My-Job"})");
  EXPECT_EQ(api.Call("CreateAutoMLJobV2", CreateImageV2("Images"), "", "").text,
            R"({"AutoMLJobArn":"arn:aws:sagemaker:us-east-1:000000000000:automl-job/Images"})");
}

TEST(CreateAutoMLJobName, IsUniquePerAccountAndRegionWithoutRegardToCase) {
  ApiUnderTest api;
  const auto create = [&](const char* operation, const json& request, const char* account,
                          const char* region) {
    return api.Call(operation, request, account, region).Error();
  };
  const auto* in_use =
      "ResourceInUse: An AutoML job with the name, JOB, already exists. Choose a different name.";
  EXPECT_EQ(create("CreateAutoMLJob", CreateV1("job"), "111111111111", "us-east-1"), "");
  EXPECT_EQ(create("CreateAutoMLJob", CreateV1("JOB"), "111111111111", "us-east-1"), in_use);
  EXPECT_EQ(create("CreateAutoMLJobV2", CreateImageV2("JOB"), "111111111111", "us-east-1"), in_use);
  EXPECT_EQ(create("CreateAutoMLJob", CreateV1("JOB"), "222222222222", "us-east-1"), "");
  EXPECT_EQ(create("CreateAutoMLJob", CreateV1("JOB"), "111111111111", "eu-west-1"), "");
}

TEST(CreateAutoMLJobName, IsNeverFreed) {
  ApiUnderTest api;
  ASSERT_EQ(ErrorOf(api, nullptr), "");
  api.AdvanceNominal(std::chrono::hours(24 * 40));
  EXPECT_EQ(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})["AutoMLJobStatus"],
            "Completed");
  EXPECT_EQ(ErrorOf(api, nullptr),
            "ResourceInUse: An AutoML job with the name, job, already exists. Choose a different "
            "name.");
}

TEST(CreateAutoMLJobValidation, AcceptsNamesOfOneTo32CharactersOfThePattern) {
  ApiUnderTest api;
  for (const auto* good : {"a", "A-1", "a--b", "aaaaaaaaaabbbbbbbbbbcccccccccc12"}) {
    EXPECT_EQ(ErrorOf(api, nullptr, good), "") << good;
  }
  const std::string pattern =
      "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}";
  EXPECT_EQ(
      ErrorOf(api, nullptr, "-a"),
      "ValidationException: 1 validation error detected: Value '-a' at 'autoMLJobName' failed "
      "to satisfy constraint: " +
          pattern);
  const std::string long_name(33, 'a');
  EXPECT_EQ(ErrorOf(api, nullptr, long_name),
            "ValidationException: 2 validation errors detected: Value '" + long_name +
                "' at 'autoMLJobName' failed to satisfy constraint: " + pattern + "; Value '" +
                long_name +
                "' at 'autoMLJobName' failed to satisfy constraint: Member must have length less "
                "than or equal to 32");
}

TEST(CreateAutoMLJobValidation, RefusesMissingRequiredMembers) {
  ApiUnderTest api;
  EXPECT_EQ(
      api.Call("CreateAutoMLJob", json::object()).Error(),
      "ValidationException: 4 validation errors detected: Value null at 'autoMLJobName' failed "
      "to satisfy constraint: Member must not be null; Value null at 'inputDataConfig' failed "
      "to satisfy constraint: Member must not be null; Value null at 'outputDataConfig' failed "
      "to satisfy constraint: Member must not be null; Value null at 'roleArn' failed to "
      "satisfy constraint: Member must not be null");
}

TEST(CreateAutoMLJobOutput, RefusesOutputPathOver128Characters) {
  const auto path = [](std::size_t length) {
    const std::string beginning = "s3://bucket/";
    return json{{"OutputDataConfig",
                 {{"S3OutputPath", beginning + std::string(length - beginning.size(), 'p')}}}};
  };
  ApiUnderTest api;
  EXPECT_EQ(ErrorOf(api, path(128), "longest"), "");
  EXPECT_EQ(ErrorOf(api, path(129)),
            "ValidationException: S3OutputPath must be 128 characters or less, but has 129.");
  EXPECT_EQ(api.Call("CreateAutoMLJobV2", CreateTabularV2("v2", path(512))).Error(), "");
  EXPECT_EQ(api.Call("CreateAutoMLJobV2", CreateTabularV2("v2", path(513))).Error(),
            "ValidationException: S3OutputPath must be 512 characters or less, but has 513.");
  std::string accents = "s3://b/";
  for (int i = 0; i < 121; ++i) accents += "\u00e9";  // 128 characters, 249 bytes
  EXPECT_EQ(ErrorOf(api, {{"OutputDataConfig", {{"S3OutputPath", accents}}}}, "accents"), "");
  ApiOptions options;
  options.v1_output_path_limit = 512;
  ApiUnderTest wider({}, {}, options);
  EXPECT_EQ(ErrorOf(wider, path(129)), "");
}

TEST(CreateAutoMLJobOutput, EchoesKmsKeyAndPathAsSent) {
  ApiUnderTest api;
  for (const auto* path : {"s3://bucket/", "s3://bucket/a/b", "https://s3.amazonaws.com/bucket"}) {
    const json output{{"KmsKeyId", "key/1"}, {"S3OutputPath", path}};
    const auto name = "job" + std::to_string(std::string(path).size());
    ASSERT_EQ(ErrorOf(api, {{"OutputDataConfig", output}}, name), "");
    EXPECT_EQ(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", name}})["OutputDataConfig"], output);
  }
}

TEST(CreateAutoMLJobRole, MustBeARoleArn) {
  ApiUnderTest api;
  for (const auto* good :
       {"arn:aws:iam::123456789012:role/service-role/R", "arn:aws-cn:iam::123456789012:role/r"}) {
    EXPECT_EQ(ErrorOf(api, {{"RoleArn", good}},
                      std::string(good).substr(0, 7) == "arn:aws" && good[7] == '-' ? "cn" : "aws"),
              "");
  }
  EXPECT_EQ(ErrorOf(api, {{"RoleArn", "arn:aws:iam::123456789012:user/someone"}}),
            "ValidationException: 1 validation error detected: Value "
            "'arn:aws:iam::123456789012:user/someone' at 'roleArn' failed to satisfy constraint: "
            R"(Member must satisfy regular expression pattern: )"
            R"(arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+)");
}

TEST(CreateAutoMLJobTags, AreStoredOnTheJobArn) {
  ApiUnderTest api;
  const json tags{{{"Key", "team"}, {"Value", "ml"}}, {{"Key", "empty"}, {"Value", ""}}};
  ASSERT_EQ(ErrorOf(api, {{"Tags", tags}}), "");
  const auto job = api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}});
  EXPECT_EQ(api.Get("ListTags", {{"ResourceArn", job["AutoMLJobArn"]}})["Tags"], tags);
  EXPECT_FALSE(job.contains("Tags"));
}

TEST(CreateAutoMLJobTags, KeysMustBeUnique) {
  ApiUnderTest api;
  const json tag{{"Key", "team"}, {"Value", "ml"}};
  EXPECT_EQ(ErrorOf(api, {{"Tags", {tag, tag}}}),
            "ValidationException: Tag keys must be unique: the key team was given more than once.");
  const json other_case{{"Key", "Team"}, {"Value", "ml"}};
  EXPECT_EQ(ErrorOf(api, {{"Tags", {tag, other_case}}}), "");
}

TEST(CreateAutoMLJobTags, RefuseTheReservedPrefix) {
  ApiUnderTest api;
  for (const auto* key : {"aws:name", "AWS:name"}) {
    EXPECT_EQ(ErrorOf(api, {{"Tags", {{{"Key", key}, {"Value", "v"}}}}}),
              "ValidationException: The tag key " + std::string(key) +
                  " is not allowed: keys that begin with aws: are reserved for AWS use.");
  }
}

TEST(CreateAutoMLJobTags, RequireKeyAndValue) {
  ApiUnderTest api;
  EXPECT_EQ(ErrorOf(api, {{"Tags", {{{"Key", "k"}}}}}),
            "ValidationException: 1 validation error detected: Value null at 'tags.1.member.value' "
            "failed to satisfy constraint: Member must not be null");
  EXPECT_EQ(ErrorOf(api, {{"Tags", {{{"Value", "v"}}}}}),
            "ValidationException: 1 validation error detected: Value null at 'tags.1.member.key' "
            "failed to satisfy constraint: Member must not be null");
}

TEST(CreateAutoMLJobDeploy, RefusesANameTogetherWithAGeneratedOne) {
  ApiUnderTest api;
  EXPECT_EQ(
      ErrorOf(api,
              {{"ModelDeployConfig", {{"AutoGenerateEndpointName", true}, {"EndpointName", "e"}}}}),
      "ValidationException: EndpointName cannot be specified when AutoGenerateEndpointName is "
      "True.");
  EXPECT_EQ(ErrorOf(api, {{"ModelDeployConfig",
                           {{"AutoGenerateEndpointName", false}, {"EndpointName", "e"}}}}),
            "");
}

TEST(CreateAutoMLJobDeploy, RefusesNeitherNameNorGeneratedName) {
  ApiUnderTest api;
  for (const auto& config : {json::object(), json{{"AutoGenerateEndpointName", false}}}) {
    EXPECT_EQ(
        ErrorOf(api, {{"ModelDeployConfig", config}}),
        "ValidationException: EndpointName must be specified when AutoGenerateEndpointName is "
        "False.");
  }
}

TEST(CreateAutoMLJobDeploy, ShowsTheNamedEndpointWhenDeployed) {
  ApiUnderTest api;
  ASSERT_EQ(ErrorOf(api, {{"ModelDeployConfig", {{"EndpointName", "churn-endpoint"}}}}), "");
  EXPECT_FALSE(
      api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}}).contains("ModelDeployResult"));
  api.AdvanceNominal(std::chrono::hours(24));
  const auto job = api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}});
  EXPECT_EQ(job["ModelDeployConfig"], (json{{"EndpointName", "churn-endpoint"}}));
  EXPECT_EQ(job["ModelDeployResult"], (json{{"EndpointName", "churn-endpoint"}}));
}

TEST(CreateAutoMLJobDeploy, GeneratesAnEndpointName) {
  ApiUnderTest api;
  ASSERT_EQ(ErrorOf(api, {{"ModelDeployConfig", {{"AutoGenerateEndpointName", true}}}}), "");
  api.AdvanceNominal(std::chrono::hours(24));
  const auto job = api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}});
  EXPECT_FALSE(job["ModelDeployResult"]["EndpointName"].get<std::string>().empty());
}

TEST(CreateAutoMLJob, IsRefusedBeyondTheQuotaOfRunningJobs) {
  ApiOptions options;
  options.max_running_jobs = 2;
  ApiUnderTest api({}, {}, options);
  EXPECT_EQ(ErrorOf(api, nullptr, "one"), "");
  EXPECT_EQ(ErrorOf(api, nullptr, "two"), "");
  EXPECT_TRUE(ErrorOf(api, nullptr, "three").starts_with("ResourceLimitExceeded: "));
  EXPECT_TRUE(ErrorOf(api, nullptr, "two").starts_with("ResourceInUse: "));
  api.AdvanceNominal(std::chrono::hours(24));
  EXPECT_EQ(ErrorOf(api, nullptr, "three"), "");
}

TEST(CreateAutoMLJob, IsRefusedInOneAccountTooMany) {
  ControlOptions control;
  control.defaults.max_accounts = 2;
  ApiUnderTest api(control);
  const auto create = [&api](const char* account, const char* name, const char* region) {
    return api.Call("CreateAutoMLJob", CreateV1(name), account, region).Error();
  };
  EXPECT_EQ(create("111111111111", "one", "us-east-1"), "");
  EXPECT_EQ(create("222222222222", "one", "us-east-1"), "");
  EXPECT_EQ(create("333333333333", "one", "us-east-1"),
            "ResourceLimitExceeded: This server keeps jobs of 2 accounts (--max-accounts), and "
            "333333333333 would be one more. Reset accounts that are not needed any more.");
  EXPECT_EQ(create("222222222222", "two", "us-east-1"), "");
  EXPECT_EQ(create("111111111111", "two", "eu-west-1"), "");
}

}  // namespace
}  // namespace autopilot::testing
