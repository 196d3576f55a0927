#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/scope.h"

namespace autopilot {

// The ARN partition of a region: "aws", "aws-cn" or "aws-us-gov".
std::string_view Partition(std::string_view region);

// "arn:aws:sagemaker:us-east-1:123456789012:automl-job/my-job". `type` is for example "automl-job".
// The case of `name` is kept, as the service does since 2022.
std::string SageMakerArn(const Scope& scope, std::string_view type, std::string_view name);

struct ParsedArn {
  Scope scope;
  std::string type;  // "automl-job"
  std::string name;  // "my-job"
};

// Takes a SageMaker ARN apart; nothing when it has another form or the partition is not the
// region's.
std::optional<ParsedArn> ParseSageMakerArn(std::string_view arn);

}  // namespace autopilot
