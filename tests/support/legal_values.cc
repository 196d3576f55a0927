#include "tests/support/legal_values.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace autopilot::testing {
namespace {

using Json = nlohmann::json;

const Json* ExampleOf(const std::string& shape_name) {
  static const std::map<std::string, Json> kExamples{
      {"AutoMLJobName", kExistingJobName},
      {"ResourceArn", kExistingJobArn},
      {"RoleArn", "arn:aws:iam::000000000000:role/autopilot"},
      {"S3Uri", "s3://bucket/key"},
      {"KmsKeyId", "alias/key"},
      {"ContentType", "text/csv;header=present"},
      {"AutoMLS3DataType", "S3Prefix"},
      {"AutoMLChannel",
       {{"TargetAttributeName", "y"},
        {"DataSource",
         {{"S3DataSource", {{"S3DataType", "S3Prefix"}, {"S3Uri", "s3://bucket/train"}}}}}}},
      {"AutoMLJobChannel",
       {{"DataSource",
         {{"S3DataSource", {{"S3DataType", "S3Prefix"}, {"S3Uri", "s3://bucket/train"}}}}}}},
      {"ValidationFraction", 0.2},
      {"Timestamp", 1600000000},
      {"ModelDeployConfig", {{"AutoGenerateEndpointName", true}}},
      {"EndpointName", "endpoint"},
      {"TagKey", "team"},
      {"TagValue", "forecast"},
      {"TargetAttributeName", "y"},
      {"ContentColumn", "content"},
      {"TargetLabelColumn", "label"},
      {"TimestampAttributeName", "when"},
      {"ItemIdentifierAttributeName", "item"},
      {"GroupingAttributeName", "store"},
      {"ForecastFrequency", "D"},
      {"ForecastQuantile", "p50"},
      {"FillingTransformations", {{"y", {{"middlefill", "zero"}}}}},
      {"FillingTransformationMap", {{"middlefill", "zero"}}},
      {"AggregationTransformations", {{"y", "sum"}}},
      {"HolidayConfigAttributes", {{"CountryCode", "US"}}},
      {"CountryCode", "US"},
      {"BaseModelName", "Falcon7BInstruct"},
      {"TextGenerationHyperParameters", {{"epochCount", "5"}}},
      {"AutoMLNameContains", "boundary"},
  };
  const auto found = kExamples.find(shape_name);
  return found == kExamples.end() ? nullptr : &found->second;
}

// What a long text of the shape begins with; the rest is padding.
std::string PrefixOf(const std::string& shape_name) {
  if (shape_name == "S3Uri") return "s3://bucket/";
  if (shape_name == "RoleArn") return "arn:aws:iam::000000000000:role/";
  if (shape_name == "ResourceArn") return "arn:aws:sagemaker:us-east-1:000000000000:automl-job/";
  return "";
}

}  // namespace

Json LegalValue(const Shape& shape) {
  if (const Json* example = ExampleOf(shape.name)) return *example;
  switch (shape.type) {
    case Shape::Type::kStructure: {
      Json value = Json::object();
      for (const auto& member : shape.members) {
        if (member.required) value[member.name] = LegalValue(*member.shape);
      }
      return value;
    }
    case Shape::Type::kList:
      return Json::array({LegalValue(*shape.element)});
    case Shape::Type::kMap:
      return {{LegalValue(*shape.key).get<std::string>(), LegalValue(*shape.element)}};
    case Shape::Type::kString:
      return shape.enum_values.empty() ? "a" : shape.enum_values.front();
    case Shape::Type::kInteger:
    case Shape::Type::kTimestamp:
      return static_cast<std::int64_t>(shape.min.value_or(1));
    case Shape::Type::kFloat:
      return shape.min.value_or(1);
    case Shape::Type::kBoolean:
      return true;
  }
  throw std::logic_error("no legal value for the shape " + shape.name);
}

std::vector<std::string> FurtherLegalTexts(const Shape& shape) {
  if (shape.name == "ForecastFrequency") {
    return {"1Y", "Y",  "1M", "11M", "M", "1W",   "4W",    "W",
            "1D", "6D", "1H", "23H", "H", "1min", "59min", "15min"};
  }
  if (shape.name == "ForecastQuantile") return {"p1", "p9", "p10", "p99"};
  if (shape.name == "CountryCode") return {"AA", "ZZ"};
  if (shape.name == "S3Uri") return {"s3://b", "https://b/", "s3://bucket/a b/é"};
  if (shape.name == "RoleArn") return {"arn:aws-us-gov:iam::123456789012:role/service-role/a.b@c"};
  if (shape.name == "TagKey" || shape.name == "TagValue") return {"Größe 1_.:/=+-@", "日本"};
  return {};
}

std::optional<std::string> LegalTextOfLength(const Shape& shape, std::size_t length) {
  std::string text = PrefixOf(shape.name);
  if (text.size() > length) return std::nullopt;
  text.resize(length, 'a');
  if (shape.pattern && !shape.pattern->Matches(text)) return std::nullopt;
  return text;
}

std::string MismatchingText(const Shape& shape) {
  const auto length = static_cast<std::size_t>(std::max(shape.min.value_or(1), 1.0));
  for (const char odd : {'!', '\n'}) {
    std::string text(length, odd);
    if (!shape.pattern->Matches(text)) return text;
  }
  throw std::logic_error("no mismatch known for the pattern " + shape.pattern->text());
}

}  // namespace autopilot::testing
