#pragma once

#include <functional>
#include <string>

#include "api/operations/job_json.h"
#include "api/operations/operation.h"

namespace autopilot {

// What both Describe operations do: finds the job, answers what `render` makes of it. A call about
// a job in manual progression is counted, in one transaction with what it sees; the answers of such
// a job come one after the other. `shows` tells which jobs the operation knows.
void DescribeJob(const OperationContext& context, const Call& call,
                 std::function<bool(const JobRecord&)> shows,
                 std::function<std::string(const JobSnapshot&)> render, OutputReply reply);

}  // namespace autopilot
