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
    FillInV1Channel(channel);
    channels.push_back(std::move(channel));
  }
  return channels;
}

json TabularJobConfig(const json& request) {
  const auto* config = Member(request, "AutoMLJobConfig");
  const auto* generation = Member(config, "CandidateGenerationConfig");
  const auto& channels = RequiredMember(request, "InputDataConfig");
  json tabular = json::object();
  // Both channels have the same target; the weights are those of the training channel.
  Copy(&channels.front(), "TargetAttributeName", tabular);
  for (const auto& channel : channels) {
    if (StringMember(channel, "ChannelType") != "validation") {
      Copy(&channel, "SampleWeightAttributeName", tabular);
    }
  }
  Copy(config, "CompletionCriteria", tabular);
  Copy(config, "Mode", tabular);
  Copy(generation, "FeatureSpecificationS3Uri", tabular);
  if (generation != nullptr) {
    tabular["CandidateGenerationConfig"] = json::object();
    Copy(generation, "AlgorithmsConfig", tabular["CandidateGenerationConfig"]);
  }
  Copy(&request, "GenerateCandidateDefinitionsOnly", tabular);
  tabular.emplace("GenerateCandidateDefinitionsOnly", false);
  Copy(&request, "ProblemType", tabular);
  return tabular;
}

}  // namespace

void FillInV1Channel(json& channel) {
  channel.emplace("ChannelType", "training");
  channel.emplace("ContentType", "text/csv;header=present");
}

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
