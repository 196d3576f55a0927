#include "lifecycle/containers.h"

#include <string_view>
#include <utility>

#include "lifecycle/job_names.h"
#include "lifecycle/registries.h"

namespace autopilot {
namespace {

constexpr std::string_view kSklearnImage = "sagemaker-sklearn-automl:2.5-1-cpu-py3";
constexpr std::string_view kXGBoostImage = "sagemaker-xgboost:1.3-1-cpu-py3";
constexpr std::string_view kLinearLearnerImage = "linear-learner:latest";
constexpr std::string_view kMlpImage = "sagemaker-mlp:1.0-1-cpu-py3";  // the real one is not public
constexpr std::string_view kAutoGluonImage = "autogluon-inference:0.4.3-cpu-py38-ubuntu20.04";
constexpr std::string_view kAutoGluonGpuImage = "autogluon-inference:0.4.3-gpu-py38";
constexpr std::string_view kTextGenerationImage = "djl-inference:0.23.0-deepspeed0.9.5-cu118";

constexpr std::string_view kAccept = "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT";
constexpr std::string_view kInput = "SAGEMAKER_INFERENCE_INPUT";
constexpr std::string_view kOutput = "SAGEMAKER_INFERENCE_OUTPUT";
constexpr std::string_view kSupported = "SAGEMAKER_INFERENCE_SUPPORTED";
constexpr std::string_view kProgram = "SAGEMAKER_PROGRAM";
constexpr std::string_view kSubmitDirectory = "SAGEMAKER_SUBMIT_DIRECTORY";
constexpr std::string_view kTransformMode = "AUTOML_TRANSFORM_MODE";
constexpr std::string_view kCodeFolder = "/opt/ml/model/code";

using Environment = std::vector<std::pair<std::string_view, std::string>>;

bool IsClassification(const Plan& plan) { return plan.problem_type != ProblemType::kRegression; }

std::string AlgorithmImage(Algorithm algorithm, const std::string& region) {
  switch (algorithm) {
    case Algorithm::kLinearLearner:
      return ImageUri(Registry::kLinearLearner, region, kLinearLearnerImage);
    case Algorithm::kMlp:
      return ImageUri(Registry::kXGBoost, region, kMlpImage);
    default:
      return ImageUri(Registry::kXGBoost, region, kXGBoostImage);
  }
}

std::string_view ShortName(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kLinearLearner:
      return "ll";
    case Algorithm::kMlp:
      return "mlp";
    default:
      return "xgb";
  }
}

// "<out>/<job>/tuning/<first 10 characters of the job>-dpp0-xgb/<candidate>/output/model.tar.gz"
std::string TunedModelUri(const JobIdentity& job, const JobNames& names,
                          const PlannedCandidate& candidate, std::size_t index) {
  std::string path = "tuning/" + job.name.substr(0, 10) + "-dpp";
  path.append(std::to_string(candidate.pipeline))
      .append("-")
      .append(ShortName(candidate.algorithm));
  path.append("/").append(names.Candidate(index)).append("/output/model.tar.gz");
  return names.OutputUri(path);
}

std::vector<Container> HpoContainers(const Plan& plan, const JobIdentity& job, std::size_t index) {
  const JobNames names(plan, job);
  const PlannedCandidate& candidate = plan.candidates[index];
  const std::string& region = job.scope.region;
  const std::string sklearn = ImageUri(Registry::kXGBoost, region, kSklearnImage);
  const std::string processor_model = names.OutputUri(
      "data-processor-models/" + names.DataProcessor(candidate.pipeline) + "/output/model.tar.gz");

  Environment transform;
  if (names.TransformsToRecordIo(candidate.pipeline)) {
    transform.emplace_back("AUTOML_SPARSE_ENCODE_RECORDIO_PROTOBUF", "1");
  }
  transform.emplace_back(kTransformMode, "feature-transform");
  transform.emplace_back(kAccept, "application/x-recordio-protobuf");
  transform.emplace_back(kProgram, "sagemaker_serve");
  transform.emplace_back(kSubmitDirectory, kCodeFolder);

  Environment algorithm{{"MAX_CONTENT_LENGTH", "20971520"}, {kAccept, "text/csv"}};
  if (IsClassification(plan)) {
    algorithm.emplace_back(kOutput, "predicted_label");
    algorithm.emplace_back(kSupported, "predicted_label,probability,probabilities");
  }

  std::vector<Container> containers;
  containers.push_back({sklearn, processor_model, std::move(transform)});
  containers.push_back({AlgorithmImage(candidate.algorithm, region),
                        TunedModelUri(job, names, candidate, index), std::move(algorithm)});
  if (IsClassification(plan)) {
    containers.push_back({sklearn,
                          processor_model,
                          {{kTransformMode, "inverse-label-transform"},
                           {kAccept, "text/csv"},
                           {kInput, "predicted_label"},
                           {kOutput, "predicted_label"},
                           {kSupported, "predicted_label,probability,labels,probabilities"},
                           {kProgram, "sagemaker_serve"},
                           {kSubmitDirectory, std::string(kCodeFolder)}}});
  }
  return containers;
}

Environment Serve(std::string program, std::string supported) {
  return {{kAccept, "text/csv"},
          {kOutput, "predicted_label"},
          {kSupported, std::move(supported)},
          {kProgram, std::move(program)},
          {kSubmitDirectory, std::string(kCodeFolder)}};
}

// Recorded for tabular regression, documented for tabular classification; the others follow them.
Environment EnvironmentOf(const Plan& plan) {
  constexpr const char* kClassifier = "predicted_label,labels,probability,probabilities";
  switch (plan.kind) {
    case JobKind::kImageClassification:
      return Serve("image_serve.py", kClassifier);
    case JobKind::kTextClassification:
      return Serve("text_serve.py", kClassifier);
    case JobKind::kTimeSeriesForecasting:
      return {{kAccept, "text/csv"},
              {kProgram, "timeseries_serve.py"},
              {kSubmitDirectory, std::string(kCodeFolder)}};
    case JobKind::kTextGeneration:
      return {{kAccept, "application/json"}};
    default:
      return Serve("tabular_serve.py", IsClassification(plan) ? kClassifier : "predicted_label");
  }
}

Container TrialContainer(const Plan& plan, const JobIdentity& job, std::size_t index,
                         std::string_view image) {
  const JobNames names(plan, job);
  auto environment = EnvironmentOf(plan);
  if (job.containers_name_model) {
    environment.emplace_back("MODEL_NAME", "WeightedEnsemble_L3_FULL");
  }
  return {ImageUri(Registry::kDeepLearning, job.scope.region, image),
          names.OutputUri("sagemaker-automl-candidates/model/" + names.Candidate(index) +
                          "/model.tar.gz"),
          std::move(environment)};
}

}  // namespace

std::vector<Container> InferenceContainers(const Plan& plan, const JobIdentity& job,
                                           std::size_t candidate) {
  if (plan.kind == JobKind::kTabularHpo) return HpoContainers(plan, job, candidate);
  const bool text_generation = plan.kind == JobKind::kTextGeneration;
  return {TrialContainer(plan, job, candidate,
                         text_generation ? kTextGenerationImage : kAutoGluonImage)};
}

std::vector<ContainerDefinitions> InferenceContainerDefinitions(const Plan& plan,
                                                                const JobIdentity& job,
                                                                std::size_t candidate) {
  if (plan.kind != JobKind::kImageClassification && plan.kind != JobKind::kTextClassification) {
    return {};
  }
  return {{"CPU", {TrialContainer(plan, job, candidate, kAutoGluonImage)}},
          {"GPU", {TrialContainer(plan, job, candidate, kAutoGluonGpuImage)}}};
}

}  // namespace autopilot
