#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lifecycle/job_spec.h"
#include "lifecycle/metrics.h"
#include "lifecycle/plan.h"

namespace autopilot {

struct CandidateStep {
  std::string_view type;  // "AWS::SageMaker::TrainingJob"
  std::string arn;
  std::string name;
};

struct Container {
  std::string image;
  std::string model_data_url;
  std::vector<std::pair<std::string_view, std::string>> environment;
};

struct ContainerDefinitions {
  std::string_view processing_unit;  // "CPU" or "GPU"
  std::vector<Container> containers;
};

// FinalAutoMLJobObjectiveMetric. HPO shows the training job's metric name and no Type.
struct ObjectiveMetric {
  std::optional<std::string_view> type;  // "Maximize" or "Minimize"
  std::string metric_name;               // "validation:f1_binary", or the standard name
  std::string_view standard_metric_name;
  float value = 0;
};

struct ArtifactLocations {
  std::string explainability;
  std::optional<std::string> model_insights;
  std::optional<std::string> backtest_results;
};

// All that is fixed about a candidate: what AutoMLCandidate shows besides its state. Which members
// appear at an instant is decided by the CandidateState.
struct CandidateView {
  std::string name;
  std::vector<CandidateStep> steps;
  std::vector<Container> containers;
  std::vector<ContainerDefinitions> container_definitions;  // image and text classification only
  ObjectiveMetric objective;
  std::vector<MetricValue> metrics;
  bool metrics_name_their_set = false;  // HPO: each metric carries Set "Validation"
  // Shown for the best candidate of a finished job; nothing where the kind makes no reports, or
  // its explainability report failed, without which there are no locations.
  std::optional<ArtifactLocations> artifacts;
};
CandidateView ViewCandidate(const Plan& plan, const JobIdentity& job, std::size_t candidate);

// The name alone, for filters.
std::string CandidateName(const Plan& plan, const JobIdentity& job, std::size_t candidate);

// AutoMLJobArtifacts, where the kind has any.
struct JobArtifacts {
  std::optional<std::string> candidate_definition_notebook;
  std::optional<std::string> data_exploration_notebook;
};
JobArtifacts ViewJobArtifacts(const Plan& plan, const JobIdentity& job);

}  // namespace autopilot
