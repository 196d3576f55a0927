#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "datasets/inputs/data_request.h"

namespace autopilot {

// Whether the data of jobs is read; ours, see docs/fidelity.md.
enum class DataChecks : std::uint8_t {
  kOff,     // never: all data is assumed fine
  kAuto,    // where there is a store of objects; what we cannot read is assumed fine
  kStrict,  // what we cannot read is refused, too
};

struct DataOptions {
  DataChecks checks = DataChecks::kAuto;
  DataLimits limits{};
  std::chrono::milliseconds check_deadline{5'000};  // of a create request, from its arrival on
  std::chrono::milliseconds profile_deadline{3'600'000};  // of the whole profile of a job
  std::size_t check_threads = 4;
};

}  // namespace autopilot
