#include "api/operations/tabular_rules.h"

#include <algorithm>
#include <array>
#include <string>

#include "api/operations/job_spec_reader.h"
#include "api/operations/json_access.h"
#include "api/operations/rule_text.h"
#include "api/protocol/errors.h"
#include "lifecycle/planner.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::array kProblemTypes{ProblemType::kBinaryClassification,
                                   ProblemType::kMulticlassClassification,
                                   ProblemType::kRegression};

}  // namespace

std::optional<Error> CheckTabularObjective(const json* problem_type, const json* objective,
                                           ObjectiveWithoutProblemType without_problem_type) {
  if (without_problem_type == ObjectiveWithoutProblemType::kRefused &&
      (problem_type == nullptr) != (objective == nullptr)) {
    return errors::InvalidParameter(
        "ProblemType and AutoMLJobObjective must either both be specified or both be left out.");
  }
  if (objective == nullptr) return std::nullopt;
  const auto metric_name = StringMember(objective, "MetricName");
  const auto metric = ParseMetric(metric_name).value();
  const auto fits = [&](ProblemType type) { return IsObjectiveOf(type, metric); };
  if (problem_type == nullptr) {
    if (std::any_of(kProblemTypes.begin(), kProblemTypes.end(), fits)) return std::nullopt;
    return errors::InvalidParameter("The objective metric " + metric_name +
                                    " is not supported for tabular problem types.");
  }
  const auto type_name = problem_type->get<std::string>();
  const auto type = ParseProblemType(type_name).value();
  if (fits(type)) return std::nullopt;
  return errors::InvalidParameter(
      "The objective metric " + metric_name + " is not supported for the problem type " +
      type_name + ". Supported metrics: " +
      MetricNames([&](Metric candidate) { return IsObjectiveOf(type, candidate); }) + ".");
}

std::optional<Error> CheckAlgorithms(const json* config) {
  const auto* mode = Member(config, "Mode");
  const auto* list = Member(Member(config, "CandidateGenerationConfig"), "AlgorithmsConfig");
  if (list == nullptr) return std::nullopt;
  if (mode != nullptr && *mode == "AUTO") {
    return errors::InvalidParameter("AlgorithmsConfig cannot be specified when Mode is AUTO.");
  }
  const auto kind = TabularKind(mode);
  return CheckAlgorithmNames(
      *list, kind, kind == JobKind::kTabularHpo ? "Mode HYPERPARAMETER_TUNING" : "Mode ENSEMBLING");
}

std::optional<Error> CheckSampleWeights(const json* column, std::string_view target,
                                        const json* config) {
  if (column == nullptr) return std::nullopt;
  if (TabularKind(Member(config, "Mode")) != JobKind::kTabularEnsembling) {
    return errors::InvalidParameter(
        "SampleWeightAttributeName is only supported when Mode is ENSEMBLING.");
  }
  if (*column == target) {
    return errors::InvalidParameter(
        "SampleWeightAttributeName must be another column than TargetAttributeName.");
  }
  return std::nullopt;
}

}  // namespace autopilot
