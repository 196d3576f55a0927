#include "lifecycle/progression.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "lifecycle/course.h"
#include "lifecycle/limits.h"
#include "lifecycle/plan.h"

namespace autopilot {
namespace {

__extension__ using Wide = __int128;

// The map from a plan's times to those of the same plan with phases of equal length.
class EvenPhases {
 public:
  EvenPhases(const Plan& plan, Nominal length) : length_(length) {
    for (const PlannedPhase& phase : plan.phases) starts_.push_back(phase.start);
    starts_.push_back(plan.end);
  }

  Nominal Start(std::size_t phase) const {
    return Nominal{length_.us * static_cast<std::int64_t>(phase)};
  }

  // Where a time of that phase, both ends included, comes to lie.
  Nominal Of(Nominal n, std::size_t phase) const {
    const std::int64_t had = starts_[phase + 1].us - starts_[phase].us;
    if (had <= 0) return Start(phase);
    const Wide inside =
        Wide{std::clamp<std::int64_t>(n.us - starts_[phase].us, 0, had)} * length_.us / had;
    return Start(phase) + Nominal{static_cast<std::int64_t>(inside)};
  }

 private:
  Nominal length_;
  std::vector<Nominal> starts_;
};

// The phase in which that time lies, the last one of those that begin there.
std::size_t PhaseAt(const Plan& plan, Nominal n) {
  std::size_t phase = plan.phases.size() - 1;
  while (phase > 0 && plan.phases[phase].start > n) --phase;
  return phase;
}

void MakePhasesEven(Plan& plan, Nominal length) {
  const EvenPhases even(plan, length);
  const auto training =
      std::find_if(plan.phases.begin(), plan.phases.end(),
                   [](const PlannedPhase& phase) { return IsTraining(phase.status); });
  if (training != plan.phases.end()) {
    const auto phase = static_cast<std::size_t>(training - plan.phases.begin());
    for (PlannedCandidate& candidate : plan.candidates) {
      candidate.start = even.Of(candidate.start, phase);
      candidate.end = even.Of(candidate.end, phase);
    }
  }
  if (plan.held_at) plan.held_at = even.Of(*plan.held_at, PhaseAt(plan, *plan.held_at));
  for (std::size_t n = 0; n < plan.phases.size(); ++n) plan.phases[n].start = even.Start(n);
  plan.end = even.Start(plan.phases.size());
}

}  // namespace

void ApplyProgression(Plan& plan, const Progression& progression) {
  plan.progression = progression;
  if (progression.mode != ProgressionMode::kSecondsPerPhase) return;
  const auto phases = static_cast<std::int64_t>(plan.phases.size());
  const std::int64_t length =
      std::min<std::int64_t>(progression.phase_length.count(), kLongestPlan.us / phases);
  MakePhasesEven(plan, Nominal{length});
}

}  // namespace autopilot
