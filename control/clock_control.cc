#include "control/clock_control.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "common/iso_time.h"
#include "control/job_events.h"

namespace autopilot {
namespace {

using nlohmann::json;

json ClockJson(const std::string& account, const AccountSettings& settings, Timestamp wall,
               Rate rate) {
  const ClockSetting clock = settings.clock.value_or(ClockSetting{});
  return {{"account", account},
          {"mode", clock.mode == ClockSetting::Mode::kFrozen ? "frozen" : "running"},
          {"now", IsoTime(clock.Now(wall))},
          {"wall", IsoTime(wall)},
          {"speed", SpeedOf(rate)}};
}

ControlError TooFar() { return {.message = "The clock cannot go beyond the year 9999."}; }

ControlError IntoThePast(Timestamp now, Timestamp to) {
  return {.message = "The clock shows " + IsoTime(now) +
                     " and the account has jobs: it cannot go "
                     "back to " +
                     IsoTime(to) + ". Reset the account first.",
          .kind = ControlErrorKind::kConflict};
}

// The clock of one account while it is being changed.
struct ClockChange {
  ClockSetting setting;
  Timestamp wall;

  Timestamp Now() const { return setting.Now(wall); }
  void MoveTo(Timestamp to) {
    const bool frozen = setting.mode == ClockSetting::Mode::kFrozen;
    setting.value = frozen ? to : Timestamp();
    setting.offset = frozen ? std::chrono::microseconds(0) : to - wall;
  }
};

using Move = std::function<ControlResult<void>(WriteTransaction&, ClockChange&)>;

void MoveClock(ControlState& state, const std::string& account, Move move,
               ControlState::Done done) {
  state.Update(
      account,
      [&state, account, move = std::move(move)](
          WriteTransaction& transaction, AccountSettings& settings) -> ControlState::Outcome {
        const auto moment = state.MomentIn(transaction, account);
        ClockChange change{.setting = settings.clock.value_or(ClockSetting{}), .wall = moment.wall};
        if (auto moved = move(transaction, change); !moved) {
          return tl::unexpected(std::move(moved.error()));
        }
        if (change.Now() >= kEndOfDates) return tl::unexpected(TooFar());
        settings.clock = change.setting;
        if (settings.clock == ClockSetting{}) settings.clock.reset();
        const Rate rate = state.RateIn(transaction, account);
        return ClockJson(account, settings, change.wall, rate);
      },
      std::move(done));
}

ControlResult<void> CheckNotBack(WriteTransaction& transaction, const std::string& account,
                                 Timestamp now, Timestamp to) {
  if (to < now && transaction.HasJobs(account)) return tl::unexpected(IntoThePast(now, to));
  return {};
}

// Nominal time as clock time, rounded up: what should have happened by then has.
std::chrono::microseconds ClockTimeOf(std::chrono::microseconds nominal, Rate rate) {
  __extension__ using Wide = __int128;
  const Wide product = Wide{nominal.count()} * 1'000'000;
  return std::chrono::microseconds(
      static_cast<std::int64_t>((product + rate.millionths - 1) / rate.millionths));
}

}  // namespace

void ChangeClock(ControlState& state, const std::string& account,
                 std::optional<ClockSetting::Mode> mode, std::optional<Timestamp> to,
                 ControlState::Done done) {
  MoveClock(
      state, account,
      [account, mode, to](WriteTransaction& transaction,
                          ClockChange& change) -> ControlResult<void> {
        const Timestamp now = change.Now();
        if (to) {
          if (auto checked = CheckNotBack(transaction, account, now, *to); !checked) return checked;
        }
        change.setting.mode = mode.value_or(change.setting.mode);
        change.MoveTo(FloorToMillis(to.value_or(now)));
        return {};
      },
      std::move(done));
}

void FreezeClock(ControlState& state, const std::string& account, ControlState::Done done) {
  ChangeClock(state, account, ClockSetting::Mode::kFrozen, std::nullopt, std::move(done));
}

void RunClock(ControlState& state, const std::string& account, ControlState::Done done) {
  ChangeClock(state, account, ClockSetting::Mode::kRunning, std::nullopt, std::move(done));
}

void AdvanceClock(ControlState& state, const std::string& account, std::chrono::microseconds by,
                  TimeUnit unit, ControlState::Done done) {
  MoveClock(
      state, account,
      [&state, account, by, unit](WriteTransaction& transaction,
                                  ClockChange& change) -> ControlResult<void> {
        const auto clock_time =
            unit == TimeUnit::kNominal ? ClockTimeOf(by, state.RateIn(transaction, account)) : by;
        if (clock_time > kEndOfDates - change.Now()) return tl::unexpected(TooFar());
        change.MoveTo(change.Now() + std::chrono::ceil<std::chrono::milliseconds>(clock_time));
        return {};
      },
      std::move(done));
}

void ResetClock(ControlState& state, const std::string& account, ControlState::Done done) {
  MoveClock(
      state, account,
      [account](WriteTransaction& transaction, ClockChange& change) -> ControlResult<void> {
        if (auto checked = CheckNotBack(transaction, account, change.Now(), change.wall);
            !checked) {
          return checked;
        }
        change.setting = {};
        return {};
      },
      std::move(done));
}

void SetSpeed(ControlState& state, const std::string& owner, std::optional<Rate> rate,
              ControlState::Done done) {
  state.Update(
      owner,
      [&state, owner, rate](WriteTransaction& transaction,
                            AccountSettings& settings) -> ControlState::Outcome {
        const Rate before = state.RateIn(transaction, owner);
        const Rate of_all =
            owner == kAllAccounts ? state.defaults().rate : state.RateIn(transaction, kAllAccounts);
        const Rate after = rate.value_or(of_all);
        settings.rate = rate;
        json answer{{"account", owner}, {"speed", SpeedOf(after)}, {"jobs_changed", 0}};
        if (owner == kAllAccounts || after == before) return answer;
        const Timestamp now = state.NowIn(transaction, owner);
        const Event change{
            .kind = EventKind::kRateChanged, .at = now, .argument = after.millionths};
        std::size_t changed = 0;
        for (JobRecord& job : transaction.RunningJobs(owner, now)) {
          if (job.plan.progression.mode != ProgressionMode::kTime) continue;
          if (auto full = CheckRoomForEvent(job)) return tl::unexpected(*std::move(full));
          transaction.AppendEvent(job, change);
          ++changed;
        }
        answer["jobs_changed"] = changed;
        return answer;
      },
      std::move(done));
}

json ClockJson(const ControlState& state, const std::string& account) {
  return ClockJson(account, *state.SettingsOf(account), state.Wall(), state.RateOf(account));
}

}  // namespace autopilot
