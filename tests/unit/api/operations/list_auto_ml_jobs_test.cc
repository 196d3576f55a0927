#include <gtest/gtest.h>

#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using Names = std::vector<std::string>;

// Walks all pages; gives the names in order.
Names Walk(ApiUnderTest& api, json query) {
  Names names;
  for (int pages = 0; pages < 1000; ++pages) {
    const auto page = api.Get("ListAutoMLJobs", query);
    for (const auto& job : page["AutoMLJobSummaries"]) names.push_back(job["AutoMLJobName"]);
    if (!page.contains("NextToken")) return names;
    query["NextToken"] = page["NextToken"];
  }
  ADD_FAILURE() << "the pages do not end";
  return names;
}

void CreateJobs(ApiUnderTest& api, const Names& names) {
  for (const auto& name : names) {
    api.clock.Advance(milliseconds(1));
    auto request = CreateV1(name);
    request["AutoMLJobConfig"]["Mode"] = "ENSEMBLING";
    api.Get("CreateAutoMLJob", request);
  }
}

TEST(ListAutoMLJobs, OfNothingIsEmpty) {
  ApiUnderTest api;
  EXPECT_EQ(api.Call("ListAutoMLJobs", json::object()).text, R"({"AutoMLJobSummaries":[]})");
}

TEST(ListAutoMLJobs, ShowsASummaryByteByByte) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJobV2", CreateImageV2("Images"));
  EXPECT_EQ(api.Call("ListAutoMLJobs", json::object()).text,
            R"({"AutoMLJobSummaries":[{"AutoMLJobName":"Images","AutoMLJobArn":)"
            R"("arn:aws:sagemaker:us-east-1:000000000000:automl-job/Images",)"
            R"("AutoMLJobStatus":"InProgress","AutoMLJobSecondaryStatus":"Starting",)"
            R"("CreationTime":1.7672256E9,"LastModifiedTime":1.7672256E9}]})");
}

TEST(ListAutoMLJobs, SortsByNameDescendingInTensByDefault) {
  ApiUnderTest api;
  CreateJobs(api, {"b", "C", "a", "d-1", "D2", "e", "f", "g", "h", "i", "j", "k"});
  const auto page = api.Get("ListAutoMLJobs", json::object());
  EXPECT_EQ(page["AutoMLJobSummaries"].size(), 10U);
  EXPECT_TRUE(page.contains("NextToken"));
  EXPECT_EQ(Walk(api, json::object()),
            (Names{"k", "j", "i", "h", "g", "f", "e", "D2", "d-1", "C", "b", "a"}));
  EXPECT_EQ(Walk(api, {{"SortOrder", "Ascending"}, {"MaxResults", 5}}),
            (Names{"a", "b", "C", "d-1", "D2", "e", "f", "g", "h", "i", "j", "k"}));
}

TEST(ListAutoMLJobs, SortsByCreationTimeAndStatus) {
  ApiUnderTest api;
  CreateJobs(api, {"c", "a", "b"});
  api.AdvanceNominal(std::chrono::minutes(10));
  CreateJobs(api, {"running"});
  api.Get("CreateAutoMLJob", CreateV1("stopping"));
  api.Call("StopAutoMLJob", {{"AutoMLJobName", "stopping"}});
  EXPECT_EQ(Walk(api, {{"SortBy", "CreationTime"}, {"SortOrder", "Ascending"}, {"MaxResults", 2}}),
            (Names{"c", "a", "b", "running", "stopping"}));
  EXPECT_EQ(Walk(api, {{"SortBy", "CreationTime"}, {"MaxResults", 2}}),
            (Names{"stopping", "running", "b", "a", "c"}));
  EXPECT_EQ(Walk(api, {{"SortBy", "Status"}, {"SortOrder", "Ascending"}, {"MaxResults", 2}}),
            (Names{"c", "a", "b", "running", "stopping"}));
  EXPECT_EQ(Walk(api, {{"SortBy", "Status"}, {"SortOrder", "Descending"}, {"MaxResults", 1}}),
            (Names{"stopping", "running", "b", "a", "c"}));
}

TEST(ListAutoMLJobs, FiltersByStatusAndName) {
  ApiUnderTest api;
  CreateJobs(api, {"Churn-1", "churn-2"});
  api.AdvanceNominal(std::chrono::minutes(10));
  CreateJobs(api, {"fraud", "rechurn"});
  EXPECT_EQ(Walk(api, {{"StatusEquals", "Completed"}}), (Names{"churn-2", "Churn-1"}));
  EXPECT_EQ(Walk(api, {{"StatusEquals", "InProgress"}}), (Names{"rechurn", "fraud"}));
  EXPECT_EQ(Walk(api, {{"StatusEquals", "Stopped"}}), Names{});
  EXPECT_EQ(Walk(api, {{"NameContains", "CHURN"}, {"MaxResults", 1}}),
            (Names{"rechurn", "churn-2", "Churn-1"}));
  EXPECT_EQ(Walk(api, {{"NameContains", "churn"}, {"StatusEquals", "InProgress"}}),
            Names{"rechurn"});
}

TEST(ListAutoMLJobs, TimeBoundsAreExclusiveAndTakeEveryFormOfNumber) {
  ApiUnderTest api;
  CreateJobs(api, {"a", "b", "c"});  // at .001, .002 and .003 s after 1767225600
  const auto list = [&](const std::string& bound, const std::string& number) {
    const auto answer = api.Send(SageMakerRequest(
        "ListAutoMLJobs", "{\"" + bound + "\":" + number + ",\"SortOrder\":\"Ascending\"}"));
    Names names;
    for (const auto& job : answer.body["AutoMLJobSummaries"]) names.push_back(job["AutoMLJobName"]);
    return names;
  };
  EXPECT_EQ(list("CreationTimeAfter", "1767225600.002"), Names{"c"});
  EXPECT_EQ(list("CreationTimeBefore", "1767225600.002"), Names{"a"});
  EXPECT_EQ(list("CreationTimeAfter", "1.767225600002E9"), Names{"c"});
  EXPECT_EQ(list("CreationTimeAfter", "1767225600"), (Names{"a", "b", "c"}));
  EXPECT_EQ(list("LastModifiedTimeAfter", "1767225600.001"), (Names{"b", "c"}));
  EXPECT_EQ(list("LastModifiedTimeBefore", "1767225600.003"), (Names{"a", "b"}));
}

TEST(ListAutoMLJobs, FiltersByTheLastModifiedTimeThatItShows) {
  ApiUnderTest api;
  CreateJobs(api, {"job"});
  api.AdvanceNominal(std::chrono::minutes(10));
  const auto modified =
      api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}})["LastModifiedTime"].get<double>();
  EXPECT_EQ(Walk(api, {{"LastModifiedTimeAfter", modified - 0.001}}), Names{"job"});
  EXPECT_EQ(Walk(api, {{"LastModifiedTimeAfter", modified}}), Names{});
  EXPECT_EQ(Walk(api, {{"LastModifiedTimeBefore", modified}}), Names{});
}

TEST(ListAutoMLJobs, AllPagesShowTheInstantOfTheFirstOne) {
  ApiUnderTest api;
  CreateJobs(api, {"a", "c", "e"});
  json query{{"SortOrder", "Ascending"}, {"StatusEquals", "InProgress"}, {"MaxResults", 1}};
  const auto first = api.Get("ListAutoMLJobs", query);
  ASSERT_TRUE(first.contains("NextToken"));
  CreateJobs(api, {"b", "d"});
  api.Call("StopAutoMLJob", {{"AutoMLJobName", "c"}});
  api.AdvanceNominal(std::chrono::hours(1));  // all end
  query["NextToken"] = first["NextToken"];
  EXPECT_EQ(Walk(api, query), (Names{"c", "e"}));
  const auto second = api.Get("ListAutoMLJobs", query);
  EXPECT_EQ(second["AutoMLJobSummaries"][0]["AutoMLJobStatus"], "InProgress");
}

TEST(ListAutoMLJobs, PagesMayHaveDifferentSizes) {
  ApiUnderTest api;
  CreateJobs(api, {"a", "b", "c", "d"});
  json query{{"SortOrder", "Ascending"}, {"MaxResults", 1}};
  query["NextToken"] = api.Get("ListAutoMLJobs", query)["NextToken"];
  query["MaxResults"] = 100;
  EXPECT_EQ(Walk(api, query), (Names{"b", "c", "d"}));
}

TEST(ListAutoMLJobs, RefusesTokensItDidNotMakeForThisList) {
  ApiUnderTest api;
  CreateJobs(api, {"a", "b"});
  const auto token = api.Get("ListAutoMLJobs", {{"MaxResults", 1}})["NextToken"].get<std::string>();
  const auto error = [&](const json& query, const char* account = "",
                         const char* region = "us-east-1") {
    return api.Call("ListAutoMLJobs", query, account, region).Error();
  };
  const auto refused = error({{"NextToken", "bm9uc2Vuc2U="}});
  EXPECT_TRUE(refused.starts_with("ValidationException: ")) << refused;
  EXPECT_EQ(error({{"NextToken", token}}), "");
  EXPECT_EQ(error({{"NextToken", token + "="}}), refused);
  EXPECT_EQ(error({{"NextToken", token.substr(4)}}), refused);
  EXPECT_EQ(error({{"NextToken", token}, {"SortBy", "Status"}}), refused);
  EXPECT_EQ(error({{"NextToken", token}}, "111111111111"), refused);
  EXPECT_EQ(error({{"NextToken", token}}, "000000000000", "eu-west-1"), refused);
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(error({{"NextToken", forged}}), refused) << i;
  }
}

TEST(ListAutoMLJobs, ShowsOnlyJobsOfTheCallersAccountAndRegion) {
  ApiUnderTest api;
  api.Call("CreateAutoMLJob", CreateV1("mine"), "111111111111", "us-east-1");
  api.Call("CreateAutoMLJob", CreateV1("other"), "222222222222", "us-east-1");
  api.Call("CreateAutoMLJob", CreateV1("far"), "111111111111", "eu-west-1");
  const auto page = api.Call("ListAutoMLJobs", json::object(), "111111111111", "us-east-1").body;
  ASSERT_EQ(page["AutoMLJobSummaries"].size(), 1U);
  EXPECT_EQ(page["AutoMLJobSummaries"][0]["AutoMLJobName"], "mine");
}

}  // namespace
}  // namespace autopilot::testing
