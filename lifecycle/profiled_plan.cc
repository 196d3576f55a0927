#include "lifecycle/profiled_plan.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "common/utf8.h"
#include "lifecycle/course.h"
#include "lifecycle/metric_curves.h"
#include "lifecycle/planner.h"
#include "lifecycle/profile_gate.h"

namespace autopilot {
namespace {

// FailureReason of the service model, in UTF-16 units.
constexpr std::size_t kLongestReason = 1'024;

bool IsInside(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// Where the last whole character within the first `size` bytes ends.
std::size_t CutAt(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text.size();
  while (size > 0 && IsInside(text[size])) --size;
  return size;
}

std::string Bounded(std::string reason) {
  while (Utf16Length(reason) > kLongestReason) {
    // Characters take up to three bytes a unit, so this comes to its end in a few steps.
    const std::size_t excess = Utf16Length(reason) - kLongestReason;
    reason.resize(CutAt(reason, reason.size() - excess));
  }
  return reason;
}

void KeepFinite(std::optional<double>& number) {
  if (number && !std::isfinite(*number)) number.reset();
}

DataFacts Storable(DataFacts facts) {
  auto& labels = facts.labels;
  std::erase_if(labels, [](const LabelCount& each) { return !IsUtf8(each.label); });
  if (labels.size() > DataFacts::kMaxLabels) labels.resize(DataFacts::kMaxLabels);
  for (LabelCount& each : labels) each.label.resize(CutAt(each.label, kLongestLabel));
  KeepFinite(facts.target_mean);
  KeepFinite(facts.target_deviation);
  if (facts.target_deviation && *facts.target_deviation < 0) facts.target_deviation.reset();
  return facts;
}

std::string MisfitOf(Metric objective, ProblemType type) {
  return "The objective metric " + std::string(Name(objective)) +
         " does not fit the problem type " + std::string(Name(type)) +
         ", which was inferred from the values of the target attribute.";
}

void DropForeignRanges(Plan& plan) {
  const DrawnMetrics metrics = DrawMetrics(plan, 0);
  std::erase_if(plan.metric_ranges,
                [&](const MetricRange& range) { return !metrics.Find(range.metric); });
}

}  // namespace

tl::expected<Plan, std::string> WithData(Plan plan, const DataFacts& facts,
                                         const RequestedProblem& requested) {
  plan.data = Storable(facts);
  if (!IsTabular(plan.kind) || requested.problem_type || !facts.problem_type) return plan;
  const ProblemType type = *facts.problem_type;
  if (requested.objective && !IsObjectiveOf(type, *requested.objective)) {
    return tl::unexpected(MisfitOf(*requested.objective, type));
  }
  plan.problem_type = type;
  plan.objective = requested.objective.value_or(DefaultObjective(type));
  DropForeignRanges(plan);
  return plan;
}

Plan WithFailedAnalysis(Plan plan, std::string reason) {
  const auto analysis =
      std::find_if(plan.phases.begin(), plan.phases.end(),
                   [](const PlannedPhase& phase) { return IsAnalysis(phase.status); });
  if (analysis == plan.phases.end()) return plan;
  plan.end = AnalysisEnd(plan).value_or(plan.end);
  plan.phases.erase(analysis + 1, plan.phases.end());
  plan.final_status = JobStatus::kFailed;
  plan.final_secondary_status = SecondaryStatus::kFailed;
  plan.failure_reason = Bounded(std::move(reason));
  plan.partial_failure_reasons.clear();
  plan.endpoint_name.reset();
  plan.candidates.clear();
  plan.metric_ranges.clear();
  plan.explainability_failed = plan.model_insights_failed = plan.deployment_failed = false;
  if (plan.held_at && *plan.held_at >= plan.end) plan.held_at.reset();
  return plan;
}

}  // namespace autopilot
