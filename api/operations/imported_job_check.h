#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/model/service_model.h"
#include "api/options.h"
#include "storage/records.h"

namespace autopilot {

// What is wrong with a job that comes from outside, as a sentence; nothing if the create operation
// of its API version takes its request (its shape and all rules), and if its name and its plan are
// of that request. Operations read stored requests without looking twice.
std::optional<std::string> ProblemOfImportedJob(const JobRecord& job, const ServiceModel& model,
                                                const ApiOptions& options);

// The same for the tags of a resource: what AddTags would say of them.
std::optional<std::string> ProblemOfImportedTags(const std::vector<Tag>& tags,
                                                 const ServiceModel& model);

}  // namespace autopilot
