#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>

#include "common/scope.h"
#include "common/time.h"
#include "control/control_state.h"
#include "lifecycle/vocabulary.h"

namespace autopilot {

struct ToNextPhase {};
struct ToTheEnd {};  // of a job that is Stopping: of that
struct ToPhase {
  SecondaryStatus phase;
};
struct FurtherBy {
  Nominal by;
};
using JobMove = std::variant<ToNextPhase, ToTheEnd, ToPhase, FurtherBy>;

// Moves a job on at once, whatever its clock and progression. Refused where it cannot go: an ended
// job, a phase that lies behind or that its kind lacks (with those that it can go to); as kPending
// where its data has to be read first (settled_moves.h waits for that). The answer is the job as
// JobStatusJson has it.
void AdvanceJob(ControlState& state, const Scope& scope, const std::string& name, JobMove move,
                ControlState::Done done);

// One step of manual progression: counts an answered Describe call inside its write transaction and
// moves the job to its next phase when it has been shown often enough.
void CountDescribe(WriteTransaction& transaction, JobRecord& job, Timestamp now);

// {"AutoMLJobName", "AutoMLJobStatus", "AutoMLJobSecondaryStatus", …} of the job at `now`.
nlohmann::json JobStatusJson(const JobRecord& job, Timestamp now);

// All its transitions, past and to come, with the candidates by name.
nlohmann::json TimelineJson(const JobRecord& job, Timestamp now);

}  // namespace autopilot
