#include "api/operations/rule_text.h"

#include <algorithm>

#include "api/operations/json_access.h"
#include "api/protocol/errors.h"
#include "lifecycle/planner.h"

namespace autopilot {
namespace {

void AppendName(std::string& list, std::string_view name) {
  list.append(list.empty() ? "" : ", ").append(name);
}

}  // namespace

std::string MetricNames(const std::function<bool(Metric)>& passes) {
  std::string list;
  for (std::size_t number = 0; number < kMetricCount; ++number) {
    const auto metric = static_cast<Metric>(number);
    if (passes(metric)) AppendName(list, Name(metric));
  }
  return list;
}

std::optional<Error> CheckAlgorithmNames(const nlohmann::json& algorithms_config, JobKind kind,
                                         std::string_view where) {
  const auto& allowed = AlgorithmsOf(kind);
  for (const auto& item : algorithms_config) {
    for (const auto& name : RequiredMember(item, "AutoMLAlgorithms")) {
      const auto text = name.get<std::string>();
      const auto algorithm = ParseAlgorithm(text);
      if (algorithm && std::find(allowed.begin(), allowed.end(), *algorithm) != allowed.end()) {
        continue;
      }
      std::string supported;
      for (const auto other : allowed) AppendName(supported, Name(other));
      return errors::InvalidParameter("The algorithm " + text + " is not supported for " +
                                      std::string(where) + ". Supported algorithms: " + supported +
                                      ".");
    }
  }
  return std::nullopt;
}

}  // namespace autopilot
