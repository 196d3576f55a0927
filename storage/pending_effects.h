#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/connection.h"
#include "storage/records.h"

namespace autopilot {

// The SQL of what is still to be done for jobs: a row for each thing that a job waits for, so that
// it is found without a look at all jobs, after a restart too. All throw SQLite::Exception.

// Stored: never renumber.
enum class PendingEffect : std::uint8_t { kProfile = 1 };

void AddPending(Connection& connection, PendingEffect effect, std::int64_t job_id);
void RemovePending(Connection& connection, PendingEffect effect, std::int64_t job_id);
// Those of all jobs of the account, or of all; the jobs have to be there still.
void RemoveAllPending(Connection& connection, const std::optional<std::string>& account);

// By id: the first `most` with a greater id than `after`.
std::vector<PendingJob> PendingJobs(Connection& connection, PendingEffect effect,
                                    std::int64_t after, std::size_t most);
const std::string& PendingJobsSql();

}  // namespace autopilot
