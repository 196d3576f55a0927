#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

json Patched(json request, const json& patch) {
  if (!patch.is_null()) request.merge_patch(patch);
  return request;
}

json Source() {
  return {{"S3DataSource", {{"S3DataType", "S3Prefix"}, {"S3Uri", "s3://bucket/train.csv"}}}};
}

json CreateV2(const std::string& name, const json& problem_type_config) {
  return {{"AutoMLJobName", name},
          {"AutoMLJobInputDataConfig", json::array({json{{"DataSource", Source()}}})},
          {"OutputDataConfig", {{"S3OutputPath", "s3://bucket/output"}}},
          {"AutoMLProblemTypeConfig", problem_type_config},
          {"RoleArn", "arn:aws:iam::123456789012:role/autopilot"}};
}

}  // namespace

json CreateV1(const std::string& name, const json& patch) {
  return Patched({{"AutoMLJobName", name},
                  {"InputDataConfig",
                   json::array({json{{"DataSource", Source()}, {"TargetAttributeName", "y"}}})},
                  {"OutputDataConfig", {{"S3OutputPath", "s3://bucket/output"}}},
                  {"RoleArn", "arn:aws:iam::123456789012:role/autopilot"}},
                 patch);
}

json CreateTabularV2(const std::string& name, const json& patch) {
  return Patched(CreateV2(name, {{"TabularJobConfig", {{"TargetAttributeName", "y"}}}}), patch);
}

json CreateImageV2(const std::string& name, const json& patch) {
  return Patched(CreateV2(name, {{"ImageClassificationJobConfig", json::object()}}), patch);
}

json CreateTextV2(const std::string& name, const json& patch) {
  return Patched(CreateV2(name, {{"TextClassificationJobConfig",
                                  {{"ContentColumn", "text"}, {"TargetLabelColumn", "label"}}}}),
                 patch);
}

json CreateTextGenerationV2(const std::string& name, const json& patch) {
  return Patched(CreateV2(name, {{"TextGenerationJobConfig", json::object()}}), patch);
}

json CreateTimeSeriesV2(const std::string& name, const json& patch) {
  return Patched(CreateV2(name, {{"TimeSeriesForecastingJobConfig",
                                  {{"ForecastFrequency", "D"},
                                   {"ForecastHorizon", 7},
                                   {"TimeSeriesConfig",
                                    {{"TargetAttributeName", "demand"},
                                     {"TimestampAttributeName", "ts"},
                                     {"ItemIdentifierAttributeName", "item"}}}}}}),
                 patch);
}

}  // namespace autopilot::testing
