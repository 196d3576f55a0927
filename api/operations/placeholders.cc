#include "api/operations/placeholders.h"

#include <algorithm>

#include "api/operations/json_access.h"
#include "common/arn.h"

namespace autopilot {

Placeholders::Placeholders(const Call& call, ApiVersion version) {
  const auto name = StringMember(call.input, "AutoMLJobName");
  values_ = {{{"{account}", call.scope.account},
              {"{region}", call.scope.region},
              {"{partition}", std::string(Partition(call.scope.region))},
              {"{operation}", version == ApiVersion::kV1 ? "CreateAutoMLJob" : "CreateAutoMLJobV2"},
              {"{job_name}", name},
              {"{job_arn}", SageMakerArn(call.scope, "automl-job", name)},
              {"{role_arn}", StringMember(call.input, "RoleArn")}}};
}

std::string Placeholders::FillIn(std::string_view text) const {
  std::string filled;
  while (!text.empty()) {
    const auto known = std::find_if(values_.begin(), values_.end(), [text](const auto& value) {
      return text.starts_with(value.first);
    });
    if (known != values_.end()) {
      filled += known->second;
      text.remove_prefix(known->first.size());
    } else {
      filled += text.front();
      text.remove_prefix(1);
    }
  }
  return filled;
}

}  // namespace autopilot
