#include <utility>

#include "api/operations/describe_job.h"
#include "api/operations/job_json.h"
#include "api/operations/json_access.h"
#include "api/operations/operations.h"
#include "api/operations/v1_as_v2.h"

namespace autopilot {
namespace {

using nlohmann::json;

void WriteInputDataConfig(JsonWriter& writer, const json& request) {
  auto channels = RequiredMember(request, "InputDataConfig");
  for (auto& channel : channels) FillInV1Channel(channel);
  writer.Key("InputDataConfig").Value(channels);
}

void WriteResolvedAttributes(JsonWriter& writer, const JobSnapshot& snapshot) {
  const auto& plan = snapshot.job.plan;
  if (!snapshot.state.data_analyzed || !plan.problem_type) return;
  const auto criteria = ResolvedCompletionCriteria(
      Member(Member(snapshot.request, "AutoMLJobConfig"), "CompletionCriteria"), plan);
  writer.Key("ResolvedAttributes").BeginObject();
  writer.Key("AutoMLJobObjective").BeginObject();
  writer.Key("MetricName").String(Name(plan.objective)).EndObject();
  writer.Key("ProblemType").String(Name(*plan.problem_type));
  writer.Key("CompletionCriteria").Value(criteria);
  writer.EndObject();
}

}  // namespace

std::string DescribeV1Answer(const JobSnapshot& snapshot) {
  const auto& request = snapshot.request;
  JsonWriter writer(kUsualAnswerBytes);
  writer.BeginObject();
  WriteNameAndArn(writer, snapshot.job);
  WriteInputDataConfig(writer, request);
  WriteEcho(writer, request, "OutputDataConfig");
  WriteEcho(writer, request, "RoleArn");
  WriteEcho(writer, request, "AutoMLJobObjective");
  WriteEcho(writer, request, "ProblemType");
  WriteEcho(writer, request, "AutoMLJobConfig");
  WriteTimes(writer, snapshot.state);
  WriteFailures(writer, snapshot.job.plan, snapshot.state);
  WriteBestCandidate(writer, snapshot);
  WriteStatus(writer, snapshot.state);
  writer.Key("GenerateCandidateDefinitionsOnly")
      .Bool(BoolMember(&request, "GenerateCandidateDefinitionsOnly"));
  WriteArtifacts(writer, snapshot);
  WriteResolvedAttributes(writer, snapshot);
  WriteEcho(writer, request, "ModelDeployConfig");
  WriteModelDeployResult(writer, snapshot);
  writer.EndObject();
  return std::move(writer).str();
}

// Jobs created by CreateAutoMLJobV2 cannot be described by this operation; it does not find them.
void DescribeAutoMLJob(const OperationContext& context, const Call& call, OutputReply reply) {
  const auto of_v1 = [](const JobRecord& job) { return job.api_version == ApiVersion::kV1; };
  DescribeJob(context, call, of_v1, DescribeV1Answer, std::move(reply));
}

}  // namespace autopilot
