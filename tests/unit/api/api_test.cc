#include <gtest/gtest.h>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

Request Post(std::string target, std::string body) {
  auto request = SageMakerRequest("x", std::move(body));
  request.headers.back().second = std::move(target);
  return request;
}

TEST(Api, AnswersInTheProtocolOfAwsJson11) {
  ApiUnderTest api;
  const auto answer = api.Call("ListAutoMLJobs", json::object());
  EXPECT_EQ(answer.response.content_type, "application/x-amz-json-1.1");
  std::string request_id;
  for (const auto& [name, value] : answer.response.headers) {
    if (name == "x-amzn-RequestId") request_id = value;
  }
  EXPECT_EQ(request_id.size(), 36U);
  EXPECT_EQ(api.observer.Last().request_id, request_id);
}

TEST(Api, ShapesEveryError) {
  ApiUnderTest api;
  struct Case {
    const char* name;
    Request request;
    unsigned status;
    std::string error;
  };
  const Case cases[] = {
      {"not json", Post("SageMaker.ListAutoMLJobs", "{"), 400, "SerializationException: "},
      {"an array", Post("SageMaker.ListAutoMLJobs", "[]"), 400, "SerializationException: "},
      {"duplicate keys", Post("SageMaker.ListAutoMLJobs", R"({"SortBy":"Name","SortBy":"Name"})"),
       400, "SerializationException: "},
      {"invalid utf-8", Post("SageMaker.ListAutoMLJobs", "{\"SortBy\":\"\xff\"}"), 400,
       "SerializationException: "},
      {"deep", Post("SageMaker.ListAutoMLJobs", "{\"a\":" + std::string(100'000, '[')), 400,
       "SerializationException: "},
      {"huge number", Post("SageMaker.ListAutoMLJobs", R"({"MaxResults":1e999})"), 400,
       "SerializationException: "},
      {"wrong type", Post("SageMaker.ListAutoMLJobs", R"({"MaxResults":"1"})"), 400,
       "SerializationException: "},
      {"unknown operation", Post("SageMaker.CreateUnicorn", "{}"), 400,
       "UnknownOperationException: "},
      {"no operation", Post("SageMaker.", "{}"), 400, "UnknownOperationException: "},
      {"get", {.method = "GET", .target = "/", .headers = {}, .body = ""}, 405, ""},
      {"other path", {.method = "POST", .target = "/jobs", .headers = {}, .body = ""}, 405, ""},
  };
  for (const auto& test : cases) {
    const auto answer = api.Send(test.request);
    EXPECT_EQ(answer.status, test.status) << test.name;
    EXPECT_TRUE(answer.Error().starts_with(test.error)) << test.name << ": " << answer.text;
    EXPECT_TRUE(answer.body.is_object() && answer.body.contains("__type")) << answer.text;
    EXPECT_EQ(answer.response.content_type, "application/x-amz-json-1.1") << test.name;
  }
}

TEST(Api, TakesABlankBodyAsAnEmptyStructure) {
  ApiUnderTest api;
  EXPECT_EQ(api.Send(Post("SageMaker.ListAutoMLJobs", "")).status, 200U);
  EXPECT_EQ(
      api.Send(Post("SageMaker.DescribeAutoMLJob", "")).Error(),
      "ValidationException: 1 validation error detected: Value null at 'autoMLJobName' failed "
      "to satisfy constraint: Member must not be null");
}

TEST(Api, IgnoresUnknownMembersAndNotesThem) {
  ApiUnderTest api;
  auto request = CreateV1("job", {{"AutoMLJobConfig", {{"Moed", "AUTO"}}}});
  request["Objective"] = "F1";
  EXPECT_EQ(api.Call("CreateAutoMLJob", request).Error(), "");
  EXPECT_EQ(api.observer.Last().warnings,
            (std::vector<std::string>{"autoMLJobConfig.Moed", "Objective"}));
  EXPECT_EQ(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})["AutoMLJobConfig"],
            json::object());
}

TEST(Api, CutsAHostileJobNameInTheRecord) {
  ApiUnderTest api;
  api.Call("DescribeAutoMLJob", {{"AutoMLJobName", std::string(1'000'000, 'x')}});
  EXPECT_LE(api.observer.Last().job_name.size(), 67U);
}

// A store whose disk is full and whose pages are damaged.
class BrokenStore final : public Store {
 public:
  std::optional<JobRecord> FindJob(const Scope&, std::string_view) override {
    throw StoreError("page 7 is damaged");
  }
  JobPage ListJobs(const JobQuery&) override { throw StoreError("page 8 is damaged"); }
  std::int64_t LastChange(const Scope&) override { return 0; }
  bool HasJobs() override { return false; }
  const JobVersion* VersionOf(const Scope&, std::string_view) override { return nullptr; }
  void Read(const std::function<void(ReadTransaction&)>&) override {}
  std::vector<Tag> ListTags(const Scope&, std::string_view) override { return {}; }
  std::vector<SettingsRecord> AllSettings() override { return {}; }
  void Write(Work, Done done) override { done({.committed = false, .error = "disk full"}); }
  const std::array<unsigned char, 32>& Secret() const override { return secret_; }

 private:
  std::array<unsigned char, 32> secret_{};
};

TEST(Api, TellsTheLogTheReasonOfAFailureAndTheClientWhetherItWasAWrite) {
  BrokenStore store;
  const ManualClock clock(ApiUnderTest::kStart);
  RecordingObserver observer;
  Control control(store, clock, {}, {});
  Api api({}, store, control, observer);
  const std::tuple<const char*, json, const char*, std::string> cases[] = {
      {"CreateAutoMLJob", CreateV1("job"), "disk full",
       " Nothing was stored; the server's log says why."},
      {"DescribeAutoMLJob", {{"AutoMLJobName", "job"}}, "page 7 is damaged", ""},
      {"ListAutoMLJobs", json::object(), "page 8 is damaged", ""},
  };
  for (const auto& [operation, input, reason, more] : cases) {
    Response response;
    api.Handle(SageMakerRequest(operation, input.dump()),
               [&](Response answer) { response = std::move(answer); });
    EXPECT_EQ(response.status, 500U);
    EXPECT_EQ(response.body,
              R"({"__type":"InternalFailure","message":"The request processing has failed because )"
              R"(of an unknown error, exception or failure.)" +
                  more + R"("})");
    EXPECT_EQ(observer.Last().internal_error, reason);
  }
}

TEST(Api, TakesNullAsAbsent) {
  ApiUnderTest api;
  auto request = CreateV1("job");
  request["ProblemType"] = nullptr;
  request["AutoMLJobConfig"] = {{"Mode", nullptr}};
  EXPECT_EQ(api.Call("CreateAutoMLJob", request).Error(), "");
  EXPECT_FALSE(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}}).contains("ProblemType"));
}

TEST(Api, TakesTheCallerFromTheCredentialScope) {
  ApiUnderTest api;
  EXPECT_EQ(api.Call("CreateAutoMLJob", CreateV1("job"), "AKIDEXAMPLE", "ap-south-1")
                .body["AutoMLJobArn"],
            "arn:aws:sagemaker:ap-south-1:000000000000:automl-job/job");
  EXPECT_EQ(api.observer.Last().access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(api.Call("CreateAutoMLJob", CreateV1("job"), "123456789012", "us-gov-west-1")
                .body["AutoMLJobArn"],
            "arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:automl-job/job");
}

TEST(Api, TellsTheCallersOfOtherServicesWhatToDo) {
  ApiUnderTest api;
  Request sts{.method = "POST",
              .target = "/",
              .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                          {"Authorization", AuthorizationFor("AKID", "us-east-1", "sts")}},
              .body = "Action=GetCallerIdentity&Version=2011-06-15"};
  const auto answer = api.Send(sts);
  EXPECT_GE(answer.status, 400U);
  EXPECT_NE(answer.text.find("AWS_ENDPOINT_URL_SAGEMAKER"), std::string::npos) << answer.text;
  auto dynamo = SageMakerRequest("x", "{}");
  dynamo.headers.back().second = "DynamoDB_20120810.ListTables";
  EXPECT_NE(api.Send(dynamo).text.find("AWS_ENDPOINT_URL_SAGEMAKER"), std::string::npos);
}

TEST(Api, TellsTheObserverAboutEveryRequest) {
  ApiUnderTest api;
  api.Call("DescribeAutoMLJob", {{"AutoMLJobName", "missing"}}, "111111111111", "eu-west-1");
  const auto record = api.observer.Last();
  EXPECT_EQ(record.operation, "DescribeAutoMLJob");
  EXPECT_EQ(record.scope, (Scope{"111111111111", "eu-west-1"}));
  EXPECT_EQ(record.job_name, "missing");
  EXPECT_EQ(record.status, 400U);
  EXPECT_EQ(record.error_type, "ResourceNotFound");
  EXPECT_EQ(record.error_message, "Amazon SageMaker can't find an AutoML job called missing.");
}

TEST(Api, NotesForTheLogSinceWhenANameIsInUse) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("job"));
  api.AdvanceNominal(std::chrono::hours(1));
  EXPECT_EQ(api.Call("CreateAutoMLJob", CreateV1("job")).status, 400U);
  EXPECT_EQ(api.observer.Last().note,
            "The name is in use since 2026-01-01T00:00:00.000Z. Names are never freed: choose "
            "another, or start with --fresh to forget all jobs.");
}

TEST(Api, GivesTheSameAnswersForTheSameSeed) {
  const auto run = [](std::uint64_t seed) {
    ControlOptions options;
    options.defaults.seed = seed;
    ApiUnderTest api(options);
    api.Get("CreateAutoMLJob", CreateV1("job"));
    api.AdvanceNominal(std::chrono::hours(24));
    return api.Call("DescribeAutoMLJob", {{"AutoMLJobName", "job"}}).text;
  };
  EXPECT_EQ(run(1), run(1));
  EXPECT_NE(run(1), run(2));
}

}  // namespace
}  // namespace autopilot::testing
