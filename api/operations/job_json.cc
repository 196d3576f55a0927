#include "api/operations/job_json.h"

#include <vector>

#include "api/operations/candidate_json.h"
#include "api/operations/json_access.h"
#include "common/arn.h"
#include "lifecycle/candidate_view.h"

namespace autopilot {

using nlohmann::json;

JobSnapshot::JobSnapshot(const JobRecord& record, Timestamp at)
    : job(record),
      now(at),
      request(json::parse(record.request)),
      identity{.scope = record.scope,
               .name = record.name,
               .output_path = StringMember(Member(request, "OutputDataConfig"), "S3OutputPath")},
      state(Evaluate(record.plan, record.events, at)) {}

void WriteNameAndArn(JsonWriter& writer, const JobRecord& job) {
  writer.Key("AutoMLJobName").String(job.name);
  writer.Key("AutoMLJobArn").String(SageMakerArn(job.scope, "automl-job", job.name));
}

void WriteTimes(JsonWriter& writer, const JobState& state) {
  writer.Key("CreationTime").Time(state.created);
  if (state.ended) writer.Key("EndTime").Time(*state.ended);
  writer.Key("LastModifiedTime").Time(state.last_modified);
}

void WriteFailures(JsonWriter& writer, const Plan& plan, const JobState& state) {
  if (!IsTerminal(state.status)) return;
  if (state.status == JobStatus::kFailed && plan.failure_reason) {
    writer.Key("FailureReason").String(*plan.failure_reason);
  }
  if (plan.partial_failure_reasons.empty() || state.status == JobStatus::kStopped) return;
  writer.Key("PartialFailureReasons").BeginArray();
  for (const auto& reason : plan.partial_failure_reasons) {
    writer.BeginObject().Key("PartialFailureMessage").String(reason).EndObject();
  }
  writer.EndArray();
}

void WriteBestCandidate(JsonWriter& writer, const JobSnapshot& snapshot) {
  if (!snapshot.state.shows_best_candidate) return;
  const auto& job = snapshot.job;
  const auto best = BestCandidate(job.plan, EvaluateCandidates(job.plan, job.events, snapshot.now));
  if (!best) return;
  writer.Key("BestCandidate");
  WriteCandidate(writer, job.plan, snapshot.identity, *best,
                 snapshot.state.reports_done ? ShowArtifacts::kYes : ShowArtifacts::kNo);
}

void WriteStatus(JsonWriter& writer, const JobState& state) {
  writer.Key("AutoMLJobStatus").String(Name(state.status));
  writer.Key("AutoMLJobSecondaryStatus").String(Name(state.secondary_status));
}

void WriteArtifacts(JsonWriter& writer, const JobSnapshot& snapshot) {
  if (!snapshot.state.data_analyzed) return;
  // Observed: a V2 ensembling job has none at all.
  if (snapshot.job.api_version == ApiVersion::kV2 &&
      snapshot.job.plan.kind == JobKind::kTabularEnsembling) {
    return;
  }
  const auto artifacts = ViewJobArtifacts(snapshot.job.plan, snapshot.identity);
  if (!artifacts.candidate_definition_notebook && !artifacts.data_exploration_notebook) return;
  writer.Key("AutoMLJobArtifacts").BeginObject();
  if (artifacts.candidate_definition_notebook) {
    writer.Key("CandidateDefinitionNotebookLocation")
        .String(*artifacts.candidate_definition_notebook);
  }
  if (artifacts.data_exploration_notebook) {
    writer.Key("DataExplorationNotebookLocation").String(*artifacts.data_exploration_notebook);
  }
  writer.EndObject();
}

void WriteModelDeployResult(JsonWriter& writer, const JobSnapshot& snapshot) {
  if (!snapshot.state.endpoint_deployed || !snapshot.job.plan.endpoint_name) return;
  writer.Key("ModelDeployResult").BeginObject();
  writer.Key("EndpointName").String(*snapshot.job.plan.endpoint_name);
  writer.EndObject();
}

json ResolvedCompletionCriteria(const json* requested, const Plan& plan) {
  json criteria = requested == nullptr ? json::object() : *requested;
  criteria["MaxCandidates"] = plan.max_candidates;
  return criteria;
}

void WriteEcho(JsonWriter& writer, const json& request, std::string_view member) {
  if (const auto* value = Member(request, member)) writer.Key(member).Raw(value->dump());
}

}  // namespace autopilot
