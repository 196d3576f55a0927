#pragma once

#include <filesystem>

#include "server/admin/control_api.h"

namespace autopilot {

// Applies the files of a folder in the order of their names, hidden ones excepted:
//   *.jsonl  an export, put in place of what there is of its owner;
//   *.json   a list of control requests, [{"method": "PUT", "path": "/_autopilot/clock?account=…",
//            "body": {...}}, ...], or an object as LoadScenarios takes it, for all accounts.
// Throws StartFileError for anything else and for the first entry that is refused; what came before
// it stays.
void ApplyInitFolder(const std::filesystem::path& folder, const ControlApi& api);

}  // namespace autopilot
