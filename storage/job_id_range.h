#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "common/scope.h"
#include "storage/connection.h"

namespace autopilot {

// The jobs of a scope whose ids lie between two, both included.
struct JobIdRange {
  std::int64_t low = std::numeric_limits<std::int64_t>::min();
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
  // At most so many jobs of the scope are outside. It counts their events, too, since it is taken
  // from the numbers of changes.
  std::int64_t most_outside = 0;
};

// Those that were created at the instants between two, in stored microseconds, both included: exact
// where DoCreationTimesAscend. Nothing if there are none. Throws SQLite::Exception.
std::optional<JobIdRange> FindIdRange(Connection& connection, const Scope& scope,
                                      std::int64_t created_low, std::int64_t created_high);

}  // namespace autopilot
