#include "lifecycle/course.h"

#include <algorithm>
#include <iterator>

namespace autopilot {
namespace {

constexpr Nominal kStopping = Nominal::Seconds(30);
// Recorded for ensembling.
constexpr Nominal kSettledBeforeEnd = Nominal::Seconds(1);
constexpr auto kEndBeforeLastModified = std::chrono::milliseconds(31);

}  // namespace

Course::Course(const Plan& plan, const EventLog& events, Timestamp at)
    : now(std::min<Timestamp>(FloorToMillis(at), kNever - std::chrono::milliseconds(1))),
      timeline(events.front()),
      created(Shown(Nominal{})) {
  for (const Event& event : events) {
    const Timestamp instant = FloorToMillis(event.at);
    if (instant > now) break;
    if (stop) {
      stop->timeline.Add(event);
    } else if (event.kind != EventKind::kStopRequested) {
      timeline.Add(event);
    } else if (instant < Shown(plan.end)) {
      stop = {.requested = instant,
              .timeline = timeline,
              .end = timeline.Position(instant) + kStopping,
              .change = event.change};
      // What it waits for would come to nothing: Stopping takes its time.
      stop->timeline.OpenGate(event);
    }
  }
  final_at = stop ? FloorToMillis(stop->timeline.At(stop->end)) : Shown(plan.end);
}

Timestamp Course::EndTime(const Plan& plan) const {
  if (!stop) return PlannedEndTime(plan, timeline.SegmentOf(plan.end));
  return std::max<Timestamp>(stop->requested, final_at - kEndBeforeLastModified);
}

Timestamp Course::PlannedEndTime(const Plan& plan, std::size_t segment) const {
  const Timeline::Segment& last = timeline.Segments()[segment];
  return std::max<Timestamp>(FloorToMillis(last.At(plan.phases.back().start)),
                             FloorToMillis(last.At(plan.end)) - kEndBeforeLastModified);
}

std::size_t CurrentPhase(const Plan& plan, const Course& course) {
  std::size_t current = plan.phases.size() - 1;
  while (current > 0 && course.Shown(plan.phases[current].start) > course.ProgressUntil()) {
    --current;
  }
  return current;
}

Nominal CandidatesSettle(const Plan& plan) {
  if (plan.kind != JobKind::kTabularHpo) return plan.end - kSettledBeforeEnd;
  const auto training =
      std::find_if(plan.phases.begin(), plan.phases.end(),
                   [](const PlannedPhase& phase) { return IsTraining(phase.status); });
  if (training == plan.phases.end() || std::next(training) == plan.phases.end()) return plan.end;
  return std::next(training)->start;
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
