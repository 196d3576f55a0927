#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/model/service_model.h"
#include "common/error.h"

namespace autopilot {

// A request body that satisfies its shape.
struct CheckedInput {
  // Without nulls (null means absent) and without unknown members. Integers are JSON integers (sent
  // as 3.0 or not), floats are JSON floats, timestamps any number within the years 1 to 9999.
  nlohmann::json value;
  std::vector<std::string> unknown_members;  // paths of the members that were ignored, at most 100
};

// Checks `body` against the input shape of an operation, first all types (the first mismatch is a
// SerializationException), then all constraints (every violation, in the order of the model, in one
// ValidationException). Takes the body by value and prunes it in place.
Result<CheckedInput> CheckInput(const Shape& input, nlohmann::json body);

}  // namespace autopilot
