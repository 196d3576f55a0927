#include "api/operations/data_request_reader.h"

#include <string>
#include <string_view>
#include <utility>

#include "api/operations/job_spec_reader.h"
#include "api/operations/json_access.h"
#include "api/operations/v1_as_v2.h"
#include "common/ascii.h"

namespace autopilot {
namespace {

using nlohmann::json;

DataType TypeOfData(std::string_view name) {
  if (name == "ManifestFile") return DataType::kManifestFile;
  return name == "AugmentedManifestFile" ? DataType::kAugmentedManifestFile : DataType::kS3Prefix;
}

DataChannel ChannelOf(const json& channel, JobKind kind) {
  const auto* source = Member(Member(channel, "DataSource"), "S3DataSource");
  DataChannel data{.uri = StringMember(source, "S3Uri"),
                   .type = TypeOfData(StringMember(source, "S3DataType")),
                   .is_gzip = StringMember(channel, "CompressionType") == "Gzip"};
  if (kind == JobKind::kImageClassification) {
    data.format = DataFormat::kImages;
  } else if (ToLowerAscii(StringMember(channel, "ContentType")).ends_with("parquet")) {
    data.format = DataFormat::kParquet;
  }
  return data;
}

// Names a column that must be there, if the request has it.
void Require(DataRequest& request, std::string role, const std::string& name) {
  if (!name.empty()) request.columns.push_back({std::move(role), name});
}

void RequireTarget(DataRequest& request, std::string name) {
  Require(request, "Target attribute name", name);
  request.target = std::move(name);
}

void ReadFeatures(DataRequest& request, const json* config) {
  if (const auto* uri = Member(config, "FeatureSpecificationS3Uri")) {
    request.features.emplace().uri = uri->get<std::string>();
  }
}

void ReadTabular(DataRequest& request, const json* config) {
  RequireTarget(request, StringMember(config, "TargetAttributeName"));
  request.sample_weight = StringMember(config, "SampleWeightAttributeName");
  Require(request, "Sample weight attribute name", request.sample_weight);
  ReadFeatures(request, config);
  if (!request.features) return;
  const auto* mode = Member(config, "Mode");
  if (TabularKind(mode) == JobKind::kTabularHpo) {
    request.features->sequences = Sequences::kAlways;
  } else if (*mode == "AUTO") {
    request.features->sequences = Sequences::kUnlessSmall;
  }
}

void ReadTimeSeries(DataRequest& request, const json* config) {
  const auto* series = Member(config, "TimeSeriesConfig");
  RequireTarget(request, StringMember(series, "TargetAttributeName"));
  Require(request, "Timestamp attribute name", StringMember(series, "TimestampAttributeName"));
  const auto item = StringMember(series, "ItemIdentifierAttributeName");
  Require(request, "Item identifier attribute name", item);
  request.series_of.push_back(item);
  if (const auto* groups = Member(series, "GroupingAttributeNames")) {
    for (const auto& group : *groups) {
      request.series_of.push_back(group.get<std::string>());
      Require(request, "Grouping attribute name", request.series_of.back());
    }
  }
  ReadFeatures(request, config);
  if (!request.features) return;
  for (const auto& column : request.columns) request.features->taken.push_back(column.name);
}

DataRequest OfV2(const json& input) {
  const JobKind kind = KindOfV2(input);
  const auto* config =
      Member(Member(input, "AutoMLProblemTypeConfig"), ProblemTypeConfigOf(kind).member);
  DataRequest request;
  for (const auto& channel : RequiredMember(input, "AutoMLJobInputDataConfig")) {
    if (StringMember(channel, "ChannelType") == "validation") {
      request.validation = ChannelOf(channel, kind);
    } else {
      request.training = ChannelOf(channel, kind);
    }
  }
  switch (kind) {
    case JobKind::kTabularHpo:
    case JobKind::kTabularEnsembling:
      ReadTabular(request, config);
      break;
    case JobKind::kTextClassification:
      Require(request, "Content column", StringMember(config, "ContentColumn"));
      RequireTarget(request, StringMember(config, "TargetLabelColumn"));
      break;
    case JobKind::kTextGeneration:
      Require(request, "Column", "input");
      Require(request, "Column", "output");
      request.has_only_these = true;
      break;
    case JobKind::kTimeSeriesForecasting:
      ReadTimeSeries(request, config);
      break;
    case JobKind::kImageClassification:
      break;
  }
  return request;
}

}  // namespace

DataRequest DataRequestOf(const json& input, ApiVersion version) {
  return OfV2(version == ApiVersion::kV1 ? V1AsV2(input) : input);
}

}  // namespace autopilot
