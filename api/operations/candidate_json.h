#pragma once

#include "api/protocol/json_writer.h"
#include "lifecycle/job_spec.h"
#include "lifecycle/plan.h"
#include "lifecycle/state.h"

namespace autopilot {

// Which part of a job a candidate is shown for: only the best one of a job whose reports are done
// has CandidateArtifactLocations.
enum class ShowArtifacts { kNo, kYes };

// Writes one AutoMLCandidate structure.
void WriteCandidate(JsonWriter& writer, const Plan& plan, const JobIdentity& job,
                    const CandidateState& state, ShowArtifacts artifacts);

}  // namespace autopilot
