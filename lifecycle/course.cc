#include "lifecycle/course.h"

#include <algorithm>

namespace autopilot {
namespace {

constexpr Nominal kStopping = Nominal::Seconds(30);
constexpr auto kEndBeforeLastModified = std::chrono::milliseconds(31);

}  // namespace

Course::Course(const Plan& plan, const EventLog& events, Timestamp at)
    : now(FloorToMillis(at)),
      timeline(events),
      created(Shown(Nominal{})),
      planned_final(Shown(plan.end)),
      final_at(planned_final) {
  for (const Event& event : events) {
    const Timestamp instant = FloorToMillis(event.at);
    if (event.kind != EventKind::kStopRequested || instant > now) continue;
    if (instant < planned_final) {
      stop_requested = instant;
      final_at = Shown(timeline.Reached(instant) + kStopping);
    }
    break;
  }
}

Timestamp Course::EndTime(const Plan& plan) const {
  if (!stop_requested) return PlannedEndTime(plan);
  return std::max<Timestamp>(*stop_requested, final_at - kEndBeforeLastModified);
}

Timestamp Course::PlannedEndTime(const Plan& plan) const {
  return std::max<Timestamp>(Shown(plan.phases.back().start),
                             planned_final - kEndBeforeLastModified);
}

std::size_t CurrentPhase(const Plan& plan, const Course& course) {
  std::size_t current = plan.phases.size() - 1;
  while (current > 0 && course.Shown(plan.phases[current].start) > course.ProgressUntil()) {
    --current;
  }
  return current;
}

bool IsAnalysis(SecondaryStatus status) {
  return status == SecondaryStatus::kAnalyzingData || status == SecondaryStatus::kPreTraining;
}

bool IsTraining(SecondaryStatus status) {
  return status == SecondaryStatus::kModelTuning || status == SecondaryStatus::kTrainingModels;
}

bool IsReport(SecondaryStatus status) {
  return status == SecondaryStatus::kGeneratingExplainabilityReport ||
         status == SecondaryStatus::kGeneratingModelInsightsReport;
}

bool RunsToTheEnd(const Plan& plan) {
  return plan.final_status == JobStatus::kCompleted &&
         plan.final_secondary_status != SecondaryStatus::kMaxAutoMLJobRuntimeReached;
}

}  // namespace autopilot
