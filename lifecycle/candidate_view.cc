#include "lifecycle/candidate_view.h"

#include <utility>

#include "common/arn.h"
#include "lifecycle/containers.h"
#include "lifecycle/job_names.h"

namespace autopilot {
namespace {

CandidateStep Step(const JobIdentity& job, std::string_view type, std::string_view arn_type,
                   std::string name) {
  std::string arn = SageMakerArn(job.scope, arn_type, name);
  return {type, std::move(arn), std::move(name)};
}

std::vector<CandidateStep> Steps(const Plan& plan, const JobIdentity& job, std::size_t candidate) {
  constexpr std::string_view kProcessing = "AWS::SageMaker::ProcessingJob";
  constexpr std::string_view kTraining = "AWS::SageMaker::TrainingJob";
  constexpr std::string_view kTransform = "AWS::SageMaker::TransformJob";
  const JobNames names(plan, job);
  if (plan.kind != JobKind::kTabularHpo) {
    return {Step(job, kTraining, "training-job", names.Trial(candidate))};
  }
  const int pipeline = plan.candidates[candidate].pipeline;
  return {Step(job, kProcessing, "processing-job", names.DataBuilder()),
          Step(job, kTraining, "training-job", names.DataProcessor(pipeline)),
          Step(job, kTransform, "transform-job", names.DataTransform(pipeline)),
          Step(job, kTraining, "training-job", names.Candidate(candidate))};
}

// What the training jobs of HPO call the objective: for the linear learner its own documented
// metric names, for the other algorithms those that the service's XGBoost container prints.
std::string_view LinearLearnerMetric(Metric metric, bool binary) {
  switch (metric) {
    case Metric::kAccuracy:
      return binary ? "binary_classification_accuracy" : "multiclass_accuracy";
    case Metric::kF1:
      return "binary_f_beta";
    case Metric::kF1macro:
      return "macro_f_beta";
    case Metric::kAUC:
      return "roc_auc_score";
    case Metric::kPrecisionMacro:
      return "macro_precision";
    case Metric::kRecallMacro:
      return "macro_recall";
    case Metric::kMAE:
      return "absolute_loss";
    default:
      return {};
  }
}

std::string_view TrainingMetric(Metric metric) {
  switch (metric) {
    case Metric::kAccuracy:
      return "accuracy";
    case Metric::kF1:
      return "f1_binary";
    case Metric::kF1macro:
      return "f1_macro";
    case Metric::kAUC:
      return "auc";
    case Metric::kBalancedAccuracy:
      return "balanced_accuracy";
    case Metric::kPrecision:
      return "precision";
    case Metric::kPrecisionMacro:
      return "precision_macro";
    case Metric::kRecall:
      return "recall";
    case Metric::kRecallMacro:
      return "recall_macro";
    case Metric::kMSE:
      return "mse";
    case Metric::kRMSE:
      return "rmse";
    case Metric::kMAE:
      return "mae";
    case Metric::kR2:
      return "r2";
    default:
      return Name(metric);
  }
}

ObjectiveMetric Objective(const Plan& plan, std::size_t candidate) {
  ObjectiveMetric objective;
  objective.standard_metric_name = Name(plan.objective);
  objective.value = ObjectiveValue(plan, candidate);
  if (plan.kind != JobKind::kTabularHpo) {
    objective.type = IsMaximized(plan.objective) ? "Maximize" : "Minimize";
    objective.metric_name = Name(plan.objective);
    return objective;
  }
  std::string_view name;
  if (plan.candidates[candidate].algorithm == Algorithm::kLinearLearner) {
    const bool binary = plan.problem_type == ProblemType::kBinaryClassification;
    name = LinearLearnerMetric(plan.objective, binary);
  }
  objective.metric_name = "validation:";
  objective.metric_name += name.empty() ? TrainingMetric(plan.objective) : name;
  return objective;
}

std::optional<ArtifactLocations> Artifacts(const Plan& plan, const JobNames& names,
                                           const std::string& candidate_name) {
  const auto report = [&](std::string_view folder, std::string_view suffix) {
    std::string path = "documentation/";
    return names.OutputUri(path.append(folder).append("/output").append(suffix));
  };
  const bool forecasts = plan.kind == JobKind::kTimeSeriesForecasting;
  const bool tabular = IsTabular(plan.kind);
  // The service model requires the explainability report wherever there are locations.
  if ((!tabular && !forecasts) || plan.explainability_failed) return std::nullopt;
  const std::string own_folder = plan.kind == JobKind::kTabularHpo ? "" : "/" + candidate_name;
  ArtifactLocations locations;
  locations.explainability = report("explainability", own_folder);
  if (tabular && !plan.model_insights_failed) {
    locations.model_insights = report("model_monitor", own_folder);
  }
  if (forecasts) locations.backtest_results = report("backtest_results", own_folder);
  return locations;
}

}  // namespace

std::string CandidateName(const Plan& plan, const JobIdentity& job, std::size_t candidate) {
  return JobNames(plan, job).Candidate(candidate);
}

CandidateView ViewCandidate(const Plan& plan, const JobIdentity& job, std::size_t candidate) {
  const JobNames names(plan, job);
  CandidateView view;
  view.name = names.Candidate(candidate);
  view.steps = Steps(plan, job, candidate);
  view.containers = InferenceContainers(plan, job, candidate);
  view.container_definitions = InferenceContainerDefinitions(plan, job, candidate);
  view.objective = Objective(plan, candidate);
  view.metrics = CandidateMetrics(plan, candidate);
  view.metrics_name_their_set = plan.kind == JobKind::kTabularHpo;
  view.artifacts = Artifacts(plan, names, view.name);
  return view;
}

JobArtifacts ViewJobArtifacts(const Plan& plan, const JobIdentity& job) {
  const JobNames names(plan, job);
  const bool hpo = plan.kind == JobKind::kTabularHpo;
  JobArtifacts artifacts;
  if (!hpo && plan.kind != JobKind::kTabularEnsembling) return artifacts;
  const std::string notebook =
      "sagemaker-automl-candidates/" + names.Notebooks() + "/notebooks/SageMakerAutopilot";
  if (hpo) {
    artifacts.candidate_definition_notebook =
        names.OutputUri(notebook + "CandidateDefinitionNotebook.ipynb");
  }
  artifacts.data_exploration_notebook = names.OutputUri(notebook + "DataExplorationNotebook.ipynb");
  return artifacts;
}

}  // namespace autopilot
