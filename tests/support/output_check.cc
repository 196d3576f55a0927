#include "tests/support/output_check.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "api/model/service_model.h"
#include "api/model/validator.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

// Values that the real service also sends outside the enumerations of its own model: names of
// training metrics in HPO, and metrics that only the extended enumeration has.
void ReplaceKnownExceptions(json& value) {
  if (value.is_object()) {
    if (const auto name = value.find("MetricName"); name != value.end() && name->is_string()) {
      const auto text = name->get<std::string>();
      if (text.starts_with("validation:") || text == "LogLoss") *name = "F1";
      for (const auto* extended : {"Rouge1", "Rouge2", "RougeL", "RougeLSum", "Perplexity",
                                   "ValidationLoss", "TrainingLoss"}) {
        if (text == extended) *name = "F1";
      }
    }
    if (const auto name = value.find("StandardMetricName");
        name != value.end() && *name == "ValidationLoss") {
      *name = "F1";
    }
  }
  if (value.is_structured()) {
    for (auto& element : value) ReplaceKnownExceptions(element);
  }
}

}  // namespace

std::optional<std::string> ProblemOfOutput(std::string_view operation, std::string_view body) {
  static const ServiceModel model;
  const auto* shape = model.FindOperation(operation)->output;
  if (shape == nullptr) {
    return body.empty() ? std::nullopt : std::optional<std::string>("it has no output");
  }
  json value = json::parse(body, nullptr, false);
  if (value.is_discarded()) return "it is not JSON";
  ReplaceKnownExceptions(value);
  const auto checked = CheckInput(*shape, std::move(value));
  if (!checked) return checked.error().message;
  if (checked->unknown_members.empty()) return std::nullopt;
  return "it has the unknown member " + checked->unknown_members.front();
}

}  // namespace autopilot::testing
