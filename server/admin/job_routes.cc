#include "control/settled_moves.h"

#include <optional>
#include <string>
#include <utility>

#include "server/admin/routes.h"

namespace autopilot {
namespace {

using nlohmann::json;

// The job of the path, or nothing once the call is refused.
std::optional<JobRecord> FindJob(ControlCall& call) {
  const std::string& name = call.Parameter("name");
  auto job = call.services().store.FindJob(call.scope(), name);
  if (!job) {
    call.Refuse({.message = "There is no job " + name + " in account " + call.scope().account +
                            " and region " + call.scope().region + ".",
                 .kind = ControlErrorKind::kNotFound});
  }
  return job;
}

Timestamp Now(const ControlCall& call) { return FloorToMillis(call.state().Now(call.account())); }

void GetJob(const CallPtr& call) {
  if (const auto job = FindJob(*call)) call->Answer(JobStatusJson(*job, Now(*call)));
}

void GetTimeline(const CallPtr& call) {
  if (const auto job = FindJob(*call)) call->Answer(TimelineJson(*job, Now(*call)));
}

std::vector<Named<JobMove>> Moves() {
  std::vector<Named<JobMove>> moves{{"next-phase", ToNextPhase{}}, {"end", ToTheEnd{}}};
  for (const SecondaryStatus phase : kAllPhases) {
    moves.push_back({Name(phase), ToPhase{phase}});
  }
  return moves;
}

void PostAdvance(const CallPtr& call) {
  static const auto kMoves = Moves();
  auto fields = call->Fields();
  auto move = fields.OneOf<JobMove>("to", kMoves);
  const auto by = fields.Duration("by");
  if (fields.Has("to") == fields.Has("by")) {
    fields.Refuse("to", "must be given, or 'by', not both");
  }
  if (const auto error = fields.Done()) return call->Refuse(*error);
  if (by) move = FurtherBy{Nominal{by->count()}};
  Control& control = call->services().control;
  const Settling settling{
      .state = control.state, .profiles = control.profiles, .waits = control.waits};
  AdvanceJobSettled(settling, call->scope(), call->Parameter("name"), *move, AnswerWith(call));
}

}  // namespace

std::vector<Route> JobRoutes() {
  return {{.method = "GET",
           .path = "/_autopilot/jobs/{name}",
           .handle = GetJob,
           .accounts = Accounts::kOne,
           .query = {"region"}},
          {.method = "GET",
           .path = "/_autopilot/jobs/{name}/timeline",
           .handle = GetTimeline,
           .accounts = Accounts::kOne,
           .query = {"region"}},
          {.method = "POST",
           .path = "/_autopilot/jobs/{name}/advance",
           .handle = PostAdvance,
           .accounts = Accounts::kOne,
           .body = BodyUse::kObject,
           .query = {"region"}}};
}

}  // namespace autopilot
