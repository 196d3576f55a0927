#include "lifecycle/state.h"

#include <algorithm>
#include <cstddef>

#include "lifecycle/course.h"

namespace autopilot {
namespace {

bool HasPhase(const Plan& plan, SecondaryStatus status) {
  return std::any_of(plan.phases.begin(), plan.phases.end(),
                     [&](const PlannedPhase& phase) { return phase.status == status; });
}

// True if a phase for which `is` holds was started and is over.
bool LiesBehind(const Plan& plan, std::size_t current, bool all_done, bool (*is)(SecondaryStatus)) {
  const std::size_t over = all_done ? plan.phases.size() : current;
  return std::any_of(plan.phases.begin(), plan.phases.begin() + static_cast<std::ptrdiff_t>(over),
                     [&](const PlannedPhase& phase) { return is(phase.status); });
}

}  // namespace

JobState Evaluate(const Plan& plan, const EventLog& events, Timestamp now) {
  const Course course(plan, events, now);
  const std::size_t current = CurrentPhase(plan, course);
  const bool terminal = course.IsTerminal();
  const bool all_done = terminal && !course.stop_requested && RunsToTheEnd(plan);

  JobState state;
  state.created = course.created;
  if (terminal) {
    state.last_modified = course.final_at;
    state.ended = course.EndTime(plan);
    state.status = course.stop_requested ? JobStatus::kStopped : plan.final_status;
    state.secondary_status =
        course.stop_requested ? SecondaryStatus::kStopped : plan.final_secondary_status;
  } else if (course.stop_requested) {
    state.last_modified = *course.stop_requested;
    state.status = JobStatus::kStopping;
    state.secondary_status = SecondaryStatus::kStopping;
  } else {
    state.last_modified = course.Shown(plan.phases[current].start);
    state.secondary_status = plan.phases[current].status;
  }
  state.data_analyzed = LiesBehind(plan, current, all_done, IsAnalysis);
  state.shows_best_candidate = terminal || LiesBehind(plan, current, all_done, IsTraining);
  state.reports_done = all_done && HasPhase(plan, SecondaryStatus::kGeneratingExplainabilityReport);
  state.endpoint_deployed = all_done && plan.endpoint_name.has_value() &&
                            HasPhase(plan, SecondaryStatus::kDeployingModel);
  return state;
}

Projection Project(const Plan& plan, const EventLog& events) {
  const Course course(plan, events, Timestamp::max());
  return {.created = course.created,
          .stop_requested = course.stop_requested,
          .final_at = course.final_at,
          .final_status = course.stop_requested ? JobStatus::kStopped : plan.final_status};
}

}  // namespace autopilot
