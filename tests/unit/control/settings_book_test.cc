#include "control/settings_book.h"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <vector>

#include "control/clock_control.h"
#include "tests/unit/control/state_fixture.h"

namespace autopilot::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kOne = "111111111111";
constexpr const char* kTwo = "222222222222";

// What a reader sees while writes are being made, and after they are committed.
class SettingsBookTest : public ::testing::Test {
 protected:
  static constexpr Timestamp kStart = ControlStateFixture::kStart;

  Timestamp Now(const char* account = kOne) { return f.state().Now(account); }

  // Runs `work` on the writer's thread and then, in the same batch or not, waits for its commit.
  void Write(const std::function<void(WriteTransaction&)>& work) { f.Write(work); }

  // Changes the clock as a test does, and calls `meanwhile` before the commit.
  void Change(const std::function<void(AccountSettings&, const SettingsBook::Moment&)>& change,
              const std::function<void()>& meanwhile) {
    const auto outcome = f.Await([&](ControlState::Done done) {
      f.state().Update(
          kOne,
          [&](WriteTransaction& transaction, AccountSettings& settings) -> ControlState::Outcome {
            change(settings, f.state().MomentIn(transaction, kOne));
            meanwhile();
            return nlohmann::json();
          },
          std::move(done));
    });
    EXPECT_TRUE(outcome);
  }

  ControlStateFixture f;
};

TEST_F(SettingsBookTest, WhileAWriteIsUnderWayReadersSeeNoLaterTimeThanItsStamp) {
  Write([&](WriteTransaction& transaction) {
    EXPECT_EQ(f.state().NowIn(transaction, kOne), kStart);
    f.wall.Advance(milliseconds(5));
    EXPECT_EQ(Now(), kStart);
    EXPECT_EQ(Now(kTwo), kStart + milliseconds(5));  // nothing is written of this one
    // One instant for the whole batch.
    EXPECT_EQ(f.state().NowIn(transaction, kOne), kStart);
    EXPECT_EQ(f.state().NowIn(transaction, kTwo), kStart + milliseconds(5));
  });
  EXPECT_EQ(Now(), kStart + milliseconds(5));
}

TEST_F(SettingsBookTest, AFreezeTakesNoTimeAwayThatAReaderHasSeen) {
  const auto freeze = [](AccountSettings& settings, const SettingsBook::Moment& moment) {
    settings.clock = ClockSetting{.mode = ClockSetting::Mode::kFrozen, .value = moment.now};
  };
  std::vector<Timestamp> seen;
  Change(freeze, [&] {
    f.wall.Advance(seconds(1));
    seen.push_back(Now());
  });
  f.wall.Advance(seconds(1));
  seen.push_back(Now());
  EXPECT_EQ(seen, (std::vector<Timestamp>{kStart, kStart}));
}

TEST_F(SettingsBookTest, AnAdvanceShowsOnceItIsCommitted) {
  const auto advance = [](AccountSettings& settings, const SettingsBook::Moment&) {
    settings.clock = ClockSetting{.mode = ClockSetting::Mode::kRunning, .offset = hours(1)};
  };
  Change(advance, [&] {
    f.wall.Advance(milliseconds(3));
    EXPECT_EQ(Now(), kStart);
  });
  EXPECT_EQ(Now(), kStart + hours(1) + milliseconds(3));
}

TEST_F(SettingsBookTest, WhatIsWrittenBehindAnAdvanceInOneBatchIsStampedWithItsTime) {
  std::promise<void> gate;
  std::vector<Timestamp> stamps;
  f.store().Write([&](WriteTransaction&) { gate.get_future().wait(); }, {});
  const auto stamp = [&](WriteTransaction& transaction) {
    stamps.push_back(f.state().NowIn(transaction, kOne));
  };
  f.store().Write(stamp, {});
  AdvanceClock(f.state(), kOne, minutes(10), TimeUnit::kClock, [](ControlState::Outcome) {});
  SetSpeed(f.state(), kOne, Rate{3'000'000}, [](ControlState::Outcome) {});
  f.store().Write(
      [&](WriteTransaction& transaction) {
        stamp(transaction);
        EXPECT_EQ(f.state().RateIn(transaction, kOne), Rate{3'000'000});
      },
      {});
  gate.set_value();
  Write([](WriteTransaction&) {});
  EXPECT_EQ(stamps, (std::vector<Timestamp>{kStart, kStart + minutes(10)}));
  EXPECT_EQ(Now(), kStart + minutes(10));
}

TEST_F(SettingsBookTest, ARestoredClockIsThatOfTheWritesBehindIt) {
  Write([&](WriteTransaction& transaction) {
    EXPECT_EQ(f.state().NowIn(transaction, kOne), kStart);
  });
  std::promise<void> gate;
  f.store().Write([&](WriteTransaction&) { gate.get_future().wait(); }, {});
  f.state().UpdateStored(
      kOne,
      [](WriteTransaction& transaction) -> ControlState::Outcome {
        AccountSettings settings;
        settings.clock = {.mode = ClockSetting::Mode::kFrozen, .value = kStart - hours(5)};
        WriteSettings(transaction, kOne, settings);
        return nlohmann::json();
      },
      [](ControlState::Outcome) {});
  Timestamp stamp;
  f.store().Write(
      [&](WriteTransaction& transaction) { stamp = f.state().NowIn(transaction, kOne); }, {});
  gate.set_value();
  Write([](WriteTransaction&) {});
  EXPECT_EQ(stamp, kStart - hours(5));
  EXPECT_EQ(Now(), kStart - hours(5));
}

TEST_F(SettingsBookTest, OfAChangeThatIsRefusedNothingShows) {
  const auto outcome = f.Await([&](ControlState::Done done) {
    f.state().Update(
        kOne,
        [&](WriteTransaction& transaction, AccountSettings& settings) -> ControlState::Outcome {
          f.state().MomentIn(transaction, kOne);
          settings.clock = ClockSetting{.offset = hours(1)};
          return tl::unexpected(ControlError{.message = "No."});
        },
        std::move(done));
  });
  EXPECT_FALSE(outcome);
  f.wall.Advance(seconds(2));
  EXPECT_EQ(Now(), kStart + seconds(2));
}

}  // namespace
}  // namespace autopilot::testing
