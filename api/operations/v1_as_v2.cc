#include "api/operations/v1_as_v2.h"

#include <string_view>

#include "api/operations/json_access.h"

namespace autopilot {
namespace {

using nlohmann::json;

void Copy(const json* from, std::string_view member, json& to) {
  if (const auto* value = Member(from, member)) to[std::string(member)] = *value;
}

json Channels(const json& v1_channels) {
  json channels = json::array();
  for (const auto& v1 : v1_channels) {
    json channel = json::object();
    for (const auto* member : {"ChannelType", "ContentType", "CompressionType", "DataSource"}) {
      Copy(&v1, member, channel);
    }
    channel.emplace("ChannelType", "training");
    channel.emplace("ContentType", "text/csv;header=present");
    channels.push_back(std::move(channel));
  }
  return channels;
}

json TabularJobConfig(const json& request) {
  const auto* config = Member(request, "AutoMLJobConfig");
  const auto* generation = Member(config, "CandidateGenerationConfig");
  const auto& channels = RequiredMember(request, "InputDataConfig");
  json tabular = json::object();
  Copy(&channels.front(), "TargetAttributeName", tabular);
  for (const auto& channel : channels) Copy(&channel, "SampleWeightAttributeName", tabular);
  Copy(config, "CompletionCriteria", tabular);
  Copy(config, "Mode", tabular);
  Copy(generation, "FeatureSpecificationS3Uri", tabular);
  if (Member(generation, "AlgorithmsConfig") != nullptr) {
    json algorithms = json::object();
    Copy(generation, "AlgorithmsConfig", algorithms);
    tabular["CandidateGenerationConfig"] = std::move(algorithms);
  }
  Copy(&request, "GenerateCandidateDefinitionsOnly", tabular);
  tabular.emplace("GenerateCandidateDefinitionsOnly", false);
  Copy(&request, "ProblemType", tabular);
  return tabular;
}

}  // namespace

json V1AsV2(const json& request) {
  json v2 = json::object();
  v2["AutoMLJobInputDataConfig"] = Channels(RequiredMember(request, "InputDataConfig"));
  v2["AutoMLProblemTypeConfig"]["TabularJobConfig"] = TabularJobConfig(request);
  for (const auto* member :
       {"OutputDataConfig", "RoleArn", "AutoMLJobObjective", "ModelDeployConfig"}) {
    Copy(&request, member, v2);
  }
  for (const auto* member : {"SecurityConfig", "DataSplitConfig"}) {
    Copy(Member(request, "AutoMLJobConfig"), member, v2);
  }
  return v2;
}

}  // namespace autopilot
