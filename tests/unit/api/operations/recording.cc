#include "tests/unit/api/operations/recording.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <set>
#include <stdexcept>

#include "api/operations/json_access.h"
#include "common/arn.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

const std::set<std::string> kTimes{"CreationTime", "EndTime", "LastModifiedTime"};

SecondaryStatus ParseSecondaryStatus(std::string_view name) {
  for (int number = 0; number <= static_cast<int>(SecondaryStatus::kPreTraining); ++number) {
    if (Name(static_cast<SecondaryStatus>(number)) == name) {
      return static_cast<SecondaryStatus>(number);
    }
  }
  throw std::runtime_error("no secondary status " + std::string(name));
}

std::optional<Timestamp> OptionalTime(const json& object, const char* member) {
  if (!object.contains(member)) return std::nullopt;
  return RecordedTime(object[member]);
}

// The names are those of the program's own enumerations, so that views into them stay valid.
std::string_view StaticName(const std::string& metric) { return Name(ParseMetric(metric).value()); }

std::string_view StaticStepType(const std::string& type) {
  for (const std::string_view known :
       {"AWS::SageMaker::TrainingJob", "AWS::SageMaker::TransformJob",
        "AWS::SageMaker::ProcessingJob"}) {
    if (known == type) return known;
  }
  throw std::runtime_error("no step type " + type);
}

std::string_view StaticVariable(const std::string& name) {
  static std::set<std::string> names;
  return *names.insert(name).first;
}

ObjectiveMetric RecordedObjective(const json& recording) {
  ObjectiveMetric objective;
  if (recording.contains("Type")) {
    objective.type = recording["Type"] == "Minimize" ? "Minimize" : "Maximize";
  }
  objective.metric_name = recording["MetricName"];
  // Not visible to the recording clients in HPO; see docs/fidelity.md.
  objective.standard_metric_name =
      recording.contains("StandardMetricName")
          ? StaticName(recording["StandardMetricName"])
          : (objective.metric_name == "validation:accuracy" ? "Accuracy" : "F1");
  objective.value = recording["Value"];
  return objective;
}

ArtifactLocations RecordedArtifacts(const json& recording) {
  return {.explainability = recording["Explainability"],
          .model_insights = recording["ModelInsights"],
          .backtest_results = std::nullopt};
}

}  // namespace

json LoadRecording(const std::string& name) {
  std::ifstream file(std::string(AUTOPILOT_TEST_DATA) + "/recordings/" + name + ".json");
  if (!file) throw std::runtime_error("no recording " + name);
  return json::parse(file);
}

Timestamp RecordedTime(const json& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  double second = 0;
  if (std::sscanf(text.get<std::string>().c_str(), "%d-%u-%u%*c%d:%d:%lf", &year, &month, &day,
                  &hour, &minute, &second) != 6) {
    throw std::runtime_error("no time: " + text.dump());
  }
  const std::chrono::sys_days date(std::chrono::year(year) / static_cast<int>(month) /
                                   static_cast<int>(day));
  return Timestamp(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::microseconds(std::llround(second * 1e6));
}

json WithEpochSeconds(json recording) {
  if (recording.is_object()) {
    recording.erase("ContentLength");
    for (auto& [name, value] : recording.items()) {
      value = kTimes.contains(name)
                  ? json(static_cast<double>(RecordedTime(value).time_since_epoch().count()) / 1e6)
                  : WithEpochSeconds(value);
    }
  } else if (recording.is_array()) {
    for (auto& element : recording) element = WithEpochSeconds(element);
  }
  return recording;
}

JobRecord RecordedJob(const json& recording, ApiVersion version) {
  const auto arn = ParseSageMakerArn(recording["AutoMLJobArn"].get<std::string>()).value();
  JobRecord job;
  job.scope = arn.scope;
  job.name = recording["AutoMLJobName"];
  job.api_version = version;
  const auto config_name = StringMember(recording, "AutoMLProblemTypeConfigName");
  const auto* tabular = Member(Member(recording, "AutoMLProblemTypeConfig"), "TabularJobConfig");
  job.plan.kind = config_name == "TimeSeriesForecasting"          ? JobKind::kTimeSeriesForecasting
                  : StringMember(tabular, "Mode") == "ENSEMBLING" ? JobKind::kTabularEnsembling
                                                                  : JobKind::kTabularHpo;
  if (const auto* resolved = Member(recording, "ResolvedAttributes")) {
    job.plan.problem_type = ParseProblemType(StringMember(resolved, "ProblemType"));
    job.plan.objective =
        ParseMetric(StringMember(Member(resolved, "AutoMLJobObjective"), "MetricName")).value();
    job.plan.max_candidates =
        IntegerMember(Member(resolved, "CompletionCriteria"), "MaxCandidates").value();
  }
  if (const auto* reason = Member(recording, "FailureReason")) {
    job.plan.failure_reason = reason->get<std::string>();
  }
  return job;
}

JobSnapshot RecordedSnapshot(const JobRecord& job, const json& recording) {
  JobSnapshot snapshot{
      .job = job, .request = recording, .state = {}, .best = std::nullopt, .artifacts = {}};
  auto& state = snapshot.state;
  state.status = ParseJobStatus(recording["AutoMLJobStatus"].get<std::string>()).value();
  state.secondary_status =
      ParseSecondaryStatus(recording["AutoMLJobSecondaryStatus"].get<std::string>());
  state.created = RecordedTime(recording["CreationTime"]);
  state.last_modified = RecordedTime(recording["LastModifiedTime"]);
  state.ended = OptionalTime(recording, "EndTime");
  state.data_analyzed = recording.contains("ResolvedAttributes");
  if (recording.contains("BestCandidate")) {
    snapshot.best = RecordedCandidate(recording["BestCandidate"]);
  }
  if (const auto* artifacts = Member(recording, "AutoMLJobArtifacts")) {
    snapshot.artifacts = {
        .candidate_definition_notebook =
            StringMember(artifacts, "CandidateDefinitionNotebookLocation"),
        .data_exploration_notebook = StringMember(artifacts, "DataExplorationNotebookLocation")};
  }
  return snapshot;
}

ShownCandidate RecordedCandidate(const json& recording) {
  ShownCandidate candidate;
  auto& view = candidate.view;
  view.name = recording["CandidateName"];
  for (const auto& step : recording["CandidateSteps"]) {
    view.steps.push_back({.type = StaticStepType(step["CandidateStepType"]),
                          .arn = step["CandidateStepArn"],
                          .name = step["CandidateStepName"]});
  }
  for (const auto& container : recording["InferenceContainers"]) {
    Container& shown = view.containers.emplace_back();
    shown.image = container["Image"];
    shown.model_data_url = container["ModelDataUrl"];
    for (const auto& [name, value] : container["Environment"].items()) {
      shown.environment.emplace_back(StaticVariable(name), value.get<std::string>());
    }
  }
  view.objective = RecordedObjective(recording["FinalAutoMLJobObjectiveMetric"]);
  const auto* properties = Member(recording, "CandidateProperties");
  if (const auto* metrics = Member(properties, "CandidateMetrics")) {
    for (const auto& metric : *metrics) {
      view.metrics.push_back(
          {ParseMetric(metric["MetricName"].get<std::string>()).value(), metric["Value"]});
      view.metrics_name_their_set = metric.contains("Set");
    }
  }
  if (const auto* artifacts = Member(properties, "CandidateArtifactLocations")) {
    view.artifacts = RecordedArtifacts(*artifacts);
    candidate.artifacts = ShowArtifacts::kYes;
  }
  candidate.state.status =
      ParseCandidateStatus(recording["CandidateStatus"].get<std::string>()).value();
  candidate.state.created = RecordedTime(recording["CreationTime"]);
  candidate.state.last_modified = RecordedTime(recording["LastModifiedTime"]);
  candidate.state.ended = OptionalTime(recording, "EndTime");
  candidate.state.shows_metrics = true;
  return candidate;
}

}  // namespace autopilot::testing
