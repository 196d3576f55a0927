#pragma once

#include <filesystem>

#include "control/control_state.h"

namespace autopilot {

// Puts into `defaults` what a file of --scenarios says:
//   {"scenarios": [...], "rules": [...], "default_scenario": ...}
// with all three optional and in the form of the control API. Throws StartFileError.
void LoadScenarios(const std::filesystem::path& file, ControlDefaults& defaults);

}  // namespace autopilot
