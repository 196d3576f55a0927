#include "common/arn.h"

#include <vector>

namespace autopilot {

std::string_view Partition(std::string_view region) {
  if (region.starts_with("cn-")) return "aws-cn";
  if (region.starts_with("us-gov-")) return "aws-us-gov";
  return "aws";
}

std::string SageMakerArn(const Scope& scope, std::string_view type, std::string_view name) {
  std::string arn = "arn:";
  arn.append(Partition(scope.region)).append(":sagemaker:").append(scope.region).append(":");
  arn.append(scope.account).append(":").append(type).append("/").append(name);
  return arn;
}

std::optional<ParsedArn> ParseSageMakerArn(std::string_view arn) {
  std::vector<std::string_view> fields;
  while (fields.size() < 5) {
    const auto colon = arn.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    fields.push_back(arn.substr(0, colon));
    arn.remove_prefix(colon + 1);
  }
  const auto slash = arn.find('/');
  if (fields[0] != "arn" || fields[2] != "sagemaker" || fields[1] != Partition(fields[3]) ||
      slash == std::string_view::npos) {
    return std::nullopt;
  }
  return ParsedArn{.scope = {.account = std::string(fields[4]), .region = std::string(fields[3])},
                   .type = std::string(arn.substr(0, slash)),
                   .name = std::string(arn.substr(slash + 1))};
}

}  // namespace autopilot
