#include "datasets/profile/problem.h"

namespace autopilot {

std::string_view Name(InferredProblem problem) {
  switch (problem) {
    case InferredProblem::kBinaryClassification:
      return "BinaryClassification";
    case InferredProblem::kMulticlassClassification:
      return "MulticlassClassification";
    case InferredProblem::kRegression:
      break;
  }
  return "Regression";
}

std::optional<InferredProblem> InferProblem(const TargetProfile& target) {
  constexpr std::uint64_t kMostNumericClasses = 100;
  if (target.distinct < 2) return std::nullopt;
  if (target.distinct == 2) return InferredProblem::kBinaryClassification;
  const bool are_classes =
      !target.numeric || (target.integer && target.distinct <= kMostNumericClasses);
  return are_classes ? InferredProblem::kMulticlassClassification : InferredProblem::kRegression;
}

}  // namespace autopilot
