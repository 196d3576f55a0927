#include "api/operations/job_json.h"

#include <utility>

#include "api/operations/json_access.h"
#include "api/protocol/json_reader.h"
#include "common/arn.h"

namespace autopilot {

using nlohmann::json;

namespace {

std::optional<ShownCandidate> ShownBest(const JobRecord& job, const JobIdentity& identity,
                                        const JobState& state, Timestamp now) {
  if (!state.shows_best_candidate) return std::nullopt;
  const auto best = BestCandidate(job.plan, EvaluateCandidates(job.plan, job.events, now));
  if (!best) return std::nullopt;
  return ShownCandidate{.view = ViewCandidate(job.plan, identity, best->index),
                        .state = *best,
                        .artifacts = state.reports_done ? ShowArtifacts::kYes : ShowArtifacts::kNo};
}

JobArtifacts ShownArtifacts(const JobRecord& job, const JobIdentity& identity,
                            const JobState& state) {
  // Observed: a V2 ensembling job has none at all.
  const bool has_none =
      job.api_version == ApiVersion::kV2 && job.plan.kind == JobKind::kTabularEnsembling;
  if (!state.data_analyzed || has_none) return {};
  return ViewJobArtifacts(job.plan, identity);
}

}  // namespace

JobIdentity IdentityOf(const JobRecord& job, const json& request) {
  return {.scope = job.scope,
          .name = job.name,
          .output_path = StringMember(Member(request, "OutputDataConfig"), "S3OutputPath"),
          .containers_name_model =
              job.api_version == ApiVersion::kV1 && job.plan.kind == JobKind::kTabularEnsembling};
}

JobSnapshot TakeSnapshot(const JobRecord& job, Timestamp now) {
  auto request = ReadOwnJson(job.request);
  const auto identity = IdentityOf(job, request);
  const auto state = Evaluate(job.plan, job.events, now);
  return {.job = job,
          .request = std::move(request),
          .state = state,
          .best = ShownBest(job, identity, state, now),
          .artifacts = ShownArtifacts(job, identity, state)};
}

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
  if (!snapshot.best) return;
  writer.Key("BestCandidate");
  WriteCandidate(writer, *snapshot.best);
}

void WriteStatus(JsonWriter& writer, const JobState& state) {
  writer.Key("AutoMLJobStatus").String(Name(state.status));
  writer.Key("AutoMLJobSecondaryStatus").String(Name(state.secondary_status));
}

void WriteArtifacts(JsonWriter& writer, const JobSnapshot& snapshot) {
  const auto& artifacts = snapshot.artifacts;
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
  const auto& endpoint_name = snapshot.job.plan.endpoint_name;
  const bool deployed = snapshot.state.endpoint_deployed && endpoint_name.has_value();
  if (!deployed && !snapshot.state.deployment_failed) return;
  // Documented: without EndpointName where the deployment failed.
  writer.Key("ModelDeployResult").BeginObject();
  if (deployed) writer.Key("EndpointName").String(*endpoint_name);
  writer.EndObject();
}

json ResolvedCompletionCriteria(const json* requested, const Plan& plan) {
  json criteria = requested == nullptr ? json::object() : *requested;
  criteria["MaxCandidates"] = plan.max_candidates;
  return criteria;
}

void WriteEcho(JsonWriter& writer, const json& request, std::string_view member) {
  if (const auto* value = Member(request, member)) writer.Key(member).Value(*value);
}

}  // namespace autopilot
