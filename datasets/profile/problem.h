#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "datasets/profile/target_profile.h"

namespace autopilot {

// What can be learned from a target column; requests name the same three.
enum class InferredProblem : std::uint8_t {
  kBinaryClassification,
  kMulticlassClassification,
  kRegression,
};

std::string_view Name(InferredProblem problem);  // as requests have it: "Regression"

// The problem of a job that asks for none. Nothing where there are no two distinct values. With
// exactly two: binary classification. With a value that is no number: multiclass classification.
// With a number that is not whole, or more than 100 distinct ones: regression. Otherwise multiclass
// classification. The service has not published its rule; this one is ours.
std::optional<InferredProblem> InferProblem(const TargetProfile& target);

}  // namespace autopilot
