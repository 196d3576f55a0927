#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include "server/admin/reset.h"
#include "server/admin/routes.h"

namespace autopilot {
namespace {

using nlohmann::json;

// moto's own routes, so that a suite written for its server finds them here. They are about all
// accounts, as they are there. Transitions are those of moto's state manager.
constexpr auto kModel = "sagemaker::auto_ml_job";

constexpr Named<ProgressionMode> kProgressions[] = {{"time", ProgressionMode::kTime},
                                                    {"manual", ProgressionMode::kManual},
                                                    {"immediate", ProgressionMode::kImmediate}};

ControlError UnknownModel(const std::string& path, const std::string& name) {
  return UnknownName(path, "model_name", name, {kModel});
}

// As moto answers where it has nothing to say.
void SendEmpty(ControlCall& call, unsigned status) {
  call.Send({.status = status,
             .content_type = "application/json",
             .body = {},
             .headers = {{"x-amzn-RequestId", call.record().request_id}}});
}

void PostReset(const CallPtr& call) {
  ResetAll(call->services().control, kAllAccounts, AnswerWith(call, [](const json&) {
             return json{{"status", "ok"}};
           }));
}

template <typename Change>
void ChangeForAll(const CallPtr& call, unsigned status, Change change) {
  call->state().Update(
      kAllAccounts,
      [change](WriteTransaction&, AccountSettings& settings) -> ControlState::Outcome {
        change(settings);
        return json();
      },
      [call, status](ControlState::Outcome outcome) {
        if (!outcome) return call->Refuse(outcome.error());
        SendEmpty(*call, status);
      });
}

void PostSeed(const CallPtr& call) {
  const auto text = call->Query("a").value_or("");
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return call->Refuse({.message = "The query parameter 'a' must be a whole number from 0 to "
                                    "18446744073709551615: the seed.",
                         .path = "/a"});
  }
  ChangeForAll(call, 200, [seed](AccountSettings& settings) { settings.seed = seed; });
}

json TransitionOf(const Progression& progression) {
  json transition = ToJson(progression);
  transition["progression"] = transition.at("mode");
  transition.erase("mode");
  return transition;
}

void GetTransition(const CallPtr& call) {
  const auto name = call->Query("model_name");
  if (name != kModel) return call->Refuse(UnknownModel("/model_name", name.value_or("")));
  call->Answer(TransitionOf(call->state().ProgressionOf(kAllAccounts)));
}

void CheckModel(JsonFields& fields) {
  const auto name = fields.String("model_name");
  fields.Require({"model_name"});
  if (name && *name != kModel) fields.Refuse(UnknownModel("/model_name", *name));
}

Progression ReadTransition(JsonFields& fields) {
  auto transition = fields.Object("transition");
  fields.Require({"transition"});
  if (!transition) return {};
  const bool is_known =
      transition->OneOf<ProgressionMode>("progression", kProgressions).has_value();
  json form = json::object();
  if (const json* seconds = transition->Any("seconds")) form["seconds"] = *seconds;
  if (const json* times = transition->Any("times")) form["times"] = *times;
  transition->Require({"progression"});
  fields.Refuse(transition->Done());
  if (!is_known) return {};
  form["mode"] = *transition->Any("progression");
  auto progression = ParseProgression(form, transition->path());
  if (progression) return *progression;
  fields.Refuse(std::move(progression.error()));
  return {};
}

void PostSetTransition(const CallPtr& call) {
  JsonFields fields(call->body());
  CheckModel(fields);
  const Progression progression = ReadTransition(fields);
  if (const auto error = fields.Done()) return call->Refuse(*error);
  ChangeForAll(call, 201,
               [progression](AccountSettings& settings) { settings.progression = progression; });
}

void PostUnsetTransition(const CallPtr& call) {
  JsonFields fields(call->body());
  CheckModel(fields);
  if (const auto error = fields.Done()) return call->Refuse(*error);
  ChangeForAll(call, 201, [](AccountSettings& settings) { settings.progression.reset(); });
}

}  // namespace

std::vector<Route> MotoRoutes() {
  return {{.method = "POST",
           .path = "/moto-api/reset",
           .handle = PostReset,
           .accounts = Accounts::kNone},
          {.method = "POST",
           .path = "/moto-api/seed",
           .handle = PostSeed,
           .accounts = Accounts::kNone,
           .query = {"a"}},
          {.method = "GET",
           .path = "/moto-api/state-manager/get-transition",
           .handle = GetTransition,
           .accounts = Accounts::kNone,
           .query = {"model_name"}},
          {.method = "POST",
           .path = "/moto-api/state-manager/set-transition",
           .handle = PostSetTransition,
           .accounts = Accounts::kNone,
           .body = BodyUse::kObject},
          {.method = "POST",
           .path = "/moto-api/state-manager/unset-transition",
           .handle = PostUnsetTransition,
           .accounts = Accounts::kNone,
           .body = BodyUse::kObject}};
}

}  // namespace autopilot
