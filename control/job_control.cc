#include "control/job_control.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "common/iso_time.h"
#include "control/job_events.h"
#include "lifecycle/candidate_view.h"
#include "lifecycle/state.h"
#include "lifecycle/transitions.h"

namespace autopilot {
namespace {

using nlohmann::json;

template <typename... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

std::optional<Nominal> TargetOf(const JobRecord& job, const JobMove& move, Timestamp now) {
  return std::visit(
      Overloaded{[&](ToNextPhase) { return NextPhase(job.plan, job.events, now); },
                 [&](ToTheEnd) { return JobEnd(job.plan, job.events, now); },
                 [&](ToPhase to) { return PhaseStart(job.plan, job.events, now, to.phase); },
                 [&](FurtherBy further) { return Further(job.plan, job.events, now, further.by); }},
      move);
}

// The phases that the job can still be sent to.
std::vector<std::string> PhasesAhead(const JobRecord& job, Timestamp now) {
  std::vector<std::string> names;
  for (const PlannedPhase& phase : job.plan.phases) {
    if (PhaseStart(job.plan, job.events, now, phase.status)) names.emplace_back(Name(phase.status));
  }
  return names;
}

std::string StatusText(const JobState& state) {
  return std::string(Name(state.status)) + "/" + std::string(Name(state.secondary_status));
}

ControlError CannotMoveYet(const JobRecord& job, Timestamp now) {
  return {.message = "The job " + job.name + " is " +
                     StatusText(Evaluate(job.plan, job.events, now)) +
                     " and cannot go there yet: its data is still being read.",
          .kind = ControlErrorKind::kPending};
}

ControlError CannotMove(const JobRecord& job, const JobMove& move, Timestamp now) {
  const JobState state = Evaluate(job.plan, job.events, now);
  const std::string status = StatusText(state);
  if (IsTerminal(state.status)) {
    return {.message = "The job " + job.name + " is " + status + " and does not move any more.",
            .kind = ControlErrorKind::kConflict};
  }
  std::string message = "The job " + job.name + " is " + status + " and cannot go there.";
  if (const auto* to = std::get_if<ToPhase>(&move)) {
    message = "The job " + job.name + " is " + status + " and cannot go to " +
              std::string(Name(to->phase)) + ".";
  }
  return {.message = message,
          .path = "/to",
          .available = PhasesAhead(job, now),
          .kind = ControlErrorKind::kConflict};
}

void Advance(WriteTransaction& transaction, JobRecord& job, Nominal to, Timestamp now) {
  for (const Event& event : AdvanceEvents(job.plan, job.events, to, now)) {
    transaction.AppendEvent(job, event);
  }
  if (job.ticks != 0) transaction.SetTicks(job, 0);
}

JobIdentity IdentityForNames(const JobRecord& job) {
  return {.scope = job.scope, .name = job.name, .output_path = {}};
}

json TransitionJson(const JobRecord& job, const Transition& transition) {
  json value = json::object();
  value["at"] = transition.at ? json(IsoTime(*transition.at)) : json(nullptr);
  value["happened"] = transition.happened;
  std::visit(Overloaded{[&](const JobTransition& to) {
                          value["AutoMLJobStatus"] = Name(to.status);
                          value["AutoMLJobSecondaryStatus"] = Name(to.secondary_status);
                        },
                        [&](const CandidateTransition& to) {
                          value["CandidateName"] =
                              CandidateName(job.plan, IdentityForNames(job), to.candidate);
                          value["CandidateStatus"] = Name(to.status);
                        }},
             transition.to);
  return value;
}

}  // namespace

void AdvanceJob(ControlState& state, const Scope& scope, const std::string& name, JobMove move,
                ControlState::Done done) {
  state.Write(
      [&state, scope, name, move](WriteTransaction& transaction) -> ControlState::Outcome {
        auto job = transaction.FindJob(scope, name);
        if (!job) {
          return tl::unexpected(ControlError{.message = "There is no job " + name + " in account " +
                                                        scope.account + " and region " +
                                                        scope.region + ".",
                                             .kind = ControlErrorKind::kNotFound});
        }
        // What another request has made of the job in the meantime must stand.
        const Timestamp now =
            std::max(state.NowIn(transaction, scope.account), job->events.back().at);
        const auto target = TargetOf(*job, move, now);
        if (!target) return tl::unexpected(CannotMove(*job, move, now));
        const auto gate = ShutGate(job->plan, job->events, now);
        if (gate && *target > *gate) return tl::unexpected(CannotMoveYet(*job, now));
        if (auto full = CheckRoomForEvent(*job)) return tl::unexpected(*std::move(full));
        Advance(transaction, *job, *target, now);
        return JobStatusJson(*job, now);
      },
      std::move(done));
}

void CountDescribe(WriteTransaction& transaction, JobRecord& job, Timestamp now) {
  if (job.ticks + 1 < job.plan.progression.times) {
    return transaction.SetTicks(job, job.ticks + 1);
  }
  const Timestamp at = std::max(now, job.events.back().at);
  if (const auto next = NextTick(job.plan, job.events, at)) Advance(transaction, job, *next, at);
}

json JobStatusJson(const JobRecord& job, Timestamp now) {
  const JobState state = Evaluate(job.plan, job.events, now);
  json value{{"AutoMLJobName", job.name},
             {"AutoMLJobStatus", Name(state.status)},
             {"AutoMLJobSecondaryStatus", Name(state.secondary_status)},
             {"account", job.scope.account},
             {"region", job.scope.region},
             {"now", IsoTime(now)}};
  if (!job.plan.scenario.empty()) value["scenario"] = job.plan.scenario;
  return value;
}

json TimelineJson(const JobRecord& job, Timestamp now) {
  json value = JobStatusJson(job, now);
  value["transitions"] = json::array();
  for (const Transition& transition : TransitionsOf(job.plan, job.events, now)) {
    value["transitions"].push_back(TransitionJson(job, transition));
  }
  return value;
}

}  // namespace autopilot
