#include "api/operations/candidate_json.h"

#include <vector>

namespace autopilot {
namespace {

void WriteContainers(JsonWriter& writer, const std::vector<Container>& containers) {
  writer.BeginArray();
  for (const auto& container : containers) {
    writer.BeginObject();
    writer.Key("Image").String(container.image);
    writer.Key("ModelDataUrl").String(container.model_data_url);
    writer.Key("Environment").BeginObject();
    for (const auto& [name, value] : container.environment) writer.Key(name).String(value);
    writer.EndObject().EndObject();
  }
  writer.EndArray();
}

void WriteSteps(JsonWriter& writer, const std::vector<CandidateStep>& steps) {
  writer.Key("CandidateSteps").BeginArray();
  for (const auto& step : steps) {
    writer.BeginObject();
    writer.Key("CandidateStepType").String(step.type);
    writer.Key("CandidateStepArn").String(step.arn);
    writer.Key("CandidateStepName").String(step.name);
    writer.EndObject();
  }
  writer.EndArray();
}

void WriteObjective(JsonWriter& writer, const ObjectiveMetric& objective) {
  writer.Key("FinalAutoMLJobObjectiveMetric").BeginObject();
  if (objective.type) writer.Key("Type").String(*objective.type);
  writer.Key("MetricName").String(objective.metric_name);
  writer.Key("Value").Float(objective.value);
  writer.Key("StandardMetricName").String(objective.standard_metric_name);
  writer.EndObject();
}

void WriteMetrics(JsonWriter& writer, const CandidateView& view) {
  writer.Key("CandidateMetrics").BeginArray();
  for (const auto& [metric, value] : view.metrics) {
    writer.BeginObject();
    writer.Key("MetricName").String(Name(metric));
    writer.Key("Value").Float(value);
    if (view.metrics_name_their_set) writer.Key("Set").String("Validation");
    writer.Key("StandardMetricName").String(Name(metric));
    writer.EndObject();
  }
  writer.EndArray();
}

void WriteProperties(JsonWriter& writer, const CandidateView& view, ShowArtifacts artifacts) {
  writer.Key("CandidateProperties").BeginObject();
  if (artifacts == ShowArtifacts::kYes && view.artifacts) {
    writer.Key("CandidateArtifactLocations").BeginObject();
    writer.Key("Explainability").String(view.artifacts->explainability);
    if (view.artifacts->model_insights) {
      writer.Key("ModelInsights").String(*view.artifacts->model_insights);
    }
    if (view.artifacts->backtest_results) {
      writer.Key("BacktestResults").String(*view.artifacts->backtest_results);
    }
    writer.EndObject();
  }
  WriteMetrics(writer, view);
  writer.EndObject();
}

std::string_view ObjectiveStatus(const CandidateState& state) {
  if (state.shows_metrics) return "Succeeded";
  return state.ended ? "Failed" : "Pending";
}

}  // namespace

void WriteCandidate(JsonWriter& writer, const ShownCandidate& candidate) {
  const auto& [view, state, artifacts] = candidate;
  writer.BeginObject();
  writer.Key("CandidateName").String(view.name);
  if (state.shows_metrics) WriteObjective(writer, view.objective);
  writer.Key("ObjectiveStatus").String(ObjectiveStatus(state));
  WriteSteps(writer, view.steps);
  writer.Key("CandidateStatus").String(Name(state.status));
  if (state.shows_metrics) {
    writer.Key("InferenceContainers");
    WriteContainers(writer, view.containers);
  }
  writer.Key("CreationTime").Time(state.created);
  if (state.ended) writer.Key("EndTime").Time(*state.ended);
  writer.Key("LastModifiedTime").Time(state.last_modified);
  if (state.shows_metrics) {
    WriteProperties(writer, view, artifacts);
    if (!view.container_definitions.empty()) {
      writer.Key("InferenceContainerDefinitions").BeginObject();
      for (const auto& definitions : view.container_definitions) {
        writer.Key(definitions.processing_unit);
        WriteContainers(writer, definitions.containers);
      }
      writer.EndObject();
    }
  }
  writer.EndObject();
}

}  // namespace autopilot
