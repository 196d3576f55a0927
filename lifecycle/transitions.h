#pragma once

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

#include "common/time.h"
#include "lifecycle/events.h"
#include "lifecycle/plan.h"

namespace autopilot {

struct JobTransition {
  JobStatus status = JobStatus::kInProgress;
  SecondaryStatus secondary_status = SecondaryStatus::kStarting;

  bool operator==(const JobTransition&) const = default;
};
struct CandidateTransition {
  std::size_t candidate = 0;  // into Plan::candidates
  CandidateStatus status = CandidateStatus::kInProgress;

  bool operator==(const CandidateTransition&) const = default;
};

// A change that a client can see: what is so from `at` on.
struct Transition {
  std::optional<Timestamp> at;  // as shown; nothing: never, unless the test moves the job
  bool happened = false;
  std::variant<JobTransition, CandidateTransition> to;

  bool operator==(const Transition&) const = default;
};

// All transitions of the job, those that happened and those to come if nobody interferes any more,
// in the order in which they happen: at one instant, candidates before the job that they end with,
// and after the phase that they begin in. Those of candidates that never start are left out.
std::vector<Transition> TransitionsOf(const Plan& plan, const EventLog& events, Timestamp now);

// Where a test can send a job, in nominal time, as the argument of a kAdvanced event at `now`.
// Nothing where the job is terminal, or already at or behind the place. While the job is Stopping,
// the end of that is the next phase, and no other one can be reached.
std::optional<Nominal> NextPhase(const Plan& plan, const EventLog& events, Timestamp now);
// The same for the next step of manual progression, which does not leave the phase in which a job
// is stuck, nor passes a gate that is shut.
std::optional<Nominal> NextTick(const Plan& plan, const EventLog& events, Timestamp now);
std::optional<Nominal> PhaseStart(const Plan& plan, const EventLog& events, Timestamp now,
                                  SecondaryStatus phase);
// The end of the job, of its Stopping if it is being stopped.
std::optional<Nominal> JobEnd(const Plan& plan, const EventLog& events, Timestamp now);
// `by` further than it is now, at most to the end.
std::optional<Nominal> Further(const Plan& plan, const EventLog& events, Timestamp now, Nominal by);

// Where the job waits until its data has been read, or will wait if that takes so long. Nothing
// once it was read, nor for a job that has been asked to stop.
std::optional<Nominal> ShutGate(const Plan& plan, const EventLog& events, Timestamp now);

// The first clock instant after `now` at which anything shown of the job changes, or at which an
// event lies that is still ahead; nothing if it stays as it is.
std::optional<Timestamp> NextChange(const Plan& plan, const EventLog& events, Timestamp now);

}  // namespace autopilot
