#include "control/clock_control.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "common/iso_time.h"

namespace autopilot {
namespace {

using nlohmann::json;

// The end of the year 9999.
constexpr Timestamp kLastInstant{std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1)};

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
        ClockChange change{.setting = settings.clock.value_or(ClockSetting{}),
                           .wall = FloorToMillis(state.Wall())};
        if (auto moved = move(transaction, change); !moved) {
          return tl::unexpected(std::move(moved.error()));
        }
        if (change.Now() >= kLastInstant) return tl::unexpected(TooFar());
        settings.clock = change.setting;
        if (settings.clock == ClockSetting{}) settings.clock.reset();
        const Rate rate = settings.rate.value_or(state.RateOf(account));
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

void SetClock(ControlState& state, const std::string& account, Timestamp to,
              ControlState::Done done) {
  ChangeClock(state, account, std::nullopt, to, std::move(done));
}

void AdvanceClock(ControlState& state, const std::string& account, std::chrono::microseconds by,
                  TimeUnit unit, ControlState::Done done) {
  MoveClock(
      state, account,
      [&state, account, by, unit](WriteTransaction&, ClockChange& change) -> ControlResult<void> {
        const auto clock_time =
            unit == TimeUnit::kNominal ? ClockTimeOf(by, state.RateOf(account)) : by;
        if (clock_time > kLastInstant - change.Now()) return tl::unexpected(TooFar());
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
        settings.rate = rate;
        std::size_t changed = 0;
        Rate now_valid = rate.value_or(state.defaults().rate);
        if (owner != kAllAccounts) {
          if (!rate) now_valid = state.SettingsOf(kAllAccounts)->rate.value_or(now_valid);
          const Timestamp wall = state.Wall();
          const Timestamp now = FloorToMillis(settings.clock ? settings.clock->Now(wall) : wall);
          for (JobRecord& job : transaction.RunningJobs(owner, now)) {
            if (job.plan.progression.mode != ProgressionMode::kTime) continue;
            transaction.AppendEvent(
                job,
                {.kind = EventKind::kRateChanged, .at = now, .argument = now_valid.millionths});
            ++changed;
          }
        }
        return json{{"account", owner}, {"speed", SpeedOf(now_valid)}, {"jobs_changed", changed}};
      },
      std::move(done));
}

json ClockJson(const ControlState& state, const std::string& account) {
  return ClockJson(account, *state.SettingsOf(account), state.Wall(), state.RateOf(account));
}

}  // namespace autopilot
