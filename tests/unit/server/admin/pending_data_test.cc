#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <stop_token>
#include <string>

#include "control/profiler.h"
#include "lifecycle/planner.h"
#include "tests/support/control_under_test.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

// Reads until it is let go, or stopped.
class SlowProfiler final : public Profiler {
 public:
  ProfileOutcome Profile(const JobRecord&, const std::stop_token& stop) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [this] { return is_done_; });
    return ProfiledData{};
  }
  void Finish() {
    const std::lock_guard lock(mutex_);
    is_done_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool is_done_ = false;
};

ControlOptions ShortDeadline() {
  ControlOptions options;
  options.profiles.settle_deadline = std::chrono::milliseconds(5);
  return options;
}

// A job whose data is still being read, in an account whose clock stands still.
class PendingDataTest : public ::testing::Test {
 protected:
  PendingDataTest() {
    server_.Done("POST", "/_autopilot/clock/freeze");
    Store("job");
    server_.control().profiles.Start(profiler_);
  }
  void Store(const std::string& name, const Progression& progression = {}) {
    JobSpec spec;
    spec.kind = JobKind::kTabularEnsembling;
    JobRecord job;
    job.scope = {.account = "000000000000", .region = "us-east-1"};
    job.name = name;
    job.request = R"({"AutoMLJobName":")" + name + R"("})";
    job.plan = MakePlan(spec, 1);
    ApplyProgression(job.plan, progression);
    job.events =
        StartOfLife(ApiUnderTest::kStart, Rate{600'000'000}, job.plan, AwaitsProfile::kYes);
    std::promise<bool> stored;
    server_.store().Write(
        [&job](WriteTransaction& transaction) { transaction.InsertJob(job, {}); },
        [&stored](const WriteResult& result) { stored.set_value(result.committed); });
    EXPECT_TRUE(stored.get_future().get());
    server_.control().profiles.Submit(job.scope, job.name);
  }
  std::string Phase() {
    return server_.Done("GET", "/_autopilot/jobs/job")["AutoMLJobSecondaryStatus"];
  }

  SlowProfiler profiler_;
  ControlUnderTest server_{ShortDeadline()};
  const json pending_ = json::array({{{"AutoMLJobName", "job"},
                                      {"region", "us-east-1"},
                                      {"reason", "its data is still being read"}}});
};

TEST_F(PendingDataTest, AClockThatMovesOnAtTheDeadlineSaysWhatIsPending) {
  // The first look at the store may take longer than that.
  server_.Done("POST", "/_autopilot/clock/advance", {{"by", 1}, {"deadline", "PT0.05S"}});
  const json advanced = server_.Done("POST", "/_autopilot/clock/advance",
                                     {{"by", "PT10M"}, {"deadline", "PT0.005S"}});
  EXPECT_EQ(advanced["settled"], false);
  EXPECT_EQ(advanced["pending"], pending_);
  EXPECT_EQ(advanced["now"], "2026-01-01T00:10:00.001Z");
  EXPECT_EQ(server_.Done("PUT", "/_autopilot/clock", {{"now", "2026-01-01T01:00:00Z"}})["pending"],
            pending_);
  EXPECT_EQ(
      server_.Done("POST", "/_autopilot/clock/set", {{"to", "2026-01-01T02:00:00Z"}})["pending"],
      pending_);
  EXPECT_FALSE(server_.Done("GET", "/_autopilot/clock").contains("pending"));
  EXPECT_EQ(Phase(), "AnalyzingData");
}

TEST_F(PendingDataTest, AJobThatWaitsDoesNotGoBeyondItsAnalysis) {
  ExpectRefused(server_.Control("POST", "/_autopilot/jobs/job/advance", {{"to", "end"}}),
                {.status = 409,
                 .type = "ConflictException",
                 .message = "The job job is InProgress/Starting and cannot go there yet: its data "
                            "is still being read."});
}

TEST_F(PendingDataTest, AnAdvanceThatWaitedLongEnoughIsSettled) {
  auto advance = server_.ControlLater("POST", "/_autopilot/clock/advance",
                                      {{"by", "PT10M"}, {"deadline", "PT1M"}});
  profiler_.Finish();
  const json clock = advance.get().body;
  EXPECT_EQ(clock["settled"], true);
  EXPECT_EQ(clock["pending"], json::array());
  EXPECT_EQ(Phase(), "Completed");
}

TEST_F(PendingDataTest, AWaitForTheJobEndsWithItsProfile) {
  Store("now", {.mode = ProgressionMode::kImmediate});
  auto wait = server_.ControlLater("POST", "/_autopilot/wait",
                                   {{"job", "now"}, {"status", "Completed"}, {"timeout", "PT1M"}});
  profiler_.Finish();
  EXPECT_EQ(wait.get().status, 200U);
}

TEST_F(PendingDataTest, AServerThatStopsAnswersWhoWaits) {
  auto advance = server_.ControlLater("POST", "/_autopilot/clock/advance",
                                      {{"by", "PT10M"}, {"deadline", "PT1M"}});
  server_.control().StopSoon();
  EXPECT_EQ(advance.get().status, 503U);
}

}  // namespace
}  // namespace autopilot::testing
