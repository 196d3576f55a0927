#include "control/job_tags.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "control/json_fields.h"
#include "lifecycle/vocabulary.h"

namespace autopilot {
namespace {

constexpr std::string_view kPrefix = "autopilot-local:";
constexpr std::string_view kScenario = "autopilot-local:scenario";
constexpr std::string_view kPhase = "autopilot-local:phase";
constexpr std::string_view kReason = "autopilot-local:reason";

}  // namespace

ControlResult<std::optional<ScenarioChoice>> ChoiceOfTags(const std::vector<Tag>& tags) {
  nlohmann::json choice;
  for (const Tag& tag : tags) {
    if (!tag.key.starts_with(kPrefix)) continue;
    if (tag.key != kScenario && tag.key != kPhase && tag.key != kReason) {
      return tl::unexpected(ControlError{
          .message = "There is no tag " + tag.key + ".",
          .available = {std::string(kScenario), std::string(kPhase), std::string(kReason)}});
    }
    choice[tag.key.substr(kPrefix.size())] = tag.value;
  }
  if (choice.is_null()) return std::nullopt;
  auto parsed = ParseScenarioChoice(choice);
  if (parsed) return std::optional(std::move(*parsed));
  // The pointer into an object that the client has not sent would tell nothing.
  parsed.error().path.clear();
  return tl::unexpected(std::move(parsed.error()));
}

}  // namespace autopilot
