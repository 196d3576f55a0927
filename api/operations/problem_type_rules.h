#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "common/error.h"

namespace autopilot {

// Rules about the AutoMLProblemTypeConfig of a CreateAutoMLJobV2 request and the members that go
// with it (objective, DataSplitConfig), for whichever of the five problem types it names.
std::optional<Error> CheckProblemTypeConfig(const nlohmann::json& input);

}  // namespace autopilot
