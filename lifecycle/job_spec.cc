#include "lifecycle/job_spec.h"

#include "common/ascii.h"

namespace autopilot {

DrawKey JobDrawKey(std::uint64_t seed, const Scope& scope, std::string_view job_name) {
  const DrawKey region = Derive(Derive(Derive(seed, "job"), scope.account), scope.region);
  return Derive(region, ToLowerAscii(job_name));
}

}  // namespace autopilot
