#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "api/model/service_model.h"
#include "common/error.h"

namespace autopilot {

// Makes `value` fit the types of `shape`: removes nulls of structures (null means absent) and
// unknown members, turns the numbers of integer shapes into integers (3.0 is 3) and those of float
// shapes into doubles. Nulls in lists and maps stay: they are a violation, not a type mismatch.
// The result are the paths of the unknown members, at most 100 of them, or the first mismatch in
// the order of the model as SerializationException.
Result<std::vector<std::string>> FitTypes(const Shape& shape, nlohmann::json& value);

}  // namespace autopilot
