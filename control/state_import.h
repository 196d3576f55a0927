#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/scope.h"
#include "common/time.h"
#include "control/control_error.h"
#include "control/settings.h"
#include "storage/records.h"

namespace autopilot {

struct ImportedTags {
  Scope scope;
  std::string resource;  // as the store knows it
  std::vector<Tag> tags;
};

// What an export holds, all of it checked.
struct ImportedState {
  std::string owner;
  std::map<std::string, AccountSettings> accounts;
  std::vector<JobRecord> jobs;
  std::vector<ImportedTags> tags;
};

// What is wrong with a job or the tags of a resource, as a sentence; nothing if an operation could
// have made them. Given by the caller, who knows the service model.
struct ImportChecks {
  std::function<std::optional<std::string>(const JobRecord&)> job;
  std::function<std::optional<std::string>(const std::vector<Tag>&)> tags;
};

// Reads the export of `owner` (see control/state_export.h). Clocks go on at `wall` from the value
// that they had. An error names the line.
ControlResult<ImportedState> ReadImport(std::string_view text, const std::string& owner,
                                        const ImportChecks& checks, Timestamp wall);

}  // namespace autopilot
