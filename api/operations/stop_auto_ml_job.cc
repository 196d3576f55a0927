#include <algorithm>

#include "api/operations/json_access.h"
#include "api/operations/operations.h"
#include "api/protocol/errors.h"
#include "lifecycle/state.h"

namespace autopilot {

// Stopping takes a while: the answer is empty, the job becomes
// Stopping and later Stopped. Stopping once more is accepted, stopping an ended job is not.
void StopAutoMLJob(const OperationContext& context, const Call& call, OutputReply reply) {
  auto work = [scope = call.scope, name = StringMember(call.input, "AutoMLJobName"),
               &clock = context.clock](WriteTransaction& transaction) -> Result<std::string> {
    auto job = transaction.FindJob(scope, name);
    if (!job) return tl::unexpected(errors::JobNotFound(name));
    // The instant is that of the write, not of the request: a state that somebody saw while the
    // request waited must stand.
    const auto at = std::max(FloorToMillis(clock.Now()), job->events.back().at);
    const auto status = Evaluate(job->plan, job->events, at).status;
    if (IsTerminal(status)) return tl::unexpected(errors::JobNotStoppable(Name(status)));
    if (status != JobStatus::kStopping) {
      transaction.AppendEvent(*job, {.kind = EventKind::kStopRequested, .at = at});
    }
    return "";
  };
  WriteThenReply(context.store, std::move(work), std::move(reply));
}

}  // namespace autopilot
