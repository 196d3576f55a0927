#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "api/model/service_model.h"

namespace autopilot {

struct Violations {
  std::vector<std::string> listed;  // the first 100, each of moderate length
  std::size_t unlisted = 0;
};

// Every constraint of the model that `value` breaks: depth first, members in the order of the
// model, of one string its pattern before its length, as observed. `value` must have passed
// FitTypes.
Violations FindViolations(const Shape& shape, const nlohmann::json& value);

}  // namespace autopilot
