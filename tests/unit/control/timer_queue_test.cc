#include "control/timer_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/control/signal.h"

namespace autopilot {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::ElementsAre;

const TimerQueue::Time kPast = TimerQueue::Time::min();

TimerQueue::Time InAnHour() { return steady_clock::now() + hours(1); }

// Lets what the queue runs wait until it is let go.
struct Gate {
  void Pass() const {
    reached.Set();
    open.Wait();
  }

  Signal reached;
  Signal open;
};

TEST(TimerQueueTest, EntriesRunInTheOrderOfTheirTimesThenOfAdding) {
  TimerQueue queue(nullptr);
  const Gate gate;
  std::vector<int> ran;
  const Signal all_ran;
  queue.RunAt(kPast, [gate] { gate.Pass(); });
  gate.reached.Wait();
  const auto due = steady_clock::now();
  queue.RunAt(due + milliseconds(2), [&] { ran.push_back(3); });
  queue.RunAt(due + milliseconds(3), [all_ran] { all_ran.Set(); });
  queue.RunAt(due, [&] { ran.push_back(1); });
  queue.RunAt(due, [&] { ran.push_back(2); });
  queue.RunAt(kPast, [&] { ran.push_back(0); });
  gate.open.Set();
  all_ran.Wait();
  EXPECT_THAT(ran, ElementsAre(0, 1, 2, 3));
}

TEST(TimerQueueTest, NothingRunsBeforeItsTime) {
  TimerQueue queue(nullptr);
  const auto due = steady_clock::now() + milliseconds(20);
  TimerQueue::Time ran_at;
  const Signal ran;
  queue.RunAt(due, [&ran_at, ran] {
    ran_at = steady_clock::now();
    ran.Set();
  });
  ran.Wait();
  EXPECT_GE(ran_at, due);
}

TEST(TimerQueueTest, AnEarlierEntryDoesNotWaitForTheFirstOne) {
  TimerQueue queue(nullptr);
  const Signal ran;
  queue.RunAt(InAnHour(), [] { FAIL(); });
  queue.RunAt(steady_clock::now() + milliseconds(1), [ran] { ran.Set(); });
  ran.Wait();
}

TEST(TimerQueueTest, CallbacksRunOnOneThreadAndMayAddEntries) {
  TimerQueue queue(nullptr);
  std::thread::id first;
  std::thread::id second;
  const Signal ran;
  queue.RunAt(kPast, [&first, &second, &queue, ran] {
    first = std::this_thread::get_id();
    queue.RunAt(kPast, [&second, ran] {
      second = std::this_thread::get_id();
      ran.Set();
    });
  });
  ran.Wait();
  EXPECT_EQ(second, first);
  EXPECT_NE(first, std::this_thread::get_id());
}

TEST(TimerQueueTest, StopCancelsWhatIsPending) {
  TimerQueue queue(nullptr);
  std::vector<int> cancelled;
  for (int i = 0; i < 3; ++i) {
    queue.RunAt(
        InAnHour(), [] { FAIL(); }, [&cancelled, i] { cancelled.push_back(i); });
  }
  queue.RunAt(InAnHour(), [] { FAIL(); });
  queue.Stop();
  EXPECT_THAT(cancelled, ElementsAre(0, 1, 2));
  queue.Stop();
  EXPECT_EQ(cancelled.size(), 3U);
}

TEST(TimerQueueTest, StopWaitsForWhatIsRunning) {
  TimerQueue queue(nullptr);
  const Gate gate;
  bool ended = false;
  bool cancelled = false;
  queue.RunAt(kPast, [&] {
    gate.Pass();
    ended = true;
  });
  queue.RunAt(
      InAnHour(), [] { FAIL(); }, [&] { cancelled = ended; });
  gate.reached.Wait();
  std::thread stopper([&] { queue.Stop(); });
  gate.open.Set();
  stopper.join();
  EXPECT_TRUE(ended);
  EXPECT_TRUE(cancelled);
}

TEST(TimerQueueTest, AStoppedQueueCancelsAtOnce) {
  TimerQueue queue(nullptr);
  queue.Stop();
  bool cancelled = false;
  queue.RunAt(
      kPast, [] { FAIL(); }, [&] { cancelled = true; });
  EXPECT_TRUE(cancelled);
  queue.RunAt(kPast, [] { FAIL(); });
}

TEST(TimerQueueTest, ACallbackMayStopTheQueue) {
  bool cancelled = false;
  {
    TimerQueue queue(nullptr);
    const Signal stopped;
    queue.RunAt(
        InAnHour(), [] { FAIL(); }, [&] { cancelled = true; });
    queue.RunAt(kPast, [&queue, stopped] {
      queue.Stop();
      stopped.Set();
    });
    stopped.Wait();
  }
  EXPECT_TRUE(cancelled);
}

TEST(TimerQueueTest, TheDestructorStops) {
  bool cancelled = false;
  {
    TimerQueue queue(nullptr);
    queue.RunAt(
        InAnHour(), [] { FAIL(); }, [&] { cancelled = true; });
  }
  EXPECT_TRUE(cancelled);
}

TEST(TimerQueueTest, AnEntryCanBeForgotten) {
  TimerQueue queue(nullptr);
  const auto fail = [] { FAIL(); };
  const auto ticket = queue.RunAt(InAnHour(), fail, fail);
  auto owned = std::make_shared<int>(1);
  const std::weak_ptr<int> seen = owned;
  const auto owner = queue.RunAt(InAnHour(), [kept = std::move(owned)] { FAIL(); });
  EXPECT_TRUE(queue.Cancel(ticket));
  EXPECT_FALSE(queue.Cancel(ticket));
  EXPECT_FALSE(seen.expired());
  EXPECT_TRUE(queue.Cancel(owner));
  EXPECT_TRUE(seen.expired());
  const Signal ran;
  const auto run = queue.RunAt(kPast, [ran] { ran.Set(); });
  ran.Wait();
  EXPECT_FALSE(queue.Cancel(run));
}

TEST(TimerQueueTest, WhatACallbackThrowsIsReportedAndTheOthersRun) {
  std::vector<std::string> errors;
  {
    TimerQueue queue([&](const std::string& error) { errors.push_back(error); });
    const Signal ran;
    const auto fail = [] { throw std::runtime_error("broken"); };
    queue.RunAt(kPast, fail);
    queue.RunAt(kPast, [ran] { ran.Set(); });
    queue.RunAt(
        InAnHour(), [] {}, fail);
    ran.Wait();
  }
  EXPECT_THAT(errors, ElementsAre("the callback of a timer failed: broken",
                                  "the callback of a timer failed: broken"));
}

TEST(TimerQueueTest, EveryEntryIsAnsweredOnceWhileThreadsAddAndOneStops) {
  std::atomic<int> answered{0};
  constexpr int kThreads = 4;
  constexpr int kEntries = 500;
  {
    TimerQueue queue(nullptr);
    std::vector<std::thread> adders;
    adders.reserve(kThreads);
    for (int i = 0; i < kThreads; ++i) {
      adders.emplace_back([&] {
        for (int entry = 0; entry < kEntries; ++entry) {
          const auto due = entry % 2 == 0 ? kPast : InAnHour();
          queue.RunAt(
              due, [&] { ++answered; }, [&] { ++answered; });
        }
      });
    }
    std::thread stopper([&] { queue.Stop(); });
    for (std::thread& adder : adders) adder.join();
    stopper.join();
  }
  EXPECT_EQ(answered, kThreads * kEntries);
}

TEST(TimerQueueTest, StopSoonCancelsWhatIsPendingWithoutWaitingForWhatRuns) {
  TimerQueue queue({});
  std::promise<void> running;
  std::promise<void> end;
  queue.RunAt(TimerQueue::Time::min(), [&] {
    running.set_value();
    end.get_future().wait();
  });
  running.get_future().wait();
  bool cancelled = false;
  queue.RunAt(
      TimerQueue::Time::max(), [] { FAIL(); }, [&] { cancelled = true; });
  queue.StopSoon();
  EXPECT_TRUE(cancelled);
  bool refused = false;
  queue.RunAt(
      TimerQueue::Time::min(), [] { FAIL(); }, [&] { refused = true; });
  EXPECT_TRUE(refused);
  end.set_value();
  queue.Stop();
}

int NiceOf(ThreadPriority priority) {
  std::promise<int> nice;
  TimerQueue queue(nullptr, priority);
  queue.RunAt(kPast, [&] { nice.set_value(getpriority(PRIO_PROCESS, 0)); });
  return nice.get_future().get();
}

TEST(TimerQueueTest, OnlyItsOwnThreadIsOfLowPriority) {
  const int own = getpriority(PRIO_PROCESS, 0);
  EXPECT_EQ(NiceOf(ThreadPriority::kNormal), own);
  EXPECT_EQ(NiceOf(ThreadPriority::kLow), std::min(own + 5, 19));
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), own);
}

}  // namespace
}  // namespace autopilot
