#include "api/operations/describe_job.h"

#include <cstdint>
#include <string>
#include <utility>

#include "api/operations/json_access.h"
#include "api/protocol/errors.h"
#include "control/job_control.h"
#include "lifecycle/state.h"
#include "lifecycle/transitions.h"

namespace autopilot {
namespace {

bool IsManual(const JobRecord& job) {
  return job.plan.progression.mode == ProgressionMode::kManual;
}

std::string FamilyOf(const JobRecord& job, Timestamp now) {
  const auto state = Evaluate(job.plan, job.events, now);
  return std::to_string(static_cast<int>(job.api_version)) + "/" +
         std::to_string(static_cast<int>(job.plan.kind)) + "/" +
         std::string(Name(state.secondary_status));
}

}  // namespace

void DescribeJob(const OperationContext& context, const Call& call,
                 std::function<bool(const JobRecord&)> shows,
                 std::function<std::string(const JobSnapshot&)> render, OutputReply reply) {
  const auto name = StringMember(call.input, "AutoMLJobName");
  const JobVersion* version =
      call.notes.wants_span ? context.store.VersionOf(call.scope, name) : nullptr;
  const std::uint64_t at_version = version == nullptr ? 0 : version->load();
  const auto job = context.store.FindJob(call.scope, name);
  if (!job || !shows(*job)) return reply(tl::unexpected(errors::JobNotFound(name)));
  const bool counts = call.is_answered && IsManual(*job) &&
                      !IsTerminal(Evaluate(job->plan, job->events, call.now).status);
  if (version != nullptr && !IsManual(*job)) {
    call.notes.span = {.from = call.now,
                       .until = NextChange(job->plan, job->events, call.now),
                       .version = version,
                       .at_version = at_version,
                       .family = FamilyOf(*job, call.now)};
  }
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
