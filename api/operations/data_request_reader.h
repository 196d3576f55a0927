#pragma once

#include <nlohmann/json.hpp>

#include "datasets/inputs/data_request.h"
#include "storage/records.h"

namespace autopilot {

// What a create request says of its data. The input has passed its shape and all rules.
DataRequest DataRequestOf(const nlohmann::json& input, ApiVersion version);

}  // namespace autopilot
