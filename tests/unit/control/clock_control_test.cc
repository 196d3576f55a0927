#include "control/clock_control.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "lifecycle/state.h"
#include "tests/unit/control/state_fixture.h"

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

class ClockControlTest : public ::testing::Test {
 protected:
  using Done = ControlState::Done;

  ControlState::Outcome Freeze() {
    return f.Await([&](Done done) { FreezeClock(f.state(), kAccount, std::move(done)); });
  }
  ControlState::Outcome Run() {
    return f.Await([&](Done done) { RunClock(f.state(), kAccount, std::move(done)); });
  }
  ControlState::Outcome Set(Timestamp to) {
    return f.Await([&](Done done) { ChangeClock(f.state(), kAccount, {}, to, std::move(done)); });
  }
  ControlState::Outcome Advance(std::chrono::microseconds by, TimeUnit unit = TimeUnit::kClock) {
    return f.Await(
        [&](Done done) { AdvanceClock(f.state(), kAccount, by, unit, std::move(done)); });
  }
  ControlState::Outcome Reset() {
    return f.Await([&](Done done) { ResetClock(f.state(), kAccount, std::move(done)); });
  }
  ControlState::Outcome Speed(std::optional<Rate> rate, const char* owner = kAccount) {
    return f.Await([&](Done done) { SetSpeed(f.state(), owner, rate, std::move(done)); });
  }
  Timestamp Now() { return f.state().Now(kAccount); }
  std::string StatusOf(const std::string& name) {
    const auto job = f.Job(name);
    return std::string(Name(Evaluate(job.plan, job.events, Now()).secondary_status));
  }

  ControlStateFixture f;
};

TEST_F(ClockControlTest, StandsStillWhenFrozenAndRunsOnFromThere) {
  f.wall.Advance(std::chrono::microseconds(1'234'567));
  EXPECT_EQ(Freeze().value(), (json{{"account", kAccount},
                                    {"mode", "frozen"},
                                    {"now", "2026-01-01T00:00:01.234Z"},
                                    {"wall", "2026-01-01T00:00:01.234Z"},
                                    {"speed", 600.0}}));
  f.wall.Advance(hours(1));
  EXPECT_EQ(Now(), kStart + milliseconds(1'234));
  EXPECT_EQ(f.state().Now(kOther), f.wall.Now());
  EXPECT_EQ(Run().value()["now"], "2026-01-01T00:00:01.234Z");
  f.wall.Advance(minutes(1));
  EXPECT_EQ(FloorToMillis(Now()), kStart + minutes(1) + milliseconds(1'234));
}

TEST_F(ClockControlTest, ASpeedThatIsThereAlreadyChangesNoJob) {
  f.AddJob("job");
  EXPECT_EQ(Speed(Rate{600'000'000}).value()["jobs_changed"], 0);
  EXPECT_EQ(f.Job("job").events.size(), 1U);
  EXPECT_EQ(Speed(Rate{300'000'000}).value()["jobs_changed"], 1);
  EXPECT_EQ(f.Job("job").events.size(), 2U);
}

TEST_F(ClockControlTest, AJobTakesAThousandEventsOfTestsAndNoMore) {
  Freeze();
  f.AddJob("job");
  for (std::int64_t n = 1; n < 1'000; ++n) {
    EXPECT_EQ(RefusalOf(Speed(Rate{n % 2 == 0 ? 2'000'000 : 1'000'000})), "");
  }
  const std::string refusal =
      "The job job has been moved or had its speed changed 1000 times, which is the most. Stop it, "
      "or "
      "reset the account.";
  EXPECT_EQ(RefusalOf(Speed(Rate{3'000'000})), refusal);
  EXPECT_EQ(f.state().RateOf(kAccount), Rate{1'000'000}) << "nothing is half done";
  EXPECT_EQ(f.Job("job").events.size(), 1'000U);
}

TEST_F(ClockControlTest, AdvancesWhetherItRunsOrNot) {
  EXPECT_EQ(Advance(minutes(10)).value()["mode"], "running");
  EXPECT_EQ(Now(), kStart + minutes(10));
  Freeze();
  Advance(minutes(5));
  f.wall.Advance(minutes(1));
  EXPECT_EQ(Now(), kStart + minutes(15));
}

TEST_F(ClockControlTest, AdvancesByNominalTimeAtTheSpeedOfTheAccount) {
  Freeze();
  Speed(Rate{60'000'000});
  Advance(minutes(1), TimeUnit::kNominal);
  EXPECT_EQ(Now(), kStart + seconds(1));
  Advance(milliseconds(1), TimeUnit::kNominal);  // rounded up to what the clock shows
  EXPECT_EQ(Now(), kStart + seconds(1) + milliseconds(1));
}

TEST_F(ClockControlTest, CanBeSetToTheFutureAndWithoutJobsToThePast) {
  EXPECT_EQ(Set(kStart + hours(24)).value()["now"], "2026-01-02T00:00:00.000Z");
  f.wall.Advance(seconds(1));
  EXPECT_EQ(Now(), kStart + hours(24) + seconds(1));
  EXPECT_EQ(RefusalOf(Set(kStart - hours(24))), "");
  EXPECT_EQ(Now(), kStart - hours(24));
}

TEST_F(ClockControlTest, WithJobsCannotGoBack) {
  f.AddJob("job");
  Freeze();
  Advance(hours(1));
  EXPECT_EQ(RefusalOf(Set(kStart)),
            "The clock shows 2026-01-01T01:00:00.000Z and the account has jobs: it cannot go back "
            "to 2026-01-01T00:00:00.000Z. Reset the account first.");
  EXPECT_EQ(RefusalOf(Reset()),
            "The clock shows 2026-01-01T01:00:00.000Z and the account has jobs: it cannot go back "
            "to 2026-01-01T00:00:00.000Z. Reset the account first.");
  EXPECT_EQ(Now(), kStart + hours(1));
  f.wall.Advance(hours(2));
  EXPECT_EQ(Reset().value()["mode"], "running");
  EXPECT_EQ(Now(), f.wall.Now());
}

TEST_F(ClockControlTest, CannotLeaveTheYearsThatHaveAForm) {
  const std::string refusal = "The clock cannot go beyond the year 9999.";
  EXPECT_EQ(RefusalOf(Advance(std::chrono::days(3'650'000))), refusal);
  EXPECT_EQ(RefusalOf(Set(Timestamp(std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1)))),
            refusal);
  EXPECT_EQ(Now(), kStart);
}

TEST_F(ClockControlTest, OutlivesARestart) {
  Freeze();
  Advance(minutes(7));
  f.wall.Advance(hours(3));
  f.Reload();
  EXPECT_EQ(Now(), kStart + minutes(7));
  Run();
  f.Reload();
  f.wall.Advance(minutes(1));
  EXPECT_EQ(Now(), kStart + minutes(8));
}

TEST_F(ClockControlTest, SpeedChangesWhatIsToComeOfRunningJobs) {
  Speed(Rate{2'000'000});
  f.AddJob("job");  // ensembling: 3 nominal seconds of Starting, 3 of AnalyzingData, then training
  Freeze();
  Advance(seconds(5), TimeUnit::kNominal);
  EXPECT_EQ(StatusOf("job"), "AnalyzingData");
  EXPECT_EQ(Speed(Rate{1'000'000}).value(),
            (json{{"account", kAccount}, {"speed", 1.0}, {"jobs_changed", 1}}));
  const auto before = f.Job("job");
  // One nominal second is left, less what the millisecond of the change still had at its old speed.
  Advance(milliseconds(998));
  EXPECT_EQ(StatusOf("job"), "AnalyzingData");
  Advance(milliseconds(1));
  EXPECT_EQ(StatusOf("job"), "TrainingModels");
  EXPECT_EQ(Evaluate(before.plan, before.events, kStart + milliseconds(1'500)).secondary_status,
            SecondaryStatus::kAnalyzingData);
  f.AddJob("later");
  EXPECT_EQ(f.Job("later").events.front().argument, 1'000'000);
}

TEST_F(ClockControlTest, SpeedLeavesJobsAloneThatHaveATimeOfTheirOwn) {
  f.AddJob("manual", kAccount, {.mode = ProgressionMode::kManual});
  f.AddJob("seconds", kAccount,
           {.mode = ProgressionMode::kSecondsPerPhase, .phase_length = seconds(1)});
  f.AddJob("other", kOther);
  EXPECT_EQ(Speed(Rate{1'000'000}).value()["jobs_changed"], 0);
}

TEST_F(ClockControlTest, SpeedOfAllIsForAccountsWithoutOneAndForNewJobs) {
  f.AddJob("job");
  EXPECT_EQ(Speed(Rate{2'000'000}, kAllAccounts).value(),
            (json{{"account", "*"}, {"speed", 2.0}, {"jobs_changed", 0}}));
  EXPECT_EQ(f.state().RateOf(kAccount), Rate{2'000'000});
  Speed(Rate{5'000'000});
  EXPECT_EQ(f.state().RateOf(kAccount), Rate{5'000'000});
  // Taken back, the one of all holds again, for running jobs too.
  EXPECT_EQ(Speed(std::nullopt).value(),
            (json{{"account", kAccount}, {"speed", 2.0}, {"jobs_changed", 1}}));
}

}  // namespace
}  // namespace autopilot::testing
