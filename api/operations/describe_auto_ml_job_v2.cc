#include <optional>
#include <utility>

#include "api/operations/describe_job.h"
#include "api/operations/job_spec_reader.h"
#include "api/operations/json_access.h"
#include "api/operations/operations.h"
#include "api/operations/text_generation_rules.h"
#include "api/operations/v1_as_v2.h"

namespace autopilot {
namespace {

using nlohmann::json;

// Recorded: the ensembling job whose problem type and objective were given shows none. The kinds
// that resolve nothing (image, text, time series) never do.
bool ShowsResolvedAttributes(const JobSnapshot& snapshot, const json& config) {
  if (!snapshot.state.data_analyzed) return false;
  switch (snapshot.job.plan.kind) {
    case JobKind::kTabularHpo:
    case JobKind::kTextGeneration:
      return true;
    case JobKind::kTabularEnsembling:
      return snapshot.job.api_version == ApiVersion::kV1 ||
             Member(config, "ProblemType") == nullptr;
    default:
      return false;
  }
}

void WriteResolvedAttributes(JsonWriter& writer, const JobSnapshot& snapshot, const json& config) {
  if (!ShowsResolvedAttributes(snapshot, config)) return;
  const auto& plan = snapshot.job.plan;
  writer.Key("ResolvedAttributes").BeginObject();
  if (plan.problem_type) {
    writer.Key("AutoMLJobObjective").BeginObject();
    writer.Key("MetricName").String(Name(plan.objective)).EndObject();
  }
  writer.Key("CompletionCriteria")
      .Value(ResolvedCompletionCriteria(Member(config, "CompletionCriteria"), plan));
  writer.Key("AutoMLProblemTypeResolvedAttributes").BeginObject();
  if (plan.problem_type) {
    writer.Key("TabularResolvedAttributes").BeginObject();
    writer.Key("ProblemType").String(Name(*plan.problem_type)).EndObject();
  } else {
    const auto model = StringMember(config, "BaseModelName");
    writer.Key("TextGenerationResolvedAttributes").BeginObject();
    writer.Key("BaseModelName").String(model.empty() ? kDefaultBaseModel : model).EndObject();
  }
  writer.EndObject().EndObject();
}

}  // namespace

std::string DescribeV2Answer(const JobSnapshot& snapshot) {
  std::optional<json> converted;
  if (snapshot.job.api_version == ApiVersion::kV1) converted = V1AsV2(snapshot.request);
  const json& request = converted ? *converted : snapshot.request;
  const auto type = ProblemTypeConfigOf(snapshot.job.plan.kind);
  const auto& config =
      RequiredMember(RequiredMember(request, "AutoMLProblemTypeConfig"), type.member);
  JsonWriter writer(kUsualAnswerBytes);
  writer.BeginObject();
  WriteNameAndArn(writer, snapshot.job);
  WriteEcho(writer, request, "AutoMLJobInputDataConfig");
  WriteEcho(writer, request, "OutputDataConfig");
  WriteEcho(writer, request, "RoleArn");
  WriteEcho(writer, request, "AutoMLJobObjective");
  WriteEcho(writer, request, "AutoMLProblemTypeConfig");
  writer.Key("AutoMLProblemTypeConfigName").String(type.name);
  WriteTimes(writer, snapshot.state);
  WriteFailures(writer, snapshot.job.plan, snapshot.state);
  WriteBestCandidate(writer, snapshot);
  WriteStatus(writer, snapshot.state);
  WriteArtifacts(writer, snapshot);
  WriteResolvedAttributes(writer, snapshot, config);
  WriteEcho(writer, request, "ModelDeployConfig");
  WriteModelDeployResult(writer, snapshot);
  WriteEcho(writer, request, "DataSplitConfig");
  WriteEcho(writer, request, "SecurityConfig");
  WriteEcho(writer, request, "AutoMLComputeConfig");
  writer.EndObject();
  return std::move(writer).str();
}

void DescribeAutoMLJobV2(const OperationContext& context, const Call& call, OutputReply reply) {
  const auto every_job = [](const JobRecord&) { return true; };
  DescribeJob(context, call, every_job, DescribeV2Answer, std::move(reply));
}

}  // namespace autopilot
