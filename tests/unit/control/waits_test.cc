#include "control/waits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/control/signal.h"

namespace autopilot {
namespace {

using nlohmann::json;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::ElementsAre;

TimerQueue::Time InAnHour() { return steady_clock::now() + hours(1); }

// The answer of a wait, for the test's thread.
class Answer {
 public:
  Waits::Done Done() {
    return [state = state_](const WaitCheck& last) {
      state->last = last;
      state->answered.Set();
    };
  }
  WaitCheck Get() {
    state_->answered.Wait();
    return state_->last;
  }

 private:
  struct State {
    WaitCheck last;
    Signal answered;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

WaitCheck Met(json answer) { return {.met = true, .answer = std::move(answer), .next_look = {}}; }
WaitCheck Unmet(json answer = nullptr) {
  return {.met = false, .answer = std::move(answer), .next_look = {}};
}

TEST(WaitsTest, AConditionThatIsMetIsAnsweredAtOnce) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr);
  Answer answer;
  ASSERT_TRUE(waits.Wait([] { return Met("now"); }, InAnHour(), answer.Done()));
  const WaitCheck last = answer.Get();
  EXPECT_TRUE(last.met);
  EXPECT_EQ(last.answer, "now");
}

TEST(WaitsTest, NotifyLeadsToAnotherLook) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr);
  std::atomic<int> calls{0};
  const Signal looked;
  std::once_flag first;
  Answer answer;
  ASSERT_TRUE(waits.Wait(
      [&] {
        const int seen = calls;
        std::call_once(first, [&] { looked.Set(); });
        return seen == 3 ? Met(seen) : Unmet(seen);
      },
      InAnHour(), answer.Done()));
  looked.Wait();
  for (int i = 0; i < 3; ++i) {
    ++calls;
    waits.Notify();
  }
  EXPECT_EQ(answer.Get().answer, 3);
}

TEST(WaitsTest, AtTheDeadlineTheLastLookIsTheAnswer) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr);
  const auto deadline = steady_clock::now() + milliseconds(10);
  int looks = 0;
  Answer answer;
  ASSERT_TRUE(waits.Wait([&] { return Unmet(++looks); }, deadline, answer.Done()));
  const WaitCheck last = answer.Get();
  EXPECT_FALSE(last.met);
  EXPECT_EQ(last.answer, looks);
  EXPECT_GE(steady_clock::now(), deadline);
}

TEST(WaitsTest, ADeadlineThatHasPassedMeansOneLook) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr);
  int looks = 0;
  Answer unmet;
  ASSERT_TRUE(waits.Wait([&] { return Unmet(++looks); }, TimerQueue::Time::min(), unmet.Done()));
  EXPECT_EQ(unmet.Get().answer, 1);
  Answer met;
  ASSERT_TRUE(waits.Wait([] { return Met(1); }, TimerQueue::Time::min(), met.Done()));
  EXPECT_TRUE(met.Get().met);
}

TEST(WaitsTest, AConditionCanNameTheTimeOfItsNextLook) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr);
  const auto due = steady_clock::now() + milliseconds(5);
  Answer answer;
  ASSERT_TRUE(waits.Wait(
      [&] {
        WaitCheck check = steady_clock::now() >= due ? Met("later") : Unmet();
        check.next_look = due;
        return check;
      },
      InAnHour(), answer.Done()));
  EXPECT_EQ(answer.Get().answer, "later");
}

TEST(WaitsTest, OneNotifyIsHeardByAll) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr);
  std::atomic<bool> met{false};
  std::vector<std::unique_ptr<Answer>> answers;
  for (int i = 0; i < 20; ++i) {
    answers.push_back(std::make_unique<Answer>());
    ASSERT_TRUE(waits.Wait([&met, i] { return met ? Met(i) : Unmet(i); }, InAnHour(),
                           answers.back()->Done()));
  }
  met = true;
  waits.Notify();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(answers[static_cast<std::size_t>(i)]->Get().answer, i);
}

TEST(WaitsTest, StopAnswersAllWithTheirLastLook) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr);
  const Signal second_looked;
  Answer first;
  ASSERT_TRUE(waits.Wait([] { return Unmet("so far"); }, InAnHour(), first.Done()));
  ASSERT_TRUE(waits.Wait(
      [&] {
        second_looked.Set();
        return Unmet("too");
      },
      InAnHour(), [](const WaitCheck&) {}));
  second_looked.Wait();
  waits.Stop();
  const WaitCheck last = first.Get();
  EXPECT_FALSE(last.met);
  EXPECT_EQ(last.answer, "so far");
  const auto refused = waits.Wait([] { return Met(1); }, InAnHour(), [](const WaitCheck&) {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), (ControlError{"The server is shutting down.", "", {}}));
  waits.Notify();
}

TEST(WaitsTest, StopWaitsForTheLookThatRuns) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr);
  const Signal looking;
  const Signal go_on;
  Answer answer;
  ASSERT_TRUE(waits.Wait(
      [&] {
        looking.Set();
        go_on.Wait();
        return Met("too late or not");
      },
      InAnHour(), answer.Done()));
  looking.Wait();
  std::thread stopper([&] { waits.Stop(); });
  go_on.Set();
  stopper.join();
  answer.Get();  // exactly one answer: a second one would throw in Set()
}

TEST(WaitsTest, ACallbackMayStopTheWaits) {
  std::vector<std::string> errors;
  TimerQueue timers(nullptr);
  Waits waits(timers, [&](const std::string& error) { errors.push_back(error); });
  Answer other;
  ASSERT_TRUE(waits.Wait([] { return Unmet("other"); }, InAnHour(), other.Done()));
  ASSERT_TRUE(
      waits.Wait([] { return Met(1); }, InAnHour(), [&](const WaitCheck&) { waits.Stop(); }));
  EXPECT_EQ(other.Get().answer, "other");
  waits.Stop();
  EXPECT_TRUE(errors.empty());
}

TEST(WaitsTest, AQueueThatIsStoppedEndsTheWaits) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr);
  Answer pending;
  ASSERT_TRUE(waits.Wait([] { return Unmet(); }, InAnHour(), pending.Done()));
  timers.Stop();
  EXPECT_FALSE(pending.Get().met);
}

TEST(WaitsTest, AQueueThatWasStoppedEndsAWaitAtOnce) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr);
  timers.Stop();
  Answer answer;
  ASSERT_TRUE(waits.Wait([] { return Met(1); }, InAnHour(), answer.Done()));
  const WaitCheck last = answer.Get();
  EXPECT_FALSE(last.met);
  EXPECT_TRUE(last.answer.is_null());
}

TEST(WaitsTest, TheNumberOfWaitsIsBounded) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr, 2);
  std::atomic<bool> met{false};
  Answer first;
  const auto check = [&] { return met ? Met(1) : Unmet(); };
  ASSERT_TRUE(waits.Wait(check, InAnHour(), first.Done()));
  ASSERT_TRUE(waits.Wait([] { return Unmet(); }, InAnHour(), [](const WaitCheck&) {}));
  const auto refused = waits.Wait(check, InAnHour(), [](const WaitCheck&) {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), (ControlError{"There are already 2 callers that wait.", "", {}}));
  met = true;
  waits.Notify();
  first.Get();
  Answer next;
  ASSERT_TRUE(waits.Wait([] { return Met(2); }, InAnHour(), next.Done()));
  EXPECT_EQ(next.Get().answer, 2);
}

TEST(WaitsTest, WhatIsThrownIsReportedAndLosesNoAnswer) {
  std::vector<std::string> errors;
  Answer answer;
  Answer served;
  {
    TimerQueue timers(nullptr);
    Waits waits(timers, [&](const std::string& error) { errors.push_back(error); });
    ASSERT_TRUE(waits.Wait([]() -> WaitCheck { throw std::runtime_error("no store"); }, InAnHour(),
                           answer.Done()));
    ASSERT_TRUE(waits.Wait([] { return Met(1); }, InAnHour(),
                           [](const WaitCheck&) { throw std::runtime_error("no reply"); }));
    ASSERT_TRUE(waits.Wait([] { return Met(2); }, InAnHour(), served.Done()));
    EXPECT_EQ(served.Get().answer, 2);
  }
  const WaitCheck last = answer.Get();
  EXPECT_FALSE(last.met);
  EXPECT_TRUE(last.answer.is_null());
  EXPECT_THAT(errors, ElementsAre("the check of a wait failed: no store",
                                  "the callback of a wait failed: no reply"));
}

TEST(WaitsTest, NoNotifyIsLostUnderLoad) {
  TimerQueue timers(nullptr);
  Waits waits(timers, nullptr);
  constexpr int kThreads = 8;
  constexpr int kRounds = 200;
  std::atomic<int> changes{0};
  std::vector<std::thread> callers;
  callers.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    callers.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        Answer answer;
        const int seen = changes;
        EXPECT_TRUE(waits.Wait([&] { return changes > seen ? Met(1) : Unmet(); }, InAnHour(),
                               answer.Done()));
        ++changes;
        waits.Notify();
        EXPECT_TRUE(answer.Get().met);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(changes, kThreads * kRounds);
}

}  // namespace
}  // namespace autopilot
