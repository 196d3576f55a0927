#include "control/job_control.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "control/clock_control.h"
#include "lifecycle/state.h"
#include "tests/unit/control/state_fixture.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

constexpr const char* kAccount = ControlStateFixture::kAccount;

class JobControlTest : public ::testing::Test {
 protected:
  void SetUp() override {
    f.Await([&](ControlState::Done done) { FreezeClock(f.state(), kAccount, std::move(done)); });
  }
  ControlState::Outcome Advance(const std::string& name, JobMove move) {
    return f.Await([&](ControlState::Done done) {
      AdvanceJob(f.state(), {.account = kAccount, .region = "us-east-1"}, name, move,
                 std::move(done));
    });
  }
  std::string StatusOf(const std::string& name) {
    const auto job = f.Job(name);
    const auto state = Evaluate(job.plan, job.events, f.state().Now(kAccount));
    return std::string(Name(state.secondary_status));
  }
  void Describe(const std::string& name) {
    f.Write([&](WriteTransaction& transaction) {
      auto job = transaction.FindJob({.account = kAccount, .region = "us-east-1"}, name).value();
      CountDescribe(transaction, job, f.state().Now(kAccount));
    });
  }

  ControlStateFixture f;
};

TEST_F(JobControlTest, MovesAJobPhaseByPhaseWhileTheClockStandsStill) {
  f.AddJob("job");
  std::vector<std::string> seen{StatusOf("job")};
  while (Advance("job", ToNextPhase{})) seen.push_back(StatusOf("job"));
  EXPECT_EQ(seen, (std::vector<std::string>{"Starting", "AnalyzingData", "TrainingModels",
                                            "GeneratingExplainabilityReport",
                                            "GeneratingModelInsightsReport", "Completed"}));
  EXPECT_EQ(RefusalOf(Advance("job", ToNextPhase{})),
            "The job job is Completed/Completed and does not move any more.");
}

TEST_F(JobControlTest, MovesAJobToAPhaseByNameAndToTheEnd) {
  f.AddJob("job");
  EXPECT_EQ(Advance("job", ToPhase{SecondaryStatus::kTrainingModels}).value(),
            (json{{"AutoMLJobName", "job"},
                  {"AutoMLJobStatus", "InProgress"},
                  {"AutoMLJobSecondaryStatus", "TrainingModels"},
                  {"account", kAccount},
                  {"region", "us-east-1"},
                  {"now", "2026-01-01T00:00:00.000Z"}}));
  EXPECT_EQ(RefusalOf(Advance("job", ToPhase{SecondaryStatus::kAnalyzingData})),
            "/to: The job job is InProgress/TrainingModels and cannot go to AnalyzingData. | "
            "GeneratingExplainabilityReport | GeneratingModelInsightsReport");
  EXPECT_EQ(RefusalOf(Advance("job", ToPhase{SecondaryStatus::kModelTuning})),
            "/to: The job job is InProgress/TrainingModels and cannot go to ModelTuning. | "
            "GeneratingExplainabilityReport | GeneratingModelInsightsReport");
  EXPECT_EQ(Advance("job", ToTheEnd{}).value()["AutoMLJobStatus"], "Completed");
}

TEST_F(JobControlTest, MovesAJobByNominalTime) {
  f.AddJob("job");
  Advance("job", FurtherBy{Nominal::Seconds(4)});
  EXPECT_EQ(StatusOf("job"), "AnalyzingData");
  Advance("job", FurtherBy{Nominal::Seconds(100'000)});
  EXPECT_EQ(StatusOf("job"), "Completed");
}

TEST_F(JobControlTest, RefusesJobsThatAreNotThere) {
  EXPECT_EQ(RefusalOf(Advance("none", ToTheEnd{})),
            "There is no job none in account 111111111111 and region us-east-1.");
}

TEST_F(JobControlTest, InManualProgressionEveryPhaseIsShownSoManyTimes) {
  f.AddJob("job", kAccount, {.mode = ProgressionMode::kManual, .times = 3});
  std::vector<std::pair<std::string, int>> seen;
  while (seen.empty() || seen.back().first != "Completed") {
    const auto status = StatusOf("job");
    if (seen.empty() || seen.back().first != status) seen.emplace_back(status, 0);
    ++seen.back().second;
    Describe("job");
  }
  seen.pop_back();
  ASSERT_EQ(seen.size(), 5U);
  for (const auto& [status, times] : seen) EXPECT_EQ(times, 3) << status;
}

TEST_F(JobControlTest, CountsOfManualProgressionOutliveARestart) {
  f.AddJob("job", kAccount, {.mode = ProgressionMode::kManual, .times = 2});
  Describe("job");
  EXPECT_EQ(f.Job("job").ticks, 1);
  f.Reload();
  Describe("job");
  EXPECT_EQ(StatusOf("job"), "AnalyzingData");
  EXPECT_EQ(f.Job("job").ticks, 0);
}

TEST_F(JobControlTest, TheTimelineHasWhatWasAndWhatWillBe) {
  f.AddJob("job");
  Advance("job", ToPhase{SecondaryStatus::kTrainingModels});
  const auto timeline = TimelineJson(f.Job("job"), f.state().Now(kAccount));
  EXPECT_EQ(timeline["AutoMLJobSecondaryStatus"], "TrainingModels");
  const auto& transitions = timeline["transitions"];
  ASSERT_GT(transitions.size(), 20U);
  // AnalyzingData took no time: nobody can have seen it. Starting was there before the advance.
  const auto now_in = [](const char* phase) {
    return json{{"at", "2026-01-01T00:00:00.000Z"},
                {"happened", true},
                {"AutoMLJobStatus", "InProgress"},
                {"AutoMLJobSecondaryStatus", phase}};
  };
  EXPECT_EQ(transitions[0], now_in("Starting"));
  EXPECT_EQ(transitions[1], now_in("TrainingModels"));
  EXPECT_EQ(transitions.back()["AutoMLJobStatus"], "Completed");
  EXPECT_EQ(transitions.back()["happened"], false);
  const auto candidate = std::find_if(transitions.begin(), transitions.end(),
                                      [](const json& t) { return t.contains("CandidateName"); });
  ASSERT_NE(candidate, transitions.end());
  EXPECT_EQ((*candidate)["CandidateName"], "job-trial-t1-1");
  EXPECT_EQ((*candidate)["CandidateStatus"], "InProgress");
}

TEST_F(JobControlTest, TheTimelineOfAManualJobDoesNotKnowWhen) {
  f.AddJob("job", kAccount, {.mode = ProgressionMode::kManual});
  const auto timeline = TimelineJson(f.Job("job"), f.state().Now(kAccount));
  EXPECT_EQ(timeline["transitions"].back()["at"], nullptr);
}

}  // namespace
}  // namespace autopilot::testing
