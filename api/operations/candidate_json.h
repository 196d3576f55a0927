#pragma once

#include "api/protocol/json_writer.h"
#include "lifecycle/candidate_view.h"
#include "lifecycle/state.h"

namespace autopilot {

// Only the best candidate of a job whose reports are done has CandidateArtifactLocations.
enum class ShowArtifacts { kNo, kYes };

// A candidate at one instant.
struct ShownCandidate {
  CandidateView view;
  CandidateState state;
  ShowArtifacts artifacts = ShowArtifacts::kNo;
};

// Writes one AutoMLCandidate structure.
void WriteCandidate(JsonWriter& writer, const ShownCandidate& candidate);

}  // namespace autopilot
