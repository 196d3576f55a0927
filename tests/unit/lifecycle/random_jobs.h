#pragma once

#include <array>
#include <cstddef>

#include "common/draws.h"
#include "common/time.h"
#include "lifecycle/job_spec.h"
#include "lifecycle/outcome.h"
#include "lifecycle/progression.h"

namespace autopilot {

template <typename T, std::size_t N>
T Pick(Draws& draws, const std::array<T, N>& items) {
  return items[draws.Below(N)];
}

// A legal spec of any kind: every member is set in about half of them.
JobSpec RandomSpec(Draws& draws);
Rate RandomRate(Draws& draws);

// An outcome that fits the spec.
Outcome RandomOutcome(Draws& draws, const JobSpec& spec);
Progression RandomProgression(Draws& draws);

}  // namespace autopilot
