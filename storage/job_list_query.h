#pragma once

#include "storage/connection.h"
#include "storage/records.h"

namespace autopilot {

// ListAutoMLJobs, streamed from an index that has the wanted order; contract at JobQuery. Runs
// several statements, so the caller holds a read transaction. Throws SQLite::Exception, StoreError.
JobPage ListJobs(Connection& connection, const JobQuery& query);

}  // namespace autopilot
