#include <cstdint>
#include <utility>

#include "control/clock_control.h"
#include "server/admin/routes.h"
#include "server/admin/setting_source.h"

namespace autopilot {
namespace {

using nlohmann::json;

json SpeedJson(const ControlCall& call) {
  const auto& state = call.state();
  const auto has = [](const AccountSettings& settings) { return settings.rate.has_value(); };
  return {{"account", call.account()},
          {"speed", SpeedOf(state.RateOf(call.account()))},
          {"source", SourceOf(state, call.account(), has)}};
}

void GetSpeed(const CallPtr& call) { call->Answer(SpeedJson(*call)); }

void ChangeSpeed(const CallPtr& call, std::optional<Rate> rate) {
  SetSpeed(call->state(), call->account(), rate, AnswerWith(call, [call](const json& changed) {
             json answer = SpeedJson(*call);
             answer["jobs_changed"] = changed.at("jobs_changed");
             return answer;
           }));
}

void PutSpeed(const CallPtr& call) {
  auto fields = call->Fields();
  std::optional<Rate> rate;
  if (const json* speed = fields.Any("speed")) {
    auto parsed = ParseSpeed(*speed, fields.PathOf("speed"));
    if (parsed) {
      rate = *parsed;
    } else {
      fields.Refuse(std::move(parsed.error()));
    }
  }
  fields.Require({"speed"});
  if (const auto error = fields.Done()) return call->Refuse(*error);
  ChangeSpeed(call, rate);
}

void DeleteSpeed(const CallPtr& call) { ChangeSpeed(call, std::nullopt); }

json ProgressionJson(const ControlCall& call) {
  const auto& state = call.state();
  const auto has = [](const AccountSettings& settings) { return settings.progression.has_value(); };
  return {{"account", call.account()},
          {"progression", ToJson(state.ProgressionOf(call.account()))},
          {"source", SourceOf(state, call.account(), has)}};
}

void GetProgression(const CallPtr& call) { call->Answer(ProgressionJson(*call)); }

void ChangeProgression(const CallPtr& call, std::optional<Progression> progression) {
  call->state().Update(
      call->account(),
      [progression](WriteTransaction&, AccountSettings& settings) -> ControlState::Outcome {
        settings.progression = progression;
        return json();
      },
      AnswerWith(call, [call](const json&) { return ProgressionJson(*call); }));
}

void PutProgression(const CallPtr& call) {
  auto fields = call->Fields();
  std::optional<Progression> progression;
  if (const json* value = fields.Any("progression")) {
    auto parsed = ParseProgression(*value, fields.PathOf("progression"));
    if (parsed) {
      progression = *parsed;
    } else {
      fields.Refuse(std::move(parsed.error()));
    }
  }
  fields.Require({"progression"});
  if (const auto error = fields.Done()) return call->Refuse(*error);
  ChangeProgression(call, progression);
}

void DeleteProgression(const CallPtr& call) { ChangeProgression(call, std::nullopt); }

json SeedJson(const ControlCall& call) {
  const auto& state = call.state();
  const auto has = [](const AccountSettings& settings) { return settings.seed.has_value(); };
  return {{"account", call.account()},
          {"seed", state.SeedOf(call.account())},
          {"source", SourceOf(state, call.account(), has)}};
}

void GetSeed(const CallPtr& call) { call->Answer(SeedJson(*call)); }

void ChangeSeed(const CallPtr& call, std::optional<std::uint64_t> seed) {
  call->state().Update(
      call->account(),
      [seed](WriteTransaction&, AccountSettings& settings) -> ControlState::Outcome {
        settings.seed = seed;
        return json();
      },
      AnswerWith(call, [call](const json&) { return SeedJson(*call); }));
}

void PutSeed(const CallPtr& call) {
  auto fields = call->Fields();
  const json* seed = fields.Any("seed");
  fields.Require({"seed"});
  if (seed != nullptr && !seed->is_number_unsigned()) {
    fields.Refuse("seed", "must be a whole number from 0 to 18446744073709551615");
  }
  if (const auto error = fields.Done()) return call->Refuse(*error);
  ChangeSeed(call, seed->get<std::uint64_t>());
}

void DeleteSeed(const CallPtr& call) { ChangeSeed(call, std::nullopt); }

}  // namespace

std::vector<Route> SettingRoutes() {
  constexpr std::string_view kSpeed = "/_autopilot/speed";
  constexpr std::string_view kProgression = "/_autopilot/progression";
  constexpr std::string_view kSeed = "/_autopilot/seed";
  return {
      {.method = "GET", .path = kSpeed, .handle = GetSpeed},
      {.method = "PUT", .path = kSpeed, .handle = PutSpeed, .body = BodyUse::kObject},
      {.method = "DELETE", .path = kSpeed, .handle = DeleteSpeed},
      {.method = "GET", .path = kProgression, .handle = GetProgression},
      {.method = "PUT", .path = kProgression, .handle = PutProgression, .body = BodyUse::kObject},
      {.method = "DELETE", .path = kProgression, .handle = DeleteProgression},
      {.method = "GET", .path = kSeed, .handle = GetSeed},
      {.method = "PUT", .path = kSeed, .handle = PutSeed, .body = BodyUse::kObject},
      {.method = "DELETE", .path = kSeed, .handle = DeleteSeed}};
}

}  // namespace autopilot
