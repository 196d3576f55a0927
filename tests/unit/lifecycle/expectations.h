#pragma once

#include <string>
#include <vector>

#include "common/time.h"
#include "lifecycle/state.h"

// What holds for every job at every instant. The functions fail fatally: look at HasFatalFailure.

namespace autopilot {

// "Starting AnalyzingData Failed/Failed"
std::string SequenceOf(const Plan& plan);

// The status that a query takes from the projection.
JobStatus StatusFrom(const Projection& projection, Timestamp now);

// What is shown of a job or its candidates later goes with what was shown earlier.
void ExpectMonotonic(const JobState& before, const JobState& after);
void ExpectMonotonic(const std::vector<CandidateState>& before,
                     const std::vector<CandidateState>& after);

void ExpectTimesInOrder(const JobState& state, Timestamp now);
void ExpectCandidateInsideJob(const CandidateState& c, const JobState& job, Timestamp now);

}  // namespace autopilot
