#pragma once

#include <chrono>
#include <cstdint>

namespace autopilot {

// What makes a job go on. Stored in plans: never renumber.
enum class ProgressionMode : std::uint8_t {
  kTime = 0,             // the account's clock, at the account's speed
  kSecondsPerPhase = 1,  // the account's clock; every phase lasts the same time of it
  kManual = 2,           // answered Describe calls of the job; its own time stands still
  kImmediate = 3,        // terminal from its creation
};

struct Progression {
  ProgressionMode mode = ProgressionMode::kTime;
  std::chrono::microseconds phase_length{0};  // kSecondsPerPhase: clock time, > 0
  std::int64_t times = 1;                     // kManual: Describe calls that show each phase, >= 1

  bool operator==(const Progression&) const = default;
};

struct Plan;

// Gives the finished plan its progression. For kSecondsPerPhase its nominal times are stretched or
// shrunk, phase by phase, until each phase lasts `phase_length` at rate 1; what happens within a
// phase keeps its place in it.
void ApplyProgression(Plan& plan, const Progression& progression);

}  // namespace autopilot
