#include "common/wall_clock.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::seconds;

class WallClockTest : public ::testing::Test {
 protected:
  void Pass(microseconds time) {
    system_ += time;
    steady_ += time;
  }
  microseconds Now() const { return clock_.Now().time_since_epoch(); }

  microseconds system_ = hours(1'000);
  microseconds steady_ = seconds(5);
  const WallClock clock_{[this] { return system_; }, [this] { return steady_; }};
};

TEST_F(WallClockTest, ShowsTheTimeOfTheMachine) {
  EXPECT_EQ(Now(), hours(1'000));
  Pass(seconds(7));
  EXPECT_EQ(Now(), hours(1'000) + seconds(7));
}

TEST_F(WallClockTest, FollowsASystemThatIsSetForward) {
  Now();
  system_ += hours(2);
  EXPECT_EQ(Now(), hours(1'002));
}

TEST_F(WallClockTest, GoesOnAtItsOwnPaceWhereTheSystemIsSetBackUntilThatHasCaughtUp) {
  Now();
  system_ -= hours(1);
  EXPECT_EQ(Now(), hours(1'000));
  Pass(seconds(3));
  EXPECT_EQ(Now(), hours(1'000) + seconds(3));
  system_ += hours(1) + seconds(10);
  EXPECT_EQ(Now(), hours(1'000) + seconds(13));
}

TEST(WallClock, OfTheMachineIsNearItsSystemClock) {
  const auto before = std::chrono::system_clock::now();
  const Timestamp now = WallClock().Now();
  EXPECT_GE(now, std::chrono::floor<microseconds>(before) - seconds(1));
  EXPECT_LE(now, std::chrono::system_clock::now() + seconds(1));
}

}  // namespace
}  // namespace autopilot
