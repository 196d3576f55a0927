#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/admin/control_api.h"

namespace autopilot {

// Applies the files of a folder in the order of their names, hidden ones excepted:
//   *.jsonl  an export, put in place of what there is of its owner;
//   *.json   a list of control requests, [{"method": "PUT", "path": "/_autopilot/clock?account=…",
//            "body": {...}}, ...], or an object as LoadScenarios takes it, for all accounts.
// Where `kept` says that the store holds jobs already, what would replace or outdate these is left
// out: exports and requests to clocks. Their files, with the entry, are returned, to be told.
// Throws StartFileError for anything else and for the first entry that is refused; what came before
// it stays.
enum class KeptJobs { kNo, kYes };
std::vector<std::string> ApplyInitFolder(const std::filesystem::path& folder, KeptJobs kept,
                                         const ControlApi& api);

}  // namespace autopilot
