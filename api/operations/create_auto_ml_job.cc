#include "api/operations/create_job.h"
#include "api/operations/create_rules.h"
#include "api/operations/job_spec_reader.h"
#include "api/operations/operations.h"

namespace autopilot {

void CreateAutoMLJob(const OperationContext& context, const Call& call, OutputReply reply) {
  if (auto error = CheckCreateV1(call.input, context.options)) {
    return reply(tl::unexpected(std::move(*error)));
  }
  CreateJob(context, call, ApiVersion::kV1, SpecOfV1(call.input, context.options),
            std::move(reply));
}

}  // namespace autopilot
