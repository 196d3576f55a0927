#include "api/operations/problem_type_rules.h"

#include <string>

#include "api/operations/job_spec_reader.h"
#include "api/operations/json_access.h"
#include "api/operations/rule_text.h"
#include "api/operations/tabular_rules.h"
#include "api/operations/text_generation_rules.h"
#include "api/operations/time_series_rules.h"
#include "api/protocol/errors.h"
#include "lifecycle/planner.h"

namespace autopilot {
namespace {

using nlohmann::json;

std::optional<Error> CheckTabular(const json& input, const json& config) {
  if (auto error =
          CheckTabularObjective(Member(config, "ProblemType"), Member(input, "AutoMLJobObjective"),
                                ObjectiveWithoutProblemType::kRefused)) {
    return error;
  }
  if (auto error = CheckAlgorithms(&config)) return error;
  return CheckSampleWeights(Member(config, "SampleWeightAttributeName"),
                            StringMember(config, "TargetAttributeName"), &config);
}

std::optional<Error> CheckObjective(const json& input, JobKind kind) {
  const auto* objective = Member(input, "AutoMLJobObjective");
  if (objective == nullptr) return std::nullopt;
  const auto name = StringMember(objective, "MetricName");
  if (IsObjectiveOf(kind, ParseMetric(name).value())) return std::nullopt;
  const auto supported = MetricNames([kind](Metric metric) { return IsObjectiveOf(kind, metric); });
  return errors::InvalidParameter("The objective metric " + name +
                                  " is not supported for the problem type " +
                                  std::string(ProblemTypeConfigOf(kind).name) + ". " +
                                  (supported.empty() ? "Do not specify AutoMLJobObjective."
                                                     : "Supported metrics: " + supported + "."));
}

std::optional<Error> CheckOneCandidate(const json& config, JobKind kind) {
  const auto candidates = IntegerMember(Member(config, "CompletionCriteria"), "MaxCandidates");
  if (!candidates || *candidates == 1) return std::nullopt;
  return errors::InvalidParameter("MaxCandidates must be 1 for the problem type " +
                                  std::string(ProblemTypeConfigOf(kind).name) + ".");
}

std::optional<Error> CheckTextClassification(const json& config) {
  if (StringMember(config, "ContentColumn") != StringMember(config, "TargetLabelColumn")) {
    return std::nullopt;
  }
  return errors::InvalidParameter("ContentColumn and TargetLabelColumn must be different columns.");
}

}  // namespace

std::optional<Error> CheckProblemTypeConfig(const json& input) {
  const auto kind = KindOfV2(input);
  const auto& config = RequiredMember(RequiredMember(input, "AutoMLProblemTypeConfig"),
                                      ProblemTypeConfigOf(kind).member);
  if (IsTabular(kind)) {
    return CheckTabular(input, config);
  }
  if (auto error = CheckObjective(input, kind)) return error;
  if (auto error = CheckOneCandidate(config, kind)) return error;
  if (kind == JobKind::kTextClassification) return CheckTextClassification(config);
  if (kind == JobKind::kTextGeneration) return CheckTextGeneration(config);
  if (kind == JobKind::kTimeSeriesForecasting) return CheckTimeSeries(input, config);
  return std::nullopt;
}

}  // namespace autopilot
