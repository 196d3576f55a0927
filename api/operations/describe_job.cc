#include "api/operations/describe_job.h"

#include <utility>

#include "api/operations/json_access.h"
#include "api/protocol/errors.h"
#include "control/job_control.h"
#include "lifecycle/state.h"

namespace autopilot {
namespace {

bool IsManual(const JobRecord& job) {
  return job.plan.progression.mode == ProgressionMode::kManual;
}

}  // namespace

void DescribeJob(const OperationContext& context, const Call& call,
                 std::function<bool(const JobRecord&)> shows,
                 std::function<std::string(const JobSnapshot&)> render, OutputReply reply) {
  const auto name = StringMember(call.input, "AutoMLJobName");
  const auto job = context.store.FindJob(call.scope, name);
  if (!job || !shows(*job)) return reply(tl::unexpected(errors::JobNotFound(name)));
  const bool counts = call.is_answered && IsManual(*job) &&
                      !IsTerminal(Evaluate(job->plan, job->events, call.now).status);
  if (!counts) return reply(render(TakeSnapshot(*job, call.now)));
  auto work = [&control = context.control, scope = call.scope, name, shows = std::move(shows),
               render = std::move(render)](WriteTransaction& transaction) -> Result<std::string> {
    auto found = transaction.FindJob(scope, name);
    // It may be another job than a moment ago.
    if (!found || !shows(*found)) return tl::unexpected(errors::JobNotFound(name));
    const auto now = control.NowIn(transaction, scope.account);
    auto answer = render(TakeSnapshot(*found, now));
    if (IsManual(*found)) CountDescribe(transaction, *found, now);
    return answer;
  };
  WriteThenReply(context.store, std::move(work), std::move(reply));
}

}  // namespace autopilot
