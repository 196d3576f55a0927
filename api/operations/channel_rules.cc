#include "api/operations/channel_rules.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "api/operations/job_spec_reader.h"
#include "api/operations/json_access.h"
#include "api/protocol/errors.h"
#include "common/ascii.h"

namespace autopilot {
namespace {

using nlohmann::json;
using Names = std::vector<std::string_view>;

// What the channels of a kind of job may hold. The first content type is the default.
struct Supported {
  Names data_types;
  Names content_types;
  bool gzip;
};

Supported SupportedBy(JobKind kind) {
  const Names tables{"text/csv;header=present", "x-application/vnd.amazon+parquet"};
  switch (kind) {
    case JobKind::kImageClassification:
      return {{"S3Prefix", "ManifestFile", "AugmentedManifestFile"},
              {"image/*", "image/png", "image/jpeg"},
              false};
    case JobKind::kTextClassification:
    case JobKind::kTextGeneration:
    case JobKind::kTimeSeriesForecasting:
      return {{"S3Prefix"}, tables, false};
    case JobKind::kTabularHpo:
    case JobKind::kTabularEnsembling:
      break;
  }
  return {{"S3Prefix", "ManifestFile"}, tables, true};
}

bool Contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string Join(const Names& names) {
  std::string text;
  for (const auto name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

// Media types are compared without case and blanks: "text/csv; header=present" is the same.
std::string ContentType(const json& channel, const Supported& supported) {
  const auto* type = Member(channel, "ContentType");
  if (type == nullptr) return std::string(supported.content_types.front());
  auto text = ToLowerAscii(type->get<std::string>());
  std::erase(text, ' ');
  return text;
}

std::string ChannelType(const json& channel) {
  const auto* type = Member(channel, "ChannelType");
  return type == nullptr ? "training" : type->get<std::string>();
}

std::optional<Error> CheckChannel(const json& channel, const Supported& supported,
                                  std::string_view problem_type) {
  const auto* source = Member(Member(channel, "DataSource"), "S3DataSource");
  if (source == nullptr) {
    return errors::InvalidParameter("DataSource must be specified for the " + ChannelType(channel) +
                                    " channel.");
  }
  const auto data_type = StringMember(source, "S3DataType");
  const std::string suffix = " for the problem type " + std::string(problem_type) + ". ";
  if (!Contains(supported.data_types, data_type)) {
    return errors::InvalidParameter("S3DataType " + data_type + " is not supported" + suffix +
                                    "Supported values: " + Join(supported.data_types) + ".");
  }
  if (StringMember(channel, "CompressionType") == "Gzip" &&
      (!supported.gzip || data_type != "S3Prefix")) {
    return errors::InvalidParameter(
        "CompressionType Gzip is only supported for tabular data with S3DataType S3Prefix.");
  }
  const auto content_type = ContentType(channel, supported);
  if (!Contains(supported.content_types, content_type)) {
    return errors::InvalidParameter("ContentType " + StringMember(channel, "ContentType") +
                                    " is not supported" + suffix +
                                    "Supported values: " + Join(supported.content_types) + ".");
  }
  return std::nullopt;
}

std::optional<Error> CheckPair(const json& channels, const Supported& supported) {
  const auto training = std::count_if(channels.begin(), channels.end(), [](const json& channel) {
    return ChannelType(channel) == "training";
  });
  if (training != 1) {
    return errors::InvalidParameter(
        training == 0 ? "One channel must have ChannelType training."
                      : "Two channels must have different ChannelTypes: one training and one "
                        "validation channel.");
  }
  if (channels.size() < 2) return std::nullopt;
  if (ContentType(channels[0], supported) != ContentType(channels[1], supported)) {
    return errors::InvalidParameter(
        "The training and the validation channel must have the same ContentType.");
  }
  if (StringMember(channels[0], "TargetAttributeName") !=
      StringMember(channels[1], "TargetAttributeName")) {
    return errors::InvalidParameter(
        "The training and the validation channel must have the same TargetAttributeName.");
  }
  return std::nullopt;
}

std::optional<Error> CheckChannels(const json& channels, JobKind kind, const Supported& supported) {
  for (const auto& channel : channels) {
    if (auto error = CheckChannel(channel, supported, ProblemTypeConfigOf(kind).name)) {
      return error;
    }
  }
  return CheckPair(channels, supported);
}

}  // namespace

std::optional<Error> CheckChannelsV1(const json& channels) {
  return CheckChannels(channels, JobKind::kTabularHpo, SupportedBy(JobKind::kTabularHpo));
}

std::optional<Error> CheckChannelsV2(const json& channels, const json& input) {
  const auto kind = KindOfV2(input);
  return CheckChannels(channels, kind, SupportedBy(kind));
}

}  // namespace autopilot
