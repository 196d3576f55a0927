#pragma once

#include <optional>

#include "common/time.h"
#include "lifecycle/outcome.h"
#include "lifecycle/plan.h"
#include "lifecycle/training_schedule.h"

namespace autopilot {

// What a test's outcome does to a plan whose phases are laid out. The candidates of the plan are
// still in `training` in the first three of these.

// The job fails halfway through that phase: what would come later does not, candidates in training
// become Stopped. Nothing happens to a job that does not have the phase.
void FailDuring(Plan& plan, TrainingSchedule& training, const PlannedFailure& failure);

// When the job's own runtime limit comes in the middle of the training: there, or when the best
// candidate (without a chosen one the first that can be it) has finished, if that is later and it
// is not the only one. A job of one candidate thus ends without any, which clients must bear too.
// Nothing without a training phase.
std::optional<Nominal> LimitDuringTraining(const Plan& plan, const TrainingSchedule& training,
                                           const Outcome& outcome);

// Ends the job at its own limit. Unfinished steps such as the deployment are not completed.
void CutAtJobLimit(Plan& plan, TrainingSchedule& training, Nominal limit);

// The steps behind the training that fail, with their reasons, if the job comes so far.
void FailSteps(Plan& plan, const Outcome& outcome);

// The candidates' qualities and the metrics that go with them.
void SteerMetrics(Plan& plan, const Outcome& outcome);

// The phase of that status in the plan: where it begins and ends; nothing if there is none.
struct PhaseSpan {
  Nominal start;
  Nominal end;

  Nominal Middle() const { return start + Nominal{(end - start).us / 2}; }
};
std::optional<PhaseSpan> SpanOf(const Plan& plan, SecondaryStatus phase);

}  // namespace autopilot
