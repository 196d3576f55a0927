#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/model/service_model.h"
#include "api/options.h"
#include "api/protocol/message.h"
#include "common/scope.h"
#include "control/control.h"
#include "control/control_context.h"
#include "control/json_fields.h"
#include "server/readiness.h"
#include "storage/store.h"

namespace autopilot {

// What the routes of the control API work with. Outlives all calls.
struct ControlServices {
  Store& store;
  Control& control;
  const ApiOptions& api;      // the default scope; the limits that imported jobs are held to
  const ServiceModel& model;  // of the SageMaker API
  std::span<const std::string_view> operations;  // names of the SageMaker operations
  const Readiness& readiness;
  std::function<std::string()> metrics;  // the Prometheus text
  const std::string& tls_authority;      // see ControlApiOptions
};

// What one control request was, for the log and the metrics. Never holds a token.
struct ControlRecord {
  std::string request_id;
  std::string route;  // "PUT /_autopilot/clock"; "" if there is no such route
  std::string method;
  std::string path;
  std::string account;  // "" where the request was refused before it was known
  unsigned status = 0;
  std::string error_type;  // "" on success
  std::string error_message;
  std::string internal_error;  // the log's text of a 500
  std::chrono::microseconds latency{0};
};

// What the router has read of a request before its route gets it.
struct ControlInput {
  Scope scope;                                    // of the account ("*": of all) and the region
  std::map<std::string, std::string> parameters;  // of the path, by the names in its pattern
  std::map<std::string, std::string> query;
  nlohmann::json body;                 // null where the route takes none, or text
  std::string text;                    // the body of a route that takes text
  std::shared_ptr<ClientLink> client;  // null where there is no connection
};

// One control request on its way to its answer. A handler answers exactly once, at once or later,
// from any thread; what it gives away keeps the call alive.
class ControlCall {
 public:
  // Takes the answer, with the record of the whole call.
  using Finish = std::function<void(const ControlRecord&, Response)>;

  ControlCall(const ControlServices& services, ControlRecord record, Finish finish);

  const ControlServices& services() const { return services_; }
  ControlState& state() const { return services_.control.state; }
  ControlRecord& record() { return record_; }
  ControlInput& input() { return input_; }

  const Scope& scope() const { return input_.scope; }
  // Whose settings the call is about: an account, or "*" where the route allows that.
  const std::string& account() const { return input_.scope.account; }
  // The same with nothing for all accounts.
  std::optional<std::string> AccountOrAll() const;
  const std::string& Parameter(const std::string& name) const { return input_.parameters.at(name); }
  std::optional<std::string> Query(const std::string& name) const;
  const nlohmann::json& body() const { return input_.body; }
  // A reader of the body, to which the account is known.
  JsonFields Fields() const;
  ControlContext Context() const;

  void Answer(const nlohmann::json& body, unsigned status = 200);
  // 400, 404, 409, 500 or 503 by the kind of the error.
  void Refuse(const ControlError& error);
  void Refuse(unsigned status, std::string_view type, const ControlError& error);
  void Fail(std::string internal_error);
  void Send(Response response);

 private:
  const ControlServices& services_;
  ControlRecord record_;
  Finish finish_;
  ControlInput input_;
  bool sent_ = false;  // a failure behind the answer must not lead to another one
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};
using CallPtr = std::shared_ptr<ControlCall>;

// Answers the call with what becomes of a change.
ControlState::Done AnswerWith(CallPtr call);
// The same, with an answer that is made of that of the change.
ControlState::Done AnswerWith(CallPtr call,
                              std::function<nlohmann::json(nlohmann::json)> make_answer);

// JSON as every answer of the control API is written.
Response ControlJson(unsigned status, const nlohmann::json& body, const std::string& request_id);

}  // namespace autopilot
