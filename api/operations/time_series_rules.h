#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "common/error.h"

namespace autopilot {

// Horizon, transformations, algorithms and data split of a forecasting job. `config` is the
// TimeSeriesForecastingJobConfig of `input`.
std::optional<Error> CheckTimeSeries(const nlohmann::json& input, const nlohmann::json& config);

}  // namespace autopilot
