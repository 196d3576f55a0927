#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/mutation.h"

namespace autopilot::fuzzing {

// What clients and tests do to one world, one step a line:
//   CreateAutoMLJob {"AutoMLJobName": "a", ...}     a call of the SageMaker API
//   PUT /_autopilot/speed?account=* {"speed": 1}    one of the control API
//   advance 60                                      the clock goes on by so many seconds
// Every answer is checked.
void RunScript(std::string_view script);

// Changes lines or one of their bodies. `words` are for the bodies, `heads` what comes before them.
std::string MutateScript(std::string_view script, const std::vector<std::string>& words,
                         const std::vector<std::string>& heads, Chance& chance);

}  // namespace autopilot::fuzzing
