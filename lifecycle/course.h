#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "lifecycle/events.h"
#include "lifecycle/plan.h"
#include "lifecycle/timeline.h"

namespace autopilot {

// What a plan and those of its events that lie at or before `now` amount to, in clock time. What
// the API shows happens at whole milliseconds, so every instant in here is cut down to one, and
// `now` is compared after the same cut: what is shown never lies after `now`, and a terminal state
// shows exactly when its LastModifiedTime has come.
struct Course {
  Course(const Plan& plan, const EventLog& events, Timestamp now);

  Timestamp Shown(Nominal n) const { return FloorToMillis(timeline.At(n)); }
  bool IsTerminal() const { return final_at <= now; }
  // The instant up to which the plan has made progress: a stop request freezes it.
  Timestamp ProgressUntil() const { return stop_requested ? *stop_requested : now; }
  // EndTime of the terminal state: the service shows it 31 ms before LastModifiedTime, but a job
  // does not end before its last phase (or its Stopping) has begun.
  Timestamp EndTime(const Plan& plan) const;
  // EndTime if nobody had stopped the job.
  Timestamp PlannedEndTime(const Plan& plan) const;

  Timestamp now;
  Timeline timeline;
  Timestamp created;
  Timestamp planned_final;                  // the terminal instant of the undisturbed plan
  std::optional<Timestamp> stop_requested;  // the first request before the job was terminal
  Timestamp final_at;                       // LastModifiedTime of the terminal state
};

// Index into Plan::phases of the phase that runs at the instant up to which progress was made.
std::size_t CurrentPhase(const Plan& plan, const Course& course);

// AnalyzingData or PreTraining; ModelTuning or TrainingModels; the explainability or the model
// insights report.
bool IsAnalysis(SecondaryStatus status);
bool IsTraining(SecondaryStatus status);
bool IsReport(SecondaryStatus status);

// True if the plan's last phase is carried through rather than cut short by a limit or a failure.
bool RunsToTheEnd(const Plan& plan);

}  // namespace autopilot
