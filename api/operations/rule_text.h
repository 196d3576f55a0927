#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "common/error.h"
#include "lifecycle/vocabulary.h"

namespace autopilot {

// The names of the metrics that pass, in the order of the service model: "Accuracy, AUC, F1".
std::string MetricNames(const std::function<bool(Metric)>& passes);

// Every algorithm of an AlgorithmsConfig list belongs to the kind. `where` names the kind in the
// error: "Mode ENSEMBLING".
std::optional<Error> CheckAlgorithmNames(const nlohmann::json& algorithms_config, JobKind kind,
                                         std::string_view where);

}  // namespace autopilot
