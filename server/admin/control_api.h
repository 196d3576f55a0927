#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/options.h"
#include "api/protocol/message.h"
#include "control/control.h"
#include "server/admin/control_call.h"
#include "server/readiness.h"
#include "storage/store.h"

namespace autopilot {

struct ControlApiOptions {
  std::vector<std::string> allowed_hosts = {};  // see HostCheck
  // What requests have to carry, as "Authorization: Bearer TOKEN" or "X-Autopilot-Token: TOKEN",
  // unless they ask for health.
  std::optional<std::string> token = {};
  // Set where only health and metrics are served: the sentence that says why.
  std::string not_served = {};
  // The certificate that clients are to trust, in PEM; "" where it is not ours.
  std::string tls_authority = {};
};

// What the whole program has to do with the control API: everything under /_autopilot, /moto-api
// and /_localstack, /health and /metrics. The routes are in server/admin/*_routes.cc, and described
// for users in openapi.json.
//
// Errors are JSON: {"__type", "message", "path"?, "available"?}, where `path` is the JSON pointer
// of what is wrong and `available` the list of what would do. 400 a request that is wrong, 401
// without the token, 403 a host that is not allowed, 404 what does not exist, 405 a method that the
// path does not take, 409 what the state does not allow, 408 a wait that has run out, 503 a server
// that stops. A request that is refused has changed nothing.
class ControlApi {
 public:
  // Told of every request before its answer is sent; from any thread, must not throw.
  using Observer = std::function<void(const ControlRecord&)>;
  using RenderMetrics = std::function<std::string()>;

  // The references must outlive it. `api` is what the SageMaker API was started with.
  ControlApi(ControlApiOptions options, const ApiOptions& api, Store& store, Control& control,
             const Readiness& readiness, RenderMetrics metrics, Observer observer);
  // Waits for the answers that are outstanding: Control::Stop() ends the waits among them.
  ~ControlApi();

  // Whether a path belongs here rather than to the SageMaker API.
  static bool Owns(std::string_view path);

  // Answers one request; `reply` is called exactly once, perhaps later and on another thread.
  void Handle(Request request, Reply reply) const;
  // The same for requests that are ours: without a look at host and token, and whether or not the
  // API is served.
  void HandleOwn(Request request, Reply reply) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace autopilot
