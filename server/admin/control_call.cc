#include "server/admin/control_call.h"

#include "api/protocol/responses.h"

namespace autopilot {
namespace {

using nlohmann::json;

struct ErrorForm {
  unsigned status;
  std::string_view type;
};

ErrorForm FormOf(ControlErrorKind kind) {
  switch (kind) {
    case ControlErrorKind::kInvalid:
      break;
    case ControlErrorKind::kNotFound:
      return {404, "NotFoundException"};
    case ControlErrorKind::kConflict:
    case ControlErrorKind::kPending:
      return {409, "ConflictException"};
    case ControlErrorKind::kFailed:
      return {500, "InternalFailure"};
    case ControlErrorKind::kStopping:
      return {503, "ServiceUnavailable"};
  }
  return {400, "ValidationException"};
}

}  // namespace

ControlCall::ControlCall(const ControlServices& services, ControlRecord record, Finish finish)
    : services_(services), record_(std::move(record)), finish_(std::move(finish)) {}

std::optional<std::string> ControlCall::AccountOrAll() const { return AccountOf(account()); }

std::optional<std::string> ControlCall::Query(const std::string& name) const {
  const auto found = input_.query.find(name);
  return found == input_.query.end() ? std::nullopt : std::optional(found->second);
}

JsonFields ControlCall::Fields() const {
  JsonFields fields(body());
  fields.Any("account");
  return fields;
}

ControlContext ControlCall::Context() const {
  return {.account = account(), .operations = services_.operations};
}

void ControlCall::Answer(const json& body, unsigned status) {
  Send(ControlJson(status, body, record_.request_id));
}

void ControlCall::Refuse(const ControlError& error) {
  const ErrorForm form = FormOf(error.kind);
  if (error.kind == ControlErrorKind::kFailed) record_.internal_error = error.message;
  Refuse(form.status, form.type, error);
}

void ControlCall::Refuse(unsigned status, std::string_view type, const ControlError& error) {
  record_.error_type = type;
  record_.error_message = error.message;
  json body{{"__type", type}, {"message", error.message}};
  if (!error.path.empty()) body["path"] = error.path;
  if (!error.available.empty()) body["available"] = error.available;
  Answer(body, status);
}

void ControlCall::Fail(std::string internal_error) {
  record_.internal_error = std::move(internal_error);
  Refuse(500, "InternalFailure", {.message = "The request failed; the server's log says why."});
}

void ControlCall::Send(Response response) {
  if (std::exchange(sent_, true)) return;
  record_.status = response.status;
  record_.latency = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - started_);
  finish_(record_, std::move(response));
}

ControlState::Done AnswerWith(CallPtr call) {
  return AnswerWith(std::move(call), [](json answer) { return answer; });
}

ControlState::Done AnswerWith(CallPtr call, std::function<json(json)> make_answer) {
  return [call = std::move(call),
          make_answer = std::move(make_answer)](ControlState::Outcome outcome) {
    if (!outcome) return call->Refuse(outcome.error());
    call->Answer(make_answer(std::move(*outcome)));
  };
}

Response ControlJson(unsigned status, const json& body, const std::string& request_id) {
  return {.status = status,
          .content_type = "application/json",
          // A path may hold bytes that are not UTF-8.
          .body = body.dump(-1, ' ', false, json::error_handler_t::replace) + "\n",
          .headers = {{"x-amzn-RequestId", request_id}, {"Cache-Control", "no-store"}}};
}

}  // namespace autopilot
