#include "api/operations/create_rules.h"

#include <string>
#include <string_view>

#include "api/operations/channel_rules.h"
#include "api/operations/json_access.h"
#include "api/operations/problem_type_rules.h"
#include "api/operations/tabular_rules.h"
#include "api/operations/tag_rules.h"
#include "api/protocol/errors.h"
#include "common/utf8.h"

namespace autopilot {
namespace {

using nlohmann::json;

std::optional<Error> CheckOutputPath(const json& input, std::size_t limit) {
  const auto path = StringMember(Member(input, "OutputDataConfig"), "S3OutputPath");
  const auto length = Utf16Length(path);
  if (length <= limit) return std::nullopt;
  return errors::InvalidParameter("S3OutputPath must be " + std::to_string(limit) +
                                  " characters or less, but has " + std::to_string(length) + ".");
}

std::optional<Error> CheckDataSplit(const json* config, std::size_t channels) {
  const auto* fraction = Member(Member(config, "DataSplitConfig"), "ValidationFraction");
  if (fraction == nullptr) return std::nullopt;
  if (channels > 1) {
    return errors::InvalidParameter(
        "ValidationFraction cannot be specified when a validation channel is provided.");
  }
  if (const auto value = fraction->get<double>(); value <= 0 || value >= 1) {
    return errors::InvalidParameter("ValidationFraction must be greater than 0 and less than 1.");
  }
  return std::nullopt;
}

std::optional<Error> CheckModelDeployConfig(const json* config) {
  if (config == nullptr) return std::nullopt;
  const bool named = Member(config, "EndpointName") != nullptr;
  const bool generated = BoolMember(config, "AutoGenerateEndpointName");
  if (named && generated) {
    return errors::InvalidParameter(
        "EndpointName cannot be specified when AutoGenerateEndpointName is True.");
  }
  if (!named && !generated) {
    return errors::InvalidParameter(
        "EndpointName must be specified when AutoGenerateEndpointName is False.");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> CheckCreateV1(const json& input, const ApiOptions& options) {
  const auto* config = Member(input, "AutoMLJobConfig");
  const auto& channels = RequiredMember(input, "InputDataConfig");
  if (auto error = CheckChannelsV1(channels)) return error;
  if (auto error = CheckOutputPath(input, options.v1_output_path_limit)) return error;
  if (auto error =
          CheckTabularObjective(Member(input, "ProblemType"), Member(input, "AutoMLJobObjective"),
                                ObjectiveWithoutProblemType::kAllowed)) {
    return error;
  }
  if (auto error = CheckAlgorithms(config)) return error;
  for (const auto& channel : channels) {
    if (auto error = CheckSampleWeights(Member(channel, "SampleWeightAttributeName"),
                                        StringMember(channel, "TargetAttributeName"), config)) {
      return error;
    }
  }
  if (auto error = CheckDataSplit(config, channels.size())) return error;
  if (auto error = CheckModelDeployConfig(Member(input, "ModelDeployConfig"))) return error;
  return CheckTags(TagsOf(Member(input, "Tags")));
}

std::optional<Error> CheckCreateV2(const json& input, const ApiOptions& options) {
  const auto& channels = RequiredMember(input, "AutoMLJobInputDataConfig");
  if (auto error = CheckChannelsV2(channels, input)) return error;
  if (auto error = CheckOutputPath(input, options.v2_output_path_limit)) return error;
  if (auto error = CheckProblemTypeConfig(input)) return error;
  if (auto error = CheckDataSplit(&input, channels.size())) return error;
  if (auto error = CheckModelDeployConfig(Member(input, "ModelDeployConfig"))) return error;
  return CheckTags(TagsOf(Member(input, "Tags")));
}

}  // namespace autopilot
