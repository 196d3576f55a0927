#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/draws.h"
#include "lifecycle/job_spec.h"
#include "lifecycle/plan.h"

namespace autopilot {

// How long the training phase goes on after its last candidate, in the kinds other than HPO.
inline constexpr Nominal kAfterLastCandidate = Nominal::Seconds(2);

// The training phase of a plan: its candidates and how long it takes.
struct TrainingSchedule {
  std::vector<PlannedCandidate> candidates;  // in start order
  std::vector<Nominal> full_lengths;         // of each candidate's training, were it never cut
  Nominal end;                               // a little after the last candidate's
};

// One for each algorithm that the spec allows, and their ensemble.
std::int64_t ForecastCandidates(const JobSpec& spec);

// Lays `count` candidates (forecasting: the last one is the ensemble of the others) from `start`
// on, ten at a time: a wave starts when the whole wave before it has ended. HPO candidates take 2
// to 5 minutes each; the other kinds' fill `wave_length`. A training that takes longer than the
// spec's MaxRuntimePerTrainingJob is cut at that limit and counts (has metrics, may be best) if
// half of it was done.
TrainingSchedule ScheduleTraining(const JobSpec& spec, std::int64_t count, Nominal start,
                                  Nominal wave_length, DrawKey key);

// Gives a training phase that begins at `start` that length, with everything in it in its place.
// The limit of a single training cuts what is longer than it now.
void StretchTraining(TrainingSchedule& training, Nominal start, Nominal length,
                     std::optional<Nominal> limit);

// Ends the first candidates as a test decides: a failed one after half of its training, without
// metrics; a stopped one after three quarters, which count as they do for a runtime limit.
void EndCandidates(TrainingSchedule& training, const std::vector<CandidateStatus>& statuses);

// The job ends at `limit`, before its time: candidates that would start from then on are dropped,
// those in training are cut. What was cut is not "a model whose training was completed", so it
// cannot be the best one; it has metrics if half of it was done.
void CutTraining(TrainingSchedule& training, Nominal limit);

}  // namespace autopilot
