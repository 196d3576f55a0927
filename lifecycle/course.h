#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "lifecycle/events.h"
#include "lifecycle/plan.h"
#include "lifecycle/timeline.h"

namespace autopilot {

// A stop request that came before the job was terminal.
struct StopCourse {
  Timestamp requested;
  Timeline timeline;  // goes on with the events behind the request, which the plan knows no more
  Nominal end;        // when the job is Stopped
  std::int64_t change = 0;  // the number of the request's change
};

// What a plan and those of its events that lie at or before `now` amount to, in clock time. What
// the API shows happens at whole milliseconds, so every instant in here is cut down to one, and
// `now` is compared after the same cut: what is shown never lies after `now`, and a terminal state
// shows exactly when its LastModifiedTime has come.
struct Course {
  Course(const Plan& plan, const EventLog& events, Timestamp now);

  Timestamp Shown(Nominal n) const { return FloorToMillis(timeline.At(n)); }
  bool IsTerminal() const { return final_at <= now; }
  // The instant up to which the plan has made progress: a stop request freezes it.
  Timestamp ProgressUntil() const { return stop ? stop->requested : now; }
  // EndTime of the terminal state: the service shows it 31 ms before LastModifiedTime, but a job
  // does not end before its last phase (or its Stopping) has begun, nor before an event that
  // changed when it ends.
  Timestamp EndTime(const Plan& plan) const;
  // EndTime if nobody had stopped the job, nor interfered otherwise after that segment of the
  // timeline.
  Timestamp PlannedEndTime(const Plan& plan, std::size_t segment) const;

  Timestamp now;
  Timeline timeline;
  std::optional<StopCourse> stop;  // the first one that counts
  Timestamp created;
  Timestamp final_at;  // LastModifiedTime of the terminal state; kNever if it does not come
};

// Index into Plan::phases of the phase that runs at the instant up to which progress was made.
std::size_t CurrentPhase(const Plan& plan, const Course& course);

// The nominal instant at which finished candidates are modified for the last time.
Nominal CandidatesSettle(const Plan& plan);

// AnalyzingData or PreTraining; ModelTuning or TrainingModels; the explainability or the model
// insights report.
bool IsAnalysis(SecondaryStatus status);
bool IsTraining(SecondaryStatus status);
bool IsReport(SecondaryStatus status);

// True if the plan's last phase is carried through rather than cut short by a limit or a failure.
bool RunsToTheEnd(const Plan& plan);

}  // namespace autopilot
