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
               &control = context.control](WriteTransaction& transaction) -> Result<std::string> {
    auto job = transaction.FindJob(scope, name);
    if (!job) return tl::unexpected(errors::JobNotFound(name));
    // The instant is that of the write, not of the request: a state that somebody saw while the
    // request waited must stand.
    const auto at = std::max(control.NowIn(transaction, scope.account), job->events.back().at);
    const auto status = Evaluate(job->plan, job->events, at).status;
    if (IsTerminal(status)) return tl::unexpected(errors::JobNotStoppable(Name(status)));
    if (status != JobStatus::kStopping) {
      for (const Event& event : StopEvents(job->plan, job->events, at)) {
        transaction.AppendEvent(*job, event);
      }
      // In manual progression Stopping is shown as often as any phase.
      if (job->ticks != 0) transaction.SetTicks(*job, 0);
    }
    return "";
  };
  auto stopped = [&profiles = context.profiles, scope = call.scope,
                  name = StringMember(call.input, "AutoMLJobName"),
                  reply = std::move(reply)](Result<std::string> answer) {
    if (answer) profiles.Forget(scope, name);
    reply(std::move(answer));
  };
  WriteThenReply(context.store, std::move(work), std::move(stopped));
}

}  // namespace autopilot
