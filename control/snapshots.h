#pragma once

#include <string>

#include "control/control_state.h"
#include "control/state_import.h"
#include "control/timer_queue.h"

namespace autopilot {

// The state of an account, or of all ("*"), kept and brought back as a whole. What takes long,
// which is reading and writing exports, runs on `background`, so that neither other requests nor
// writes wait for it; `done` may be called there. See control/state_export.h for what an export
// holds.

// Gives the export, a string.
void ExportState(ControlState& state, TimerQueue& background, const std::string& owner,
                 ControlState::Done done);
// Puts an export of `owner` in place of what there is of it. Nothing is changed by text that is
// damaged.
void ImportState(ControlState& state, TimerQueue& background, const std::string& owner,
                 std::string text, ImportChecks checks, ControlState::Done done);

// Jobs, tags and settings of the account, or of all, are gone; snapshots stay.
void Reset(ControlState& state, const std::string& owner, ControlState::Done done);

// Snapshots are exports that the store keeps by name; one of that name is replaced. An owner has at
// most that many.
inline constexpr std::size_t kMostSnapshots = 100;
void TakeSnapshot(ControlState& state, TimerQueue& background, const std::string& owner,
                  const std::string& name, ControlState::Done done);
void RestoreSnapshot(ControlState& state, TimerQueue& background, const std::string& owner,
                     const std::string& name, ControlState::Done done);
void RemoveSnapshot(ControlState& state, const std::string& owner, const std::string& name,
                    ControlState::Done done);
ControlState::Outcome ListSnapshots(const ControlState& state, const std::string& owner);

}  // namespace autopilot
