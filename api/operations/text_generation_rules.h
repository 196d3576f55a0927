#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "common/error.h"

namespace autopilot {

// The model that is tuned when a request names none.
inline constexpr std::string_view kDefaultBaseModel = "Falcon7BInstruct";

// Hyper-parameters are known and within their documented ranges; gated models need their EULA
// accepted. `config` is the TextGenerationJobConfig.
std::optional<Error> CheckTextGeneration(const nlohmann::json& config);

}  // namespace autopilot
