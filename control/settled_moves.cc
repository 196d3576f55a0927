#include "control/settled_moves.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

namespace autopilot {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;
using Done = ControlState::Done;
using Look = std::function<ProfileQueue::Outstanding()>;
using Act = std::function<void(Done)>;

json PendingJson(const ProfileQueue::Outstanding& outstanding) {
  json list = json::array();
  for (const auto& [scope, name] : outstanding.jobs) {
    list.push_back({{"AutoMLJobName", name},
                    {"region", scope.region},
                    {"reason", "its data is still being read"}});
  }
  if (list.empty() && outstanding.may_be_more) {
    list.push_back({{"reason", "the jobs whose data is to be read are still being looked up"}});
  }
  return list;
}

// Calls `act` once `look` finds nothing, at the latest at the deadline.
void SettleThen(const Settling& settling, Look look, Act act, Done done) {
  if (look().IsNothing()) return act(std::move(done));
  const auto wait = settling.deadline.value_or(settling.profiles.options().settle_deadline);
  const auto deadline = steady_clock::now() + std::min(wait, kLongestSettling);
  const auto check = [look = std::move(look)] {
    const auto outstanding = look();
    return WaitCheck{
        .met = outstanding.IsNothing(), .answer = PendingJson(outstanding), .next_look = {}};
  };
  const auto settled = [act = std::move(act), done, deadline](const WaitCheck& last) {
    if (!last.met && steady_clock::now() < deadline) {
      return done(tl::unexpected(ControlError{.message = "The server is shutting down.",
                                              .kind = ControlErrorKind::kStopping}));
    }
    if (last.met) return act(done);
    act([done, pending = last.answer](ControlState::Outcome outcome) {
      if (outcome) (*outcome)["pending"] = pending;
      done(std::move(outcome));
    });
  };
  const auto waiting = settling.waits.Wait(check, deadline, settled);
  if (waiting) return;
  ControlError refusal = waiting.error();
  refusal.kind = ControlErrorKind::kStopping;
  done(tl::unexpected(std::move(refusal)));
}

Look LookAt(const Settling& settling, const std::string& account) {
  return [&profiles = settling.profiles, account] { return profiles.OutstandingOf(account); };
}

}  // namespace

void ChangeClockSettled(const Settling& settling, const std::string& account,
                        std::optional<ClockSetting::Mode> mode, std::optional<Timestamp> to,
                        Done done) {
  if (!to || *to <= settling.state.Now(account)) {
    return ChangeClock(settling.state, account, mode, to, std::move(done));
  }
  SettleThen(
      settling, LookAt(settling, account),
      [&state = settling.state, account, mode, to](Done then) {
        ChangeClock(state, account, mode, to, std::move(then));
      },
      std::move(done));
}

void AdvanceClockSettled(const Settling& settling, const std::string& account,
                         std::chrono::microseconds by, TimeUnit unit, Done done) {
  SettleThen(
      settling, LookAt(settling, account),
      [&state = settling.state, account, by, unit](Done then) {
        AdvanceClock(state, account, by, unit, std::move(then));
      },
      std::move(done));
}

void ResetClockSettled(const Settling& settling, const std::string& account, Done done) {
  if (settling.state.Wall() <= settling.state.Now(account)) {
    return ResetClock(settling.state, account, std::move(done));
  }
  SettleThen(
      settling, LookAt(settling, account),
      [&state = settling.state, account](Done then) {
        ResetClock(state, account, std::move(then));
      },
      std::move(done));
}

void AdvanceJobSettled(const Settling& settling, const Scope& scope, const std::string& name,
                       const JobMove& move, Done done) {
  // Only the job itself knows whether it would pass its gate.
  const auto on_first = [settling, scope, name, move, done](ControlState::Outcome outcome) {
    if (outcome || outcome.error().kind != ControlErrorKind::kPending) {
      return done(std::move(outcome));
    }
    SettleThen(
        settling,
        [&profiles = settling.profiles, scope, name] {
          return profiles.OutstandingOf(scope, name);
        },
        [&state = settling.state, scope, name, move](const Done& then) {
          AdvanceJob(state, scope, name, move, then);
        },
        done);
  };
  AdvanceJob(settling.state, scope, name, move, on_first);
}

}  // namespace autopilot
