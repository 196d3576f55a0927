#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "control/settled_moves.h"
#include "control/snapshots.h"
#include "tests/unit/control/profile_fixture.h"

namespace autopilot::testing {
namespace {

using std::chrono::milliseconds;

std::string AccountNumber(int n) { return "00000000000" + std::to_string(n); }

void InParallel(int count, const std::function<void(int)>& body) {
  std::latch start(count);
  std::vector<std::thread> threads;
  threads.reserve(static_cast<std::size_t>(count));
  for (int n = 0; n < count; ++n) {
    threads.emplace_back([&, n] {
      start.arrive_and_wait();
      body(n);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// Every other reading fails at first; the rest is over at once.
ProfileOutcome Read(std::atomic<int>& readings) {
  if (readings++ % 2 == 0) return UnreadData{"try again"};
  return FakeProfiler::Found();
}

// Jobs are created, stopped and moved, and accounts reset, while their data is read.
TEST(ProfileConcurrency, NoJobIsLeftWaitingWhateverElseHappens) {
  ProfileFixture p;
  std::atomic<int> readings = 0;
  for (int n = 0; n < 30; ++n) {
    p.profiler.Let("job-" + std::to_string(n), [&](const JobRecord&) { return Read(readings); });
  }
  p.queue.Start(p.profiler);
  const Settling settling{.state = p.f.state(),
                          .profiles = p.queue,
                          .waits = p.waits,
                          .deadline = std::chrono::minutes(1)};
  InParallel(4, [&](int thread) {
    const std::string account = AccountNumber(thread);
    const Scope scope{.account = account, .region = "us-east-1"};
    for (int n = 0; n < 30; ++n) {
      const std::string name = "job-" + std::to_string(n);
      p.Add(name, {}, account);
      if (n % 5 == 1) {
        p.f.Write([&](WriteTransaction& transaction) {
          JobRecord job = transaction.FindJob(scope, name).value();
          for (const Event& event : StopEvents(job.plan, job.events, job.events.back().at)) {
            transaction.AppendEvent(job, event);
          }
        });
        p.queue.Forget(scope, name);
      }
      if (n % 5 == 2) {
        EXPECT_TRUE(p.f.Await([&](ControlState::Done done) {
          AdvanceClockSettled(settling, account, milliseconds(1), TimeUnit::kClock,
                              std::move(done));
        }));
      }
      if (n == 15 && thread % 2 == 0) {
        p.f.Await([&](ControlState::Done done) { Reset(p.f.state(), account, std::move(done)); });
      }
    }
  });
  for (int n = 0; n < 4; ++n) p.Settle(AccountNumber(n));
  p.f.store().Read([](ReadTransaction& transaction) {
    EXPECT_TRUE(transaction.PendingProfiles(0, 10).empty());
    transaction.VisitJobs(std::nullopt, [](const JobRecord& job) {
      EXPECT_FALSE(IsAwaitingProfile(job.events)) << job.name;
    });
  });
}

TEST(ProfileConcurrency, AQueueThatStopsWaitsForWhatItHasBegunToWrite) {
  for (int round = 0; round < 20; ++round) {
    ProfileFixture p;
    p.queue.Start(p.profiler);
    InParallel(3, [&](int thread) {
      if (thread == 2) return p.queue.Stop();
      for (int n = 0; n < 5; ++n) {
        p.Add("job-" + std::to_string(thread) + "-" + std::to_string(n));
      }
    });
  }
}

}  // namespace
}  // namespace autopilot::testing
