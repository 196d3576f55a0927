#include "control/settled_moves.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "lifecycle/transitions.h"
#include "tests/unit/control/profile_fixture.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kAccount = ControlStateFixture::kAccount;
constexpr const char* kOther = "222222222222";
constexpr Timestamp kStart = ControlStateFixture::kStart;
const Scope kScope{.account = kAccount, .region = "us-east-1"};

class SettledMovesTest : public ::testing::Test {
 protected:
  using Done = ControlState::Done;
  using Later = std::future<ControlState::Outcome>;

  SettledMovesTest() {
    p.f.Await([&](Done done) { FreezeClock(p.f.state(), kAccount, std::move(done)); });
    p.queue.Start(p.profiler);
    p.Settle();
  }
  // Held: a job whose data is being read until somebody lets it go.
  void AddHeld(const std::string& name, const Progression& progression = {}) {
    p.profiler.Hold();
    p.Add(name, progression);
    p.profiler.AwaitBegun(1);
  }
  Settling With(std::chrono::microseconds deadline) {
    return {.state = p.f.state(), .profiles = p.queue, .waits = p.waits, .deadline = deadline};
  }
  static Later Begin(const std::function<void(Done)>& start) {
    const auto promise = std::make_shared<std::promise<ControlState::Outcome>>();
    start([promise](ControlState::Outcome outcome) { promise->set_value(std::move(outcome)); });
    return promise->get_future();
  }
  Later Advance(std::chrono::microseconds by, std::chrono::microseconds deadline = hours(1),
                const char* account = kAccount) {
    return Begin([&](Done done) {
      AdvanceClockSettled(With(deadline), account, by, TimeUnit::kClock, std::move(done));
    });
  }
  Later Set(Timestamp to, std::chrono::microseconds deadline = hours(1)) {
    return Begin(
        [&](Done done) { ChangeClockSettled(With(deadline), kAccount, {}, to, std::move(done)); });
  }
  Later Move(const std::string& job, JobMove move, std::chrono::microseconds deadline = hours(1)) {
    return Begin(
        [&](Done done) { AdvanceJobSettled(With(deadline), kScope, job, move, std::move(done)); });
  }
  static bool IsReady(const Later& later) {
    return later.wait_for(seconds(0)) == std::future_status::ready;
  }

  ProfileFixture p;
};

const json kPendingJob = json::array({{{"AutoMLJobName", "Job"},
                                       {"region", "us-east-1"},
                                       {"reason", "its data is still being read"}}});

TEST_F(SettledMovesTest, AClockWithNothingToWaitForMovesAtOnce) {
  const auto clock = Advance(minutes(10)).get().value();
  EXPECT_EQ(clock["now"], "2026-01-01T00:10:00.000Z");
  EXPECT_FALSE(clock.contains("pending"));
}

TEST_F(SettledMovesTest, AnAdvanceWaitsForTheDataAndItsDatesDoNotTell) {
  AddHeld("job");
  Later advance = Advance(minutes(10));
  EXPECT_FALSE(IsReady(advance));
  EXPECT_EQ(p.f.state().Now(kAccount), kStart);
  p.profiler.ReleaseAll();
  const auto clock = advance.get().value();
  EXPECT_FALSE(clock.contains("pending"));
  EXPECT_EQ(p.StatusOf("job"), "Completed/Completed");
  const JobRecord job = p.f.Job("job");
  const auto slow = TransitionsOf(job.plan, job.events, kStart + minutes(10));
  const EventLog never_waited = StartOfLife(kStart, p.f.state().RateOf(kAccount), job.plan);
  EXPECT_EQ(TransitionsOf(job.plan, never_waited, kStart + minutes(10)), slow);
}

TEST_F(SettledMovesTest, AClockMovesAtTheDeadlineAllTheSameAndSaysWhatIsPending) {
  AddHeld("Job");
  EXPECT_EQ(Advance(minutes(10), milliseconds(5)).get().value()["pending"], kPendingJob);
  EXPECT_EQ(p.f.state().Now(kAccount), kStart + minutes(10));
  EXPECT_EQ(p.StatusOf("Job"), "InProgress/AnalyzingData");
  EXPECT_EQ(Set(kStart + hours(1), milliseconds(5)).get().value()["pending"], kPendingJob);
  p.profiler.ReleaseAll();
  p.Settle();
  EXPECT_EQ(p.StatusOf("Job"), "InProgress/AnalyzingData");
  Advance(milliseconds(1)).get();
  EXPECT_EQ(p.StatusOf("Job"), "InProgress/TrainingModels");
}

TEST_F(SettledMovesTest, AClockThatIsSetForwardWaitsToo) {
  AddHeld("job");
  Later set = Set(kStart + hours(1));
  EXPECT_FALSE(IsReady(set));
  p.profiler.ReleaseAll();
  EXPECT_FALSE(set.get().value().contains("pending"));
  EXPECT_EQ(p.StatusOf("job"), "Completed/Completed");
}

TEST_F(SettledMovesTest, ChangesThatDoNotGoForwardDoNotWait) {
  AddHeld("job");
  EXPECT_TRUE(Set(kStart).get());
  EXPECT_TRUE(Begin([&](Done done) {
                ChangeClockSettled(With(hours(1)), kAccount, ClockSetting::Mode::kRunning, {},
                                   std::move(done));
              }).get());
  EXPECT_EQ(RefusalOf(Set(kStart - hours(1)).get()).substr(0, 9), "The clock");
}

TEST_F(SettledMovesTest, BackToAWallClockThatIsAheadWaits) {
  AddHeld("job");
  p.f.wall.Advance(hours(1));
  Later reset =
      Begin([&](Done done) { ResetClockSettled(With(hours(1)), kAccount, std::move(done)); });
  EXPECT_FALSE(IsReady(reset));
  p.profiler.ReleaseAll();
  EXPECT_EQ(reset.get().value()["now"], "2026-01-01T01:00:00.000Z");
}

TEST_F(SettledMovesTest, OtherAccountsAreNotWaitedFor) {
  AddHeld("job");
  EXPECT_TRUE(Advance(minutes(1), hours(1), kOther).get());
}

TEST_F(SettledMovesTest, AJobWaitsOnlyWhereItWouldPassItsGate) {
  AddHeld("job");
  EXPECT_EQ(Move("job", ToNextPhase{}).get().value()["AutoMLJobSecondaryStatus"], "AnalyzingData");
  Later move = Move("job", ToNextPhase{});
  EXPECT_FALSE(IsReady(move));
  p.profiler.ReleaseAll();
  EXPECT_EQ(move.get().value()["AutoMLJobSecondaryStatus"], "TrainingModels");
}

TEST_F(SettledMovesTest, AJobThatStillWaitsAtTheDeadlineIsRefused) {
  AddHeld("job");
  const std::vector<JobMove> moves{ToTheEnd{}, ToPhase{SecondaryStatus::kTrainingModels},
                                   FurtherBy{Nominal::Seconds(100'000)}};
  for (const JobMove& move : moves) {
    const auto refused = Move("job", move, milliseconds(2)).get();
    EXPECT_EQ(RefusalOf(refused),
              "The job job is InProgress/Starting and cannot go there yet: its data is still being "
              "read.");
    EXPECT_EQ(refused.error().kind, ControlErrorKind::kPending);
  }
  EXPECT_EQ(p.f.Job("job").events.size(), 2U);
}

TEST_F(SettledMovesTest, AManualJobMovesOnWithADescribeAfterTheProfile) {
  AddHeld("job", {.mode = ProgressionMode::kManual, .times = 1});
  const auto describe = [&] {
    p.f.Write([&](WriteTransaction& transaction) {
      JobRecord job = transaction.FindJob(kScope, "job").value();
      CountDescribe(transaction, job, p.f.state().Now(kAccount));
    });
    return p.StatusOf("job");
  };
  EXPECT_EQ(describe(), "InProgress/AnalyzingData");
  EXPECT_EQ(describe(), "InProgress/AnalyzingData");
  EXPECT_EQ(describe(), "InProgress/AnalyzingData");
  p.profiler.ReleaseAll();
  p.Settle();
  EXPECT_EQ(p.StatusOf("job"), "InProgress/AnalyzingData");
  EXPECT_EQ(describe(), "InProgress/TrainingModels");
}

TEST_F(SettledMovesTest, AServerThatStopsAnswersWhoWaitsAndMovesNothing) {
  AddHeld("job");
  Later advance = Advance(minutes(10));
  p.waits.Stop();
  const auto refused = advance.get();
  EXPECT_EQ(RefusalOf(refused), "The server is shutting down.");
  EXPECT_EQ(refused.error().kind, ControlErrorKind::kStopping);
  EXPECT_EQ(Advance(minutes(10)).get().error().kind, ControlErrorKind::kStopping);
  EXPECT_EQ(p.f.state().Now(kAccount), kStart);
}

}  // namespace
}  // namespace autopilot::testing
