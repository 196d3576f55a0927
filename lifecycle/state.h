#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "common/time.h"
#include "lifecycle/events.h"
#include "lifecycle/plan.h"

namespace autopilot {

// A job at one instant: state = f(plan, events, now). Nothing ticks; events later than `now` do not
// count. All instants shown, and `now` itself, are cut down to the millisecond before they are
// compared, so none shown lies after `now` and a terminal state shows once its LastModifiedTime has
// come. The plan's candidates are not looked at.
struct JobState {
  JobStatus status = JobStatus::kInProgress;
  SecondaryStatus secondary_status = SecondaryStatus::kStarting;
  Timestamp created;
  Timestamp last_modified;
  std::optional<Timestamp> ended;  // terminal only; at most 31 ms before last_modified, as observed
  bool data_analyzed = false;      // AnalyzingData or PreTraining lies behind: artifacts, resolved
                                   // attributes may be shown
  bool shows_best_candidate = false;  // training lies behind, or the job is terminal
  // The job is terminal, however it ended, and its report phases lie behind: artifact locations of
  // the best candidate may be shown.
  bool reports_done = false;
  bool endpoint_deployed = false;
  // The deployment lies behind and made no endpoint: ModelDeployResult is shown without a name.
  bool deployment_failed = false;
};
JobState Evaluate(const Plan& plan, const EventLog& events, Timestamp now);

// One candidate at that instant. Candidates that have not started are not in the list; those not
// started when the job was stopped never are. HPO candidates begin and end at whole seconds, as
// recorded, as long as the job has run at the real speed and by itself. Finished candidates are
// modified once more, as recorded: HPO ones at the end of the training phase, those of the other
// kinds one nominal second before the end of the job; in both cases at a stop that comes first.
struct CandidateState {
  std::size_t index = 0;  // into Plan::candidates
  CandidateStatus status = CandidateStatus::kInProgress;
  Timestamp created;
  Timestamp last_modified;
  std::optional<Timestamp> ended;
  bool shows_metrics = false;
  bool may_be_best = false;
};
std::vector<CandidateState> EvaluateCandidates(const Plan& plan, const EventLog& events,
                                               Timestamp now);

// The best of those candidates by the plan's objective. Ties go to the one of higher quality where
// a test gave the metrics, else to the one that started first. Nothing if none qualifies.
std::optional<CandidateState> BestCandidate(const Plan& plan,
                                            const std::vector<CandidateState>& candidates);

// What a query can compare with `now` without evaluating the job, rewritten when an event is
// appended. Until `final_at` the job is InProgress, or Stopping from `stop_requested` on.
struct Projection {
  Timestamp created;
  std::optional<Timestamp> stop_requested;
  Timestamp final_at;  // the LastModifiedTime of the terminal state; far away if it never comes
  JobStatus final_status = JobStatus::kCompleted;

  bool operator==(const Projection&) const = default;
};
Projection Project(const Plan& plan, const EventLog& events);

}  // namespace autopilot
