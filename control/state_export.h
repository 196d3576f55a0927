#pragma once

#include <string>
#include <string_view>

#include "common/time.h"
#include "storage/store.h"

namespace autopilot {

inline constexpr std::string_view kExportFormat = "autopilot-local-export";
inline constexpr int kExportVersion = 1;

// The state of an account, or of all ("*"), as JSON lines: a head, then for each account a line
// with its clock's mode and value (at `wall`) and its other settings, and a line for each job and
// for the tags of each resource. Jobs carry their plans and events in the stored form, so that they
// show the same past and the same future. Faults, the journal and snapshots are not part of it.
std::string Export(ReadTransaction& transaction, const std::string& owner, Timestamp wall);

}  // namespace autopilot
