#pragma once

#include <optional>
#include <tl/expected.hpp>
#include <vector>

#include "control/control_error.h"
#include "control/scenario.h"
#include "storage/records.h"

namespace autopilot {

// What the tags of a create request choose: `autopilot-local:scenario`, and with it
// `autopilot-local:phase` and `autopilot-local:reason`. Nothing if no key begins so; other keys
// that begin so are refused, since a typo there would go unnoticed.
tl::expected<std::optional<ScenarioChoice>, ControlError> ChoiceOfTags(
    const std::vector<Tag>& tags);

}  // namespace autopilot
