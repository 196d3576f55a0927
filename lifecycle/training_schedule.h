#pragma once

#include <cstdint>
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

// Lays `count` candidates (forecasting: one for each algorithm and their ensemble) from `start` on,
// ten at a time: a wave starts when the whole wave before it has ended. HPO candidates take 2 to 5
// minutes each; the other kinds' fill `wave_length`. A training that takes longer than the spec's
// MaxRuntimePerTrainingJob is cut at that limit and counts (has metrics, may be best) if half of it
// was done.
TrainingSchedule ScheduleTraining(const JobSpec& spec, std::int64_t count, Nominal start,
                                  Nominal wave_length, DrawKey key);

// The job ends at `limit`, before its time: candidates that would start from then on are dropped,
// those in training are cut. What was cut is not "a model whose training was completed", so it
// cannot be the best one; it has metrics if half of it was done.
void CutTraining(TrainingSchedule& training, Nominal limit);

}  // namespace autopilot
