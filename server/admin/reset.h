#pragma once

#include <string>

#include "control/control.h"

namespace autopilot {

// Everything of the account, or of all ("*"), is gone: jobs, tags, settings, fault rules and the
// journal. Snapshots stay.
void ResetAll(Control& control, const std::string& owner, ControlState::Done done);

}  // namespace autopilot
