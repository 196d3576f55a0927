#include "lifecycle/state.h"

#include <algorithm>
#include <cstddef>

#include "lifecycle/course.h"

namespace autopilot {
namespace {

// True if the plan has phases for which `is` holds and the first `over` ones contain them all.
bool LieBehind(const Plan& plan, std::size_t over, bool (*is)(SecondaryStatus)) {
  const auto matches = [&](const PlannedPhase& phase) { return is(phase.status); };
  const auto not_over = plan.phases.begin() + static_cast<std::ptrdiff_t>(over);
  return std::any_of(plan.phases.begin(), not_over, matches) &&
         std::none_of(not_over, plan.phases.end(), matches);
}

bool IsDeployment(SecondaryStatus status) { return status == SecondaryStatus::kDeployingModel; }

}  // namespace

JobState Evaluate(const Plan& plan, const EventLog& events, Timestamp now) {
  const Course course(plan, events, now);
  const std::size_t current = CurrentPhase(plan, course);
  const bool terminal = course.IsTerminal();
  const bool all_done = terminal && !course.stop && RunsToTheEnd(plan);
  const std::size_t over = all_done ? plan.phases.size() : current;

  JobState state;
  state.created = course.created;
  if (terminal) {
    state.last_modified = course.final_at;
    state.ended = course.EndTime(plan);
    state.status = course.stop ? JobStatus::kStopped : plan.final_status;
    state.secondary_status = course.stop ? SecondaryStatus::kStopped : plan.final_secondary_status;
  } else if (course.stop) {
    state.last_modified = course.stop->requested;
    state.status = JobStatus::kStopping;
    state.secondary_status = SecondaryStatus::kStopping;
  } else {
    state.last_modified = course.Shown(plan.phases[current].start);
    state.secondary_status = plan.phases[current].status;
  }
  state.data_analyzed = LieBehind(plan, over, IsAnalysis);
  state.shows_best_candidate = terminal || LieBehind(plan, over, IsTraining);
  state.reports_done = terminal && LieBehind(plan, over, IsReport);
  state.deployment_failed = plan.deployment_failed && LieBehind(plan, over, IsDeployment);
  state.endpoint_deployed = plan.endpoint_name.has_value() && LieBehind(plan, over, IsDeployment);
  return state;
}

Projection Project(const Plan& plan, const EventLog& events) {
  const Course course(plan, events, Timestamp::max());
  return {.created = course.created,
          .stop_requested = course.stop ? std::optional(course.stop->requested) : std::nullopt,
          .final_at = course.final_at,
          .final_status = course.stop ? JobStatus::kStopped : plan.final_status};
}

}  // namespace autopilot
