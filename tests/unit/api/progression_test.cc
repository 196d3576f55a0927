#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <utility>

#include "control/job_control.h"
#include "tests/support/api_under_test.h"
#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using std::chrono::seconds;

struct KindCase {
  const char* name;
  const char* create;
  std::function<json(const std::string&)> request;
  std::vector<std::string> phases;
};

// Every kind of job with the statuses that a poller must see.
std::vector<KindCase> Kinds() {
  const json ensembling{{"AutoMLJobConfig", {{"Mode", "ENSEMBLING"}}}};
  const json deployed{{"ModelDeployConfig", {{"EndpointName", "endpoint"}}}};
  const json definitions{{"GenerateCandidateDefinitionsOnly", true},
                         {"ProblemType", "Regression"},
                         {"AutoMLJobObjective", {{"MetricName", "MSE"}}}};
  return {{"hpo",
           "CreateAutoMLJob",
           [](const auto& name) { return CreateV1(name); },
           {"Starting", "AnalyzingData", "FeatureEngineering", "ModelTuning",
            "GeneratingExplainabilityReport", "GeneratingModelInsightsReport", "Completed"}},
          {"ensembling",
           "CreateAutoMLJob",
           [=](const auto& name) { return CreateV1(name, ensembling); },
           {"Starting", "AnalyzingData", "TrainingModels", "GeneratingExplainabilityReport",
            "GeneratingModelInsightsReport", "Completed"}},
          {"definitions",
           "CreateAutoMLJob",
           [=](const auto& name) { return CreateV1(name, definitions); },
           {"Starting", "AnalyzingData", "CandidateDefinitionsGenerated"}},
          {"deployed",
           "CreateAutoMLJobV2",
           [=](const auto& name) { return CreateTabularV2(name, deployed); },
           {"Starting", "AnalyzingData", "FeatureEngineering", "ModelTuning",
            "GeneratingExplainabilityReport", "GeneratingModelInsightsReport", "DeployingModel",
            "Completed"}},
          {"image",
           "CreateAutoMLJobV2",
           [](const auto& name) { return CreateImageV2(name); },
           {"Starting", "PreTraining", "TrainingModels", "Completed"}},
          {"text",
           "CreateAutoMLJobV2",
           [](const auto& name) { return CreateTextV2(name); },
           {"Starting", "PreTraining", "TrainingModels", "Completed"}},
          {"generation",
           "CreateAutoMLJobV2",
           [](const auto& name) { return CreateTextGenerationV2(name); },
           {"Starting", "PreTraining", "TrainingModels", "Completed"}},
          {"forecast",
           "CreateAutoMLJobV2",
           [](const auto& name) { return CreateTimeSeriesV2(name); },
           {"Starting", "PreTraining", "TrainingModels", "GeneratingExplainabilityReport",
            "Completed"}}};
}

using Seen = std::vector<std::pair<std::string, int>>;  // statuses and how often

// Polls until the job has ended; `between` is called after each poll.
Seen Poll(ApiUnderTest& api, const std::string& name, const std::function<void()>& between) {
  Seen seen;
  for (int n = 0; n < 100; ++n) {
    const auto job = api.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", name}});
    const auto status = job["AutoMLJobSecondaryStatus"].get<std::string>();
    if (seen.empty() || seen.back().first != status) seen.emplace_back(status, 0);
    ++seen.back().second;
    if (job["AutoMLJobStatus"] != "InProgress" && job["AutoMLJobStatus"] != "Stopping") break;
    between();
  }
  return seen;
}

Seen EachSeen(const std::vector<std::string>& phases, int times) {
  Seen seen;
  for (const auto& phase : phases) seen.emplace_back(phase, times);
  seen.back().second = 1;  // polling ends with it
  return seen;
}

void SetProgression(ApiUnderTest& api, Progression progression) {
  api.Configure([&](AccountSettings& settings) { settings.progression = progression; });
}

TEST(Progression, ManualShowsEveryPhaseOfEveryKindAsOftenAsAsked) {
  for (const int times : {1, 3}) {
    ApiUnderTest api;
    SetProgression(api, {.mode = ProgressionMode::kManual, .times = times});
    for (const auto& kind : Kinds()) {
      api.Get(kind.create, kind.request(kind.name));
      EXPECT_EQ(Poll(api, kind.name, [] {}), EachSeen(kind.phases, times)) << kind.name;
    }
  }
}

TEST(Progression, ManualCountsOnlyDescribeCallsThatWereAnswered) {
  ApiUnderTest api;
  SetProgression(api, {.mode = ProgressionMode::kManual});
  api.Get("CreateAutoMLJob", CreateV1("job"));
  const json job{{"AutoMLJobName", "job"}};
  api.AdvanceNominal(std::chrono::hours(24));
  for (int n = 0; n < 5; ++n) {
    api.Get("ListAutoMLJobs", json::object());
    api.Get("ListCandidatesForAutoMLJob", job);
    api.Call("DescribeAutoMLJob", {{"AutoMLJobName", "j"}});
    api.Call("DescribeAutoMLJob", job, "111111111111");
  }
  EXPECT_EQ(api.Get("DescribeAutoMLJob", job)["AutoMLJobSecondaryStatus"], "Starting");
  EXPECT_EQ(api.Get("DescribeAutoMLJobV2", job)["AutoMLJobSecondaryStatus"], "AnalyzingData");
  EXPECT_EQ(api.Get("DescribeAutoMLJob", job)["AutoMLJobSecondaryStatus"], "FeatureEngineering");
}

TEST(Progression, ManualDoesNotCountADescribeWhoseAnswerAFaultReplaces) {
  ApiUnderTest api;
  SetProgression(api, {.mode = ProgressionMode::kManual});
  api.Get("CreateAutoMLJob", CreateV1("job"));
  const json job{{"AutoMLJobName", "job"}};
  FaultRule rule;
  rule.owner = "*";
  rule.when = FaultWhen::kAfter;
  rule.times = 3;
  rule.error = FaultError{.type = "ThrottlingException", .message = "Rate", .status = 400};
  ASSERT_TRUE(api.control().faults.Add({rule}, api.clock.Now()));
  for (int n = 0; n < 3; ++n) EXPECT_EQ(api.Call("DescribeAutoMLJob", job).status, 400U);
  EXPECT_EQ(api.Get("DescribeAutoMLJob", job)["AutoMLJobSecondaryStatus"], "Starting");
  EXPECT_EQ(api.Get("DescribeAutoMLJob", job)["AutoMLJobSecondaryStatus"], "AnalyzingData");
}

TEST(Progression, ManualEndsAStoppingJobByTheNextCall) {
  ApiUnderTest api;
  SetProgression(api, {.mode = ProgressionMode::kManual, .times = 2});
  api.Get("CreateAutoMLJob", CreateV1("job"));
  api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "job"}});
  api.Call("StopAutoMLJob", {{"AutoMLJobName", "job"}});
  const Seen expected{{"Stopping", 2}, {"Stopped", 1}};
  EXPECT_EQ(Poll(api, "job", [] {}), expected);
}

TEST(Progression, ImmediateIsTerminalOnEveryRead) {
  ApiUnderTest api;
  SetProgression(api, {.mode = ProgressionMode::kImmediate});
  for (const auto& kind : Kinds()) {
    api.Get(kind.create, kind.request(kind.name));
    const auto job = api.Get("DescribeAutoMLJobV2", {{"AutoMLJobName", kind.name}});
    EXPECT_EQ(job["AutoMLJobSecondaryStatus"], kind.phases.back()) << kind.name;
    EXPECT_EQ(job["CreationTime"], job["EndTime"]) << kind.name;
    EXPECT_EQ(job["CreationTime"], job["LastModifiedTime"]) << kind.name;
  }
  const auto list = api.Get("ListAutoMLJobs", {{"StatusEquals", "Completed"}});
  EXPECT_EQ(list["AutoMLJobSummaries"].size(), Kinds().size());
  const auto candidates = api.Get("ListCandidatesForAutoMLJob", {{"AutoMLJobName", "ensembling"}});
  ASSERT_EQ(candidates["Candidates"].size(), 10U);
  EXPECT_EQ(candidates["Candidates"][0]["CandidateStatus"], "Completed");
}

TEST(Progression, SecondsArePhasesOfThatLength) {
  ApiUnderTest api;
  SetProgression(api, {.mode = ProgressionMode::kSecondsPerPhase, .phase_length = seconds(5)});
  for (const auto& kind : Kinds()) {
    api.Get(kind.create, kind.request(kind.name));
    EXPECT_EQ(Poll(api, kind.name, [&] { api.clock.Advance(seconds(5)); }),
              EachSeen(kind.phases, 1))
        << kind.name;
  }
}

TEST(Progression, APollerWithAFrozenClockSeesEachPhaseOnceWhenTheTestAdvancesTheJob) {
  ApiUnderTest api;
  api.Configure([](AccountSettings& settings) {
    settings.clock =
        ClockSetting{.mode = ClockSetting::Mode::kFrozen, .value = ApiUnderTest::kStart};
  });
  for (const auto& kind : Kinds()) {
    api.Get(kind.create, kind.request(kind.name));
    const auto advance = [&] {
      std::promise<void> done;
      AdvanceJob(api.control().state, {.account = "000000000000", .region = "us-east-1"}, kind.name,
                 ToNextPhase{}, [&done](const ControlState::Outcome& outcome) {
                   EXPECT_TRUE(outcome);
                   done.set_value();
                 });
      done.get_future().wait();
    };
    EXPECT_EQ(Poll(api, kind.name, advance), EachSeen(kind.phases, 1)) << kind.name;
  }
}

TEST(Progression, IsThatOfTheTimeOfCreation) {
  ApiUnderTest api;
  api.Get("CreateAutoMLJob", CreateV1("by-time"));
  SetProgression(api, {.mode = ProgressionMode::kImmediate});
  EXPECT_EQ(api.Get("DescribeAutoMLJob", {{"AutoMLJobName", "by-time"}})["AutoMLJobStatus"],
            "InProgress");
}

}  // namespace
}  // namespace autopilot::testing
