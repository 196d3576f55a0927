#include "api/operations/job_spec_reader.h"

#include <cstdint>

#include "api/operations/json_access.h"

namespace autopilot {
namespace {

using nlohmann::json;

void ReadCompletionCriteria(const json* config, JobSpec& spec) {
  const auto* criteria = Member(config, "CompletionCriteria");
  spec.max_candidates = IntegerMember(criteria, "MaxCandidates");
  spec.max_runtime_per_training_job_s =
      IntegerMember(criteria, "MaxRuntimePerTrainingJobInSeconds");
  spec.max_job_runtime_s = IntegerMember(criteria, "MaxAutoMLJobRuntimeInSeconds");
}

void ReadAlgorithms(const json* config, JobSpec& spec) {
  const auto* list = Member(Member(config, "CandidateGenerationConfig"), "AlgorithmsConfig");
  if (list == nullptr) return;
  for (const auto& item : *list) {
    for (const auto& name : RequiredMember(item, "AutoMLAlgorithms")) {
      spec.algorithms.push_back(ParseAlgorithm(name.get<std::string>()).value());
    }
  }
}

void ReadCommon(const json& input, const ApiOptions& options, JobSpec& spec) {
  if (const auto* objective = Member(input, "AutoMLJobObjective")) {
    spec.objective = ParseMetric(StringMember(objective, "MetricName"));
  }
  if (const auto* deploy = Member(input, "ModelDeployConfig")) {
    spec.deploy_model = true;
    if (const auto* name = Member(deploy, "EndpointName")) {
      spec.endpoint_name = name->get<std::string>();
    }
  }
  spec.on_max_candidates = options.on_max_candidates;
}

}  // namespace

JobKind TabularKind(const json* mode) {
  return mode == nullptr || *mode == "HYPERPARAMETER_TUNING" ? JobKind::kTabularHpo
                                                             : JobKind::kTabularEnsembling;
}

bool IsAutoMode(const json& input, ApiVersion version) {
  const auto* config = version == ApiVersion::kV1
                           ? Member(input, "AutoMLJobConfig")
                           : Member(Member(input, "AutoMLProblemTypeConfig"), "TabularJobConfig");
  return StringMember(config, "Mode") == "AUTO";
}

JobKind KindForData(const ChannelFacts* training) {
  return training != nullptr && training->is_small ? JobKind::kTabularEnsembling
                                                   : JobKind::kTabularHpo;
}

ProblemTypeConfig ProblemTypeConfigOf(JobKind kind) {
  switch (kind) {
    case JobKind::kImageClassification:
      return {"ImageClassificationJobConfig", "ImageClassification"};
    case JobKind::kTextClassification:
      return {"TextClassificationJobConfig", "TextClassification"};
    case JobKind::kTextGeneration:
      return {"TextGenerationJobConfig", "TextGeneration"};
    case JobKind::kTimeSeriesForecasting:
      return {"TimeSeriesForecastingJobConfig", "TimeSeriesForecasting"};
    case JobKind::kTabularHpo:
    case JobKind::kTabularEnsembling:
      break;
  }
  return {"TabularJobConfig", "Tabular"};
}

JobKind KindOfV2(const json& input) {
  const auto* config = Member(input, "AutoMLProblemTypeConfig");
  for (const auto kind : {JobKind::kImageClassification, JobKind::kTextClassification,
                          JobKind::kTextGeneration, JobKind::kTimeSeriesForecasting}) {
    if (Member(config, ProblemTypeConfigOf(kind).member) != nullptr) return kind;
  }
  return TabularKind(Member(Member(config, "TabularJobConfig"), "Mode"));
}

JobSpec SpecOfV1(const json& input, const ApiOptions& options) {
  const auto* config = Member(input, "AutoMLJobConfig");
  JobSpec spec;
  spec.kind = TabularKind(Member(config, "Mode"));
  spec.candidate_definitions_only = BoolMember(&input, "GenerateCandidateDefinitionsOnly");
  spec.problem_type = ParseProblemType(StringMember(input, "ProblemType"));
  ReadCompletionCriteria(config, spec);
  ReadAlgorithms(config, spec);
  ReadCommon(input, options, spec);
  return spec;
}

JobSpec SpecOfV2(const json& input, const ApiOptions& options) {
  JobSpec spec;
  spec.kind = KindOfV2(input);
  const auto* config =
      Member(Member(input, "AutoMLProblemTypeConfig"), ProblemTypeConfigOf(spec.kind).member);
  spec.candidate_definitions_only = BoolMember(config, "GenerateCandidateDefinitionsOnly");
  spec.problem_type = ParseProblemType(StringMember(config, "ProblemType"));
  ReadCompletionCriteria(config, spec);
  ReadAlgorithms(config, spec);
  ReadCommon(input, options, spec);
  return spec;
}

}  // namespace autopilot
