#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/time.h"
#include "storage/connection.h"
#include "storage/records.h"

namespace autopilot {

// The SQL over the jobs of an account, in all of its regions; no account: all jobs. Contracts as in
// WriteTransaction; throws like job_table.h.

bool HasJobs(Connection& connection, std::string_view account);
bool HasJobs(Connection& connection);
// How many accounts have jobs; no more than `most` are counted.
std::size_t CountAccounts(Connection& connection, std::size_t most);
const std::string& CountAccountsSql();
std::vector<JobRecord> RunningJobs(Connection& connection, std::string_view account, Timestamp now);
void VisitJobs(Connection& connection, const std::optional<std::string>& account,
               const std::function<void(const JobRecord&)>& visit);
void RemoveJobs(Connection& connection, const std::optional<std::string>& account);

// The statement of RunningJobs.
const std::string& RunningJobsSql();

}  // namespace autopilot
