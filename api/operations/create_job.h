#pragma once

#include "api/operations/operation.h"
#include "lifecycle/job_spec.h"
#include "storage/records.h"

namespace autopilot {

// What both create operations do once the request has passed its rules: plan the job, store it with
// its tags unless the name is taken or the quota is used up, answer with the ARN.
void CreateJob(const OperationContext& context, const Call& call, ApiVersion version,
               const JobSpec& spec, OutputReply reply);

}  // namespace autopilot
