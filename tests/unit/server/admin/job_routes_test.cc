#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/control_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

constexpr auto kAdvance = "/_autopilot/jobs/job/advance";

class JobRoutesTest : public ::testing::Test {
 protected:
  JobRoutesTest() { server_.Done("POST", "/_autopilot/clock/freeze"); }

  ControlUnderTest server_;
};

TEST_F(JobRoutesTest, TheStatusOfAJobIsThatOfItsAccountsClock) {
  server_.Create("Job");
  EXPECT_EQ(server_.Done("GET", "/_autopilot/jobs/job"),
            json({{"AutoMLJobName", "Job"},
                  {"AutoMLJobStatus", "InProgress"},
                  {"AutoMLJobSecondaryStatus", "Starting"},
                  {"account", "000000000000"},
                  {"region", "us-east-1"},
                  {"now", "2026-01-01T00:00:00.000Z"}}));
}

TEST_F(JobRoutesTest, AJobIsFoundInItsAccountAndRegion) {
  server_.Call("CreateAutoMLJob", CreateV1("job"), "111111111111", "eu-west-1");
  EXPECT_EQ(
      server_.Done("GET", "/_autopilot/jobs/job?account=111111111111&region=eu-west-1")["region"],
      "eu-west-1");
  EXPECT_EQ(
      server_.Control("GET", "/_autopilot/jobs/job", nullptr, SignedBy("111111111111", "eu-west-1"))
          .status,
      200U);
  const Refused missing{
      .status = 404,
      .type = "NotFoundException",
      .message = "There is no job job in account 111111111111 and region us-east-1."};
  for (const auto& [method, path] : {std::pair{"GET", "/_autopilot/jobs/job"},
                                     std::pair{"GET", "/_autopilot/jobs/job/timeline"}}) {
    ExpectRefused(server_.Control(method, path, nullptr, SignedBy("111111111111")), missing);
  }
  ExpectRefused(server_.Control("POST", kAdvance, {{"to", "end"}}, SignedBy("111111111111")),
                missing);
}

TEST_F(JobRoutesTest, AJobMovesToItsNextPhaseToANamedOneAndToItsEnd) {
  server_.Create("job");
  const auto moved = [&](const json& body) {
    const json job = server_.Done("POST", kAdvance, body);
    EXPECT_EQ(server_.StatusOf("job"), job["AutoMLJobStatus"].get<std::string>() + "/" +
                                           job["AutoMLJobSecondaryStatus"].get<std::string>());
    return job["AutoMLJobSecondaryStatus"].get<std::string>();
  };
  EXPECT_EQ(moved({{"to", "next-phase"}}), "AnalyzingData");
  EXPECT_EQ(moved({{"to", "ModelTuning"}}), "ModelTuning");
  EXPECT_EQ(moved({{"by", "PT1S"}}), "ModelTuning");
  EXPECT_EQ(moved({{"to", "end"}}), "Completed");
  ExpectRefused(server_.Control("POST", kAdvance, {{"to", "end"}}),
                {.status = 409,
                 .type = "ConflictException",
                 .message = "The job job is Completed/Completed and does not move any more."});
}

TEST_F(JobRoutesTest, APlaceThatCannotBeReachedIsToldWithThoseThatCan) {
  server_.Create("job");
  server_.Done("POST", kAdvance, {{"to", "ModelTuning"}});
  for (const char* phase : {"AnalyzingData", "PreTraining", "DeployingModel"}) {
    ExpectRefused(
        server_.Control("POST", kAdvance, {{"to", phase}}),
        {.status = 409,
         .type = "ConflictException",
         .message =
             "The job job is InProgress/ModelTuning and cannot go to " + std::string(phase) + ".",
         .path = "/to",
         .available = {"GeneratingExplainabilityReport", "GeneratingModelInsightsReport"}});
  }
}

TEST_F(JobRoutesTest, TheTimelineHasAllTransitionsPastAndToCome) {
  server_.Create("job", {{"AutoMLJobConfig", {{"CompletionCriteria", {{"MaxCandidates", 1}}}}}});
  server_.Done("POST", "/_autopilot/clock/advance", {{"by", "PT10M"}, {"unit", "nominal"}});
  const json timeline = server_.Done("GET", "/_autopilot/jobs/job/timeline");
  EXPECT_EQ(timeline["AutoMLJobSecondaryStatus"], "FeatureEngineering");
  std::vector<std::string> shown;
  for (const json& transition : timeline["transitions"]) {
    shown.push_back(std::string(transition["happened"] == true ? "+" : "-") +
                    transition.value("AutoMLJobSecondaryStatus", "") +
                    transition.value("CandidateStatus", ""));
  }
  EXPECT_EQ(shown, (std::vector<std::string>{"+Starting", "+AnalyzingData", "+FeatureEngineering",
                                             "-ModelTuning", "-InProgress", "-Completed",
                                             "-GeneratingExplainabilityReport",
                                             "-GeneratingModelInsightsReport", "-Completed"}));
}

struct BadMove {
  std::string name;
  json body;
  std::string message, path;
};

void PrintTo(const BadMove& c, std::ostream* out) { *out << c.name; }

class BadMoveTest : public ::testing::TestWithParam<BadMove> {};

TEST_P(BadMoveTest, IsRefused) {
  ControlUnderTest server;
  server.Create("job");
  const Answer answer = server.Control("POST", kAdvance, GetParam().body);
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(answer.Error(), "ValidationException: " + GetParam().message);
  EXPECT_EQ(answer.body.value("path", ""), GetParam().path);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadMoveTest,
    ::testing::Values(
        BadMove{"Nothing", json::object(), "'to' must be given, or 'by', not both.", "/to"},
        BadMove{
            "Both", {{"to", "end"}, {"by", 1}}, "'to' must be given, or 'by', not both.", "/to"},
        BadMove{
            "Phase", {{"to", "Completed"}}, "'to' is 'Completed', which does not exist.", "/to"},
        BadMove{"Field", {{"phase", "end"}}, "There is no field 'phase' here.", "/phase"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace autopilot::testing
