#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "control/control_state.h"

namespace autopilot {

// The state of an account, or of all ("*"), as JSON lines: a head, then for each account a line
// with its clock's mode and value and its other settings, and a line for each job and for the tags
// of each resource. Jobs carry their plans and events in the stored form, so that they show the
// same past and the same future. Faults, the journal and other snapshots are not part of it.

// Inside a write transaction: all of it is of one moment.
std::string Export(WriteTransaction& transaction, const ControlState& state,
                   const std::string& owner);

// What is wrong with a job of an export, as a sentence; nothing if a create operation could have
// made it. Given by the caller, who knows the service model.
using JobCheck = std::function<std::optional<std::string>(const JobRecord&)>;

// Puts an export of `owner` in place of what there is of it. Clocks go on from the value that they
// had. Nothing is changed by text that is damaged; the error names the line.
void Import(ControlState& state, const std::string& owner, std::string text, JobCheck check,
            ControlState::Done done);

// Jobs, tags and settings of the account, or of all, are gone; snapshots stay.
void Reset(ControlState& state, const std::string& owner, ControlState::Done done);

// Snapshots are exports that the store keeps by name; one of that name is replaced.
void TakeSnapshot(ControlState& state, const std::string& owner, const std::string& name,
                  ControlState::Done done);
void RestoreSnapshot(ControlState& state, const std::string& owner, const std::string& name,
                     ControlState::Done done);
void RemoveSnapshot(ControlState& state, const std::string& owner, const std::string& name,
                    ControlState::Done done);
void ListSnapshots(ControlState& state, const std::string& owner, ControlState::Done done);

}  // namespace autopilot
