#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "api/options.h"
#include "common/error.h"

namespace autopilot {

// The rules of the create operations that the service model does not state, documented in the
// command reference and the developer guide (docs/command-reference-coverage.md lists them with
// their tests). The texts are ours. The first rule that is broken gives the answer.
std::optional<Error> CheckCreateV1(const nlohmann::json& input, const ApiOptions& options);
std::optional<Error> CheckCreateV2(const nlohmann::json& input, const ApiOptions& options);

}  // namespace autopilot
