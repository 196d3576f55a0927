#include "control/profile_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "control/clock_control.h"
#include "control/snapshots.h"
#include "lifecycle/transitions.h"
#include "tests/unit/control/profile_fixture.h"

namespace autopilot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kAccount = ControlStateFixture::kAccount;
constexpr const char* kOther = "222222222222";
const Scope kScope{.account = kAccount, .region = "us-east-1"};

class ProfileQueueTest : public ::testing::Test {
 protected:
  void SetUp() override {
    p.f.Await(
        [&](ControlState::Done done) { FreezeClock(p.f.state(), kAccount, std::move(done)); });
  }
  std::vector<PendingJob> Pending() {
    std::vector<PendingJob> jobs;
    p.f.store().Read(
        [&](ReadTransaction& transaction) { jobs = transaction.PendingProfiles(0, 100); });
    return jobs;
  }
  void Stop(const std::string& name) {
    p.f.Write([&](WriteTransaction& transaction) {
      JobRecord job = transaction.FindJob(kScope, name).value();
      for (const Event& event : StopEvents(job.plan, job.events, p.f.state().Now(kAccount))) {
        transaction.AppendEvent(job, event);
      }
    });
  }
  void ResetAccount() {
    p.f.Await([&](ControlState::Done done) { Reset(p.f.state(), kAccount, std::move(done)); });
  }
  bool IsOutstanding(const std::string& name) {
    return !p.queue.OutstandingOf(kScope, name).IsNothing();
  }

  ProfileFixture p;
};

TEST_F(ProfileQueueTest, WritesWhatWasFoundWithAnEventByTheAccountsClock) {
  p.queue.Start(p.profiler);
  p.Add("job");
  p.Settle();
  const JobRecord job = p.f.Job("job");
  EXPECT_EQ(job.plan.problem_type, ProblemType::kRegression);
  EXPECT_EQ(job.plan.data->rows, 100U);
  ASSERT_EQ(job.events.back().kind, EventKind::kProfiled);
  EXPECT_EQ(job.events.back().at, p.f.state().Now(kAccount));
  EXPECT_THAT(Pending(), IsEmpty());
  EXPECT_THAT(p.errors(), IsEmpty());
}

TEST_F(ProfileQueueTest, AJobWhoseDataIsOfNoUseFails) {
  p.profiler.Let("job", [](const JobRecord&) { return UnusableData{"There are no rows."}; });
  p.queue.Start(p.profiler);
  p.Add("job");
  p.Settle();
  const JobRecord job = p.f.Job("job");
  EXPECT_EQ(job.plan.final_status, JobStatus::kFailed);
  EXPECT_EQ(job.plan.failure_reason, "There are no rows.");
}

TEST_F(ProfileQueueTest, AnObjectiveThatDoesNotFitTheDataMakesTheJobFail) {
  p.profiler.Let("job", [](const JobRecord&) {
    ProfileOutcome found = FakeProfiler::Found();
    std::get<ProfiledData>(found).requested.objective = Metric::kF1;
    return found;
  });
  p.queue.Start(p.profiler);
  p.Add("job");
  p.Settle();
  EXPECT_THAT(p.f.Job("job").plan.failure_reason.value(),
              ::testing::StartsWith("The objective metric F1 does not fit"));
}

TEST_F(ProfileQueueTest, AnImmediateJobEndsInTheSameWrite) {
  p.profiler.Hold();
  p.queue.Start(p.profiler);
  p.Add("job", {.mode = ProgressionMode::kImmediate});
  p.profiler.AwaitBegun(1);
  EXPECT_EQ(p.StatusOf("job"), "InProgress/AnalyzingData");
  p.profiler.ReleaseAll();
  p.Settle();
  EXPECT_EQ(p.StatusOf("job"), "Completed/Completed");
}

TEST_F(ProfileQueueTest, JobsOfBeforeAreReadFromTheStartOn) {
  for (int n = 0; n < 300; ++n) {  // more than a page
    p.f.AddJob("job-" + std::to_string(n), kAccount, {}, AwaitsProfile::kYes);
  }
  p.f.AddJob("plain");
  EXPECT_TRUE(p.queue.OutstandingOf(kAccount).IsNothing()) << "nobody reads yet";
  p.queue.Start(p.profiler);
  p.Settle();
  EXPECT_EQ(p.profiler.began().size(), 300U);
  EXPECT_THAT(Pending(), IsEmpty());
}

TEST_F(ProfileQueueTest, WhatIsSubmittedBeforeTheStartIsFoundInTheStore) {
  p.Add("job");
  p.queue.Start(p.profiler);
  p.Settle();
  EXPECT_THAT(p.profiler.began(), ElementsAre("job"));
}

TEST_F(ProfileQueueTest, WithoutAProfilerJobsOfBeforeGoOnAsTheyWerePlanned) {
  p.f.AddJob("waiting", kAccount, {}, AwaitsProfile::kYes);
  p.f.AddJob("now", kAccount, {.mode = ProgressionMode::kImmediate}, AwaitsProfile::kYes);
  const Plan planned = p.f.Job("waiting").plan;
  p.queue.StartWithoutProfiler();
  p.Settle();
  const JobRecord waiting = p.f.Job("waiting");
  EXPECT_EQ(waiting.plan, planned);
  EXPECT_EQ(waiting.events.back().kind, EventKind::kProfiled);
  EXPECT_EQ(p.StatusOf("now"), "Completed/Completed");
  EXPECT_THAT(Pending(), IsEmpty());
}

TEST_F(ProfileQueueTest, WithoutAProfilerRestoredJobsGoOnAsTheyWerePlanned) {
  TimerQueue background(nullptr);
  p.f.AddJob("now", kAccount, {.mode = ProgressionMode::kImmediate}, AwaitsProfile::kYes);
  p.f.Await([&](ControlState::Done done) {
    TakeSnapshot(p.f.state(), background, kAccount, "then", std::move(done));
  });
  ResetAccount();
  p.queue.StartWithoutProfiler();
  p.Settle();
  p.f.Await([&](ControlState::Done done) {
    RestoreSnapshot(p.f.state(), background, kAccount, "then", std::move(done));
  });
  p.Settle();
  EXPECT_EQ(p.StatusOf("now"), "Completed/Completed");
  EXPECT_THAT(Pending(), IsEmpty());
}

TEST_F(ProfileQueueTest, OnlyTheFirstStartCounts) {
  p.queue.Start(p.profiler);
  p.queue.StartWithoutProfiler();
  p.Add("job");
  p.Settle();
  EXPECT_TRUE(p.f.Job("job").plan.data);
}

TEST_F(ProfileQueueTest, ALongListOfWhatIsOutstandingIsCut) {
  p.profiler.Hold();
  p.queue.Start(p.profiler);
  for (int n = 0; n < 101; ++n) p.Add("job-" + std::to_string(n));
  EXPECT_EQ(p.queue.OutstandingOf(kAccount).jobs.size(), ProfileQueue::kMostListed);
}

TEST_F(ProfileQueueTest, AResetAccountDoesNotWaitForTheDataOfOthers) {
  p.profiler.Hold();
  p.queue.Start(p.profiler);
  for (const char* name : {"a", "b", "c"}) p.Add(name, {}, kOther);
  p.profiler.AwaitBegun(2);
  ResetAccount();
  p.Settle();
  EXPECT_EQ(p.queue.OutstandingOf(kOther).jobs.size(), 3U);
}

TEST_F(ProfileQueueTest, TwoJobsAreReadAtATime) {
  p.profiler.Hold();
  p.queue.Start(p.profiler);
  for (const char* name : {"a", "b", "c"}) p.Add(name);
  p.profiler.AwaitBegun(2);
  p.profiler.Release("a");
  p.profiler.AwaitBegun(3);
  p.profiler.ReleaseAll();
  p.Settle();
}

TEST_F(ProfileQueueTest, AJobIsReadOnceHoweverOftenItIsSubmitted) {
  p.profiler.Hold();
  p.queue.Start(p.profiler);
  p.Add("job");
  p.queue.Submit(kScope, "JOB");
  p.profiler.AwaitBegun(1);
  p.queue.Submit(kScope, "job");
  p.profiler.ReleaseAll();
  p.Settle();
  EXPECT_THAT(p.profiler.began(), ElementsAre("job"));
}

TEST_F(ProfileQueueTest, WhatCannotBeToldNowIsTriedAgain) {
  int attempts = 0;
  p.profiler.Let("job", [&attempts](const JobRecord&) -> ProfileOutcome {
    if (++attempts == 1) return UnreadData{"no answer"};
    if (attempts == 2) throw std::runtime_error("broken");
    return FakeProfiler::Found();
  });
  p.queue.Start(p.profiler);
  p.Add("job");
  p.Settle();
  EXPECT_EQ(attempts, 3);
  EXPECT_THAT(p.errors(), ElementsAre("the data of the job job could not be read: no answer",
                                      "the data of the job job could not be read: broken"));
  EXPECT_TRUE(p.f.Job("job").plan.data);
}

TEST_F(ProfileQueueTest, AJobThatWasStoppedMeanwhileStaysAsItIs) {
  p.profiler.Hold();
  p.queue.Start(p.profiler);
  p.Add("job");
  p.profiler.AwaitBegun(1);
  Stop("job");
  const JobRecord stopped = p.f.Job("job");
  p.profiler.ReleaseAll();
  p.Settle();
  EXPECT_EQ(p.f.Job("job").events, stopped.events);
  EXPECT_EQ(p.f.Job("job").plan, stopped.plan);
}

TEST_F(ProfileQueueTest, AForgottenJobIsNotWaitedForAndItsReadingIsAskedToEnd) {
  p.profiler.Hold();
  p.queue.Start(p.profiler);
  p.Settle();  // the first look into the store is over
  p.Add("job");
  p.profiler.AwaitBegun(1);
  Stop("job");
  p.queue.Forget(kScope, "JOB");
  EXPECT_FALSE(IsOutstanding("job"));
  p.profiler.AwaitStopped(1);
}

TEST_F(ProfileQueueTest, AResetEndsWhatIsReadForTheAccountAndNoOther) {
  p.profiler.Hold();
  p.queue.Start(p.profiler);
  p.Add("job");
  p.Add("job", {}, kOther);
  p.profiler.AwaitBegun(2);
  ResetAccount();
  p.profiler.AwaitStopped(1);
  p.Settle();
  EXPECT_THAT(p.queue.OutstandingOf(kOther).jobs,
              ElementsAre(std::pair(Scope{kOther, "us-east-1"}, std::string("job"))));
  p.profiler.ReleaseAll();
  p.Settle(kOther);
  EXPECT_TRUE(p.f.Job("job", kOther).plan.data);
}

TEST_F(ProfileQueueTest, WhatWasFoundOfOneJobIsNotToldOfTheNextOneOfItsName) {
  p.profiler.Hold();
  p.queue.Start(p.profiler);
  p.Add("job");
  p.profiler.AwaitBegun(1);
  // As another process might do, or a write that comes just before ours: nobody tells the queue.
  p.f.Write([](WriteTransaction& transaction) { transaction.RemoveJobsAndTags(kAccount); });
  p.f.AddJob("job", kAccount, {}, AwaitsProfile::kYes);
  p.profiler.ReleaseAll();
  p.Settle();
  EXPECT_THAT(p.profiler.began(), ElementsAre("job", "job"));
  EXPECT_TRUE(p.f.Job("job").plan.data);
}

TEST_F(ProfileQueueTest, ARestoredJobThatWaitedIsReadAgain) {
  TimerQueue background(nullptr);
  p.f.AddJob("waiting", kAccount, {}, AwaitsProfile::kYes);
  p.f.Await([&](ControlState::Done done) {
    TakeSnapshot(p.f.state(), background, kAccount, "then", std::move(done));
  });
  p.queue.Start(p.profiler);
  p.Settle();
  const auto restore = [&] {
    p.f.Await([&](ControlState::Done done) {
      RestoreSnapshot(p.f.state(), background, kAccount, "then", std::move(done));
    });
  };
  restore();
  p.Settle();
  EXPECT_THAT(p.profiler.began(), ElementsAre("waiting", "waiting"));
  EXPECT_TRUE(p.f.Job("waiting").plan.data);
}

TEST_F(ProfileQueueTest, AProfiledJobKeepsItsFactsInASnapshot) {
  TimerQueue background(nullptr);
  p.queue.Start(p.profiler);
  p.Add("job");
  p.Settle();
  const JobRecord before = p.f.Job("job");
  p.f.Await([&](ControlState::Done done) {
    TakeSnapshot(p.f.state(), background, kAccount, "then", std::move(done));
  });
  ResetAccount();
  p.f.Await([&](ControlState::Done done) {
    RestoreSnapshot(p.f.state(), background, kAccount, "then", std::move(done));
  });
  p.Settle();
  EXPECT_EQ(p.f.Job("job").plan, before.plan);
  EXPECT_THAT(p.profiler.began(), ElementsAre("job"));
}

TEST_F(ProfileQueueTest, AStoppedQueueLeavesTheRestToTheNextStart) {
  p.profiler.Hold();
  p.queue.Start(p.profiler);
  for (const char* name : {"a", "b", "c"}) p.Add(name);
  p.profiler.AwaitBegun(2);
  p.queue.Stop();
  EXPECT_EQ(Pending().size(), 3U);
  p.profiler.ReleaseAll();
  ProfileQueue next(p.f.store(), p.f.state(), p.waits, nullptr);
  next.Start(p.profiler);
  std::promise<void> settled;
  EXPECT_TRUE(p.waits.Wait(
      [&] {
        return WaitCheck{
            .met = next.OutstandingOf(kAccount).IsNothing(), .answer = {}, .next_look = {}};
      },
      std::chrono::steady_clock::now() + std::chrono::minutes(1),
      [&](const WaitCheck&) { settled.set_value(); }));
  settled.get_future().get();
  EXPECT_THAT(Pending(), IsEmpty());
}

TEST_F(ProfileQueueTest, NothingHasAnEffectAfterTheStop) {
  p.queue.Start(p.profiler);
  p.queue.Stop();
  p.queue.Start(p.profiler);
  p.Add("job");
  ResetAccount();
  p.queue.Stop();
  EXPECT_THAT(p.profiler.began(), IsEmpty());
}

TEST_F(ProfileQueueTest, AWaiterSeesTheProfiledJobAtOnce) {
  p.profiler.Hold();
  p.queue.Start(p.profiler);
  p.Add("job", {.mode = ProgressionMode::kImmediate});
  p.profiler.AwaitBegun(1);
  std::promise<std::string> seen;
  EXPECT_TRUE(p.waits.Wait(
      [&] {
        return WaitCheck{.met = p.StatusOf("job") == "Completed/Completed",
                         .answer = p.StatusOf("job"),
                         .next_look = {}};
      },
      std::chrono::steady_clock::now() + std::chrono::minutes(1),
      [&](const WaitCheck& last) { seen.set_value(last.answer.get<std::string>()); }));
  p.profiler.ReleaseAll();
  EXPECT_EQ(seen.get_future().get(), "Completed/Completed");
}

}  // namespace
}  // namespace autopilot::testing
