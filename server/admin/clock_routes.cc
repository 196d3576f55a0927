#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "common/iso_time.h"
#include "control/settled_moves.h"
#include "server/admin/routes.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr Named<ClockSetting::Mode> kModes[] = {{"running", ClockSetting::Mode::kRunning},
                                                {"frozen", ClockSetting::Mode::kFrozen}};
constexpr Named<TimeUnit> kUnits[] = {{"clock", TimeUnit::kClock}, {"nominal", TimeUnit::kNominal}};

// A time as ISO 8601, or in seconds since 1970 as the SageMaker API has it.
std::optional<Timestamp> ReadTime(JsonFields& fields, std::string_view name) {
  const json* value = fields.Any(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) {
    const auto seconds = value->get<double>();
    if (seconds >= 0 &&
        seconds < std::chrono::duration<double>(kEndOfDates.time_since_epoch()).count()) {
      return Timestamp(std::chrono::microseconds(std::llround(seconds * 1e6)));
    }
  }
  if (value->is_string()) {
    if (const auto time = ParseIsoTime(value->get_ref<const std::string&>())) return time;
  }
  fields.Refuse(name,
                "must be a time of the years 1970 to 9999 such as '2026-01-31T12:34:56Z', or a "
                "number of seconds since 1970");
  return std::nullopt;
}

Settling SettlingOf(const ControlCall& call,
                    std::optional<std::chrono::microseconds> deadline = {}) {
  Control& control = call.services().control;
  return {.state = control.state,
          .profiles = control.profiles,
          .waits = control.waits,
          .deadline = deadline};
}

void GetClock(const CallPtr& call) { call->Answer(ClockJson(call->state(), call->account())); }

void PutClock(const CallPtr& call) {
  auto fields = call->Fields();
  const auto mode = fields.OneOf<ClockSetting::Mode>("mode", kModes);
  const auto now = ReadTime(fields, "now");
  if (!fields.Has("mode") && !fields.Has("now")) {
    fields.Refuse("mode", "must be given, or 'now', or both");
  }
  if (const auto error = fields.Done()) return call->Refuse(*error);
  ChangeClockSettled(SettlingOf(*call), call->account(), mode, now, AnswerWith(call));
}

void DeleteClock(const CallPtr& call) {
  ResetClockSettled(SettlingOf(*call), call->account(), AnswerWith(call));
}

void PostFreeze(const CallPtr& call) {
  if (const auto error = call->Fields().Done()) return call->Refuse(*error);
  FreezeClock(call->state(), call->account(), AnswerWith(call));
}

void PostRun(const CallPtr& call) {
  if (const auto error = call->Fields().Done()) return call->Refuse(*error);
  RunClock(call->state(), call->account(), AnswerWith(call));
}

void PostSet(const CallPtr& call) {
  auto fields = call->Fields();
  const auto to = ReadTime(fields, "to");
  fields.Require({"to"});
  if (const auto error = fields.Done()) return call->Refuse(*error);
  ChangeClockSettled(SettlingOf(*call), call->account(), {}, to, AnswerWith(call));
}

// Jobs are what a function makes of the clock: nothing that falls due takes time of its own but the
// reading of their data.
json Settled(json clock) {
  clock["settled"] = !clock.contains("pending");
  clock.emplace("pending", json::array());
  return clock;
}

void PostAdvance(const CallPtr& call) {
  auto fields = call->Fields();
  const auto by = fields.Duration("by");
  const auto unit = fields.OneOf<TimeUnit>("unit", kUnits);
  const auto deadline = fields.Duration("deadline");
  fields.Require({"by"});
  if (const auto error = fields.Done()) return call->Refuse(*error);
  AdvanceClockSettled(SettlingOf(*call, deadline), call->account(), *by,
                      unit.value_or(TimeUnit::kClock), AnswerWith(call, Settled));
}

Route ClockRoute(std::string_view method, std::string_view path, void (*handle)(const CallPtr&),
                 BodyUse body) {
  return {
      .method = method, .path = path, .handle = handle, .accounts = Accounts::kOne, .body = body};
}

}  // namespace

std::vector<Route> ClockRoutes() {
  constexpr std::string_view kClock = "/_autopilot/clock";
  return {ClockRoute("GET", kClock, GetClock, BodyUse::kNone),
          ClockRoute("PUT", kClock, PutClock, BodyUse::kObject),
          ClockRoute("DELETE", kClock, DeleteClock, BodyUse::kNone),
          ClockRoute("POST", "/_autopilot/clock/freeze", PostFreeze, BodyUse::kObject),
          ClockRoute("POST", "/_autopilot/clock/run", PostRun, BodyUse::kObject),
          ClockRoute("POST", "/_autopilot/clock/set", PostSet, BodyUse::kObject),
          ClockRoute("POST", "/_autopilot/clock/advance", PostAdvance, BodyUse::kObject)};
}

}  // namespace autopilot
