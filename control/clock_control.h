#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "common/time.h"
#include "control/control_state.h"

namespace autopilot {

// What a test does to the clock of an account; `done` has the clock as it is then (ClockJson).
// Times are kept in whole milliseconds, as the API shows them.

enum class TimeUnit {
  kClock,    // of the clock itself
  kNominal,  // of what the jobs live: divided by the account's speed
};

// Stands still from now on.
void FreezeClock(ControlState& state, const std::string& account, ControlState::Done done);
// Runs on from its present value.
void RunClock(ControlState& state, const std::string& account, ControlState::Done done);
// Its mode, unless absent, and its time, unless absent, in one step. Refused if `to` lies before
// now, unless the account has no jobs.
void ChangeClock(ControlState& state, const std::string& account,
                 std::optional<ClockSetting::Mode> mode, std::optional<Timestamp> to,
                 ControlState::Done done);
// `by` is not negative.
void AdvanceClock(ControlState& state, const std::string& account, std::chrono::microseconds by,
                  TimeUnit unit, ControlState::Done done);
// Back to the wall clock at which every account starts; refused like ChangeClock.
void ResetClock(ControlState& state, const std::string& account, ControlState::Done done);

// The speed of an account ("*": of those without one of their own). Jobs of the account that run by
// time go on at the new speed; nothing that has happened moves. Jobs of "*" keep theirs. Without a
// rate: as for all, or as started.
void SetSpeed(ControlState& state, const std::string& owner, std::optional<Rate> rate,
              ControlState::Done done);

// {"account", "mode", "now", "wall", "speed"}
nlohmann::json ClockJson(const ControlState& state, const std::string& account);

}  // namespace autopilot
