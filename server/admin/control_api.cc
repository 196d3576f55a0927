#include "server/admin/control_api.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "api/model/service_model.h"
#include "api/outstanding.h"
#include "api/protocol/bounded_text.h"
#include "api/protocol/caller.h"
#include "api/protocol/responses.h"
#include "server/admin/control_input.h"
#include "server/admin/host_check.h"
#include "server/admin/route_table.h"
#include "server/admin/routes.h"
#include "server/admin/token_check.h"

namespace autopilot {
namespace {

// A path in an answer or a log line: no longer than any that exists.
constexpr std::size_t kMaxShownPath = 200;

std::vector<std::string_view> NamesOf(const ServiceModel& model) {
  std::vector<std::string_view> names;
  for (const OperationModel& operation : model.operations()) names.push_back(operation.name);
  return names;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool Below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

struct ControlApi::Impl {
  Impl(ControlApiOptions the_options, const ApiOptions& api, Store& store, Control& control,
       const Readiness& readiness, RenderMetrics metrics, Observer the_observer)
      : options(std::move(the_options)),
        api_options(api),
        hosts(options.allowed_hosts),
        operations(NamesOf(model)),
        services{.store = store,
                 .control = control,
                 .api = api_options,
                 .model = model,
                 .operations = operations,
                 .readiness = readiness,
                 .metrics = std::move(metrics),
                 .tls_authority = options.tls_authority},
        observer(std::move(the_observer)) {}

  CallPtr Begin(const Request& request, Reply reply);
  void Guard(const CallPtr& call, const std::function<void()>& step) const;
  // Whether the call may go on to `place`; else it is answered.
  bool Admit(ControlCall& call, const Request& request, const RouteTable::Place* place) const;
  void Route(const CallPtr& call, Request request, std::optional<RouteTable::Place> place) const;
  std::optional<RouteTable::Place> Find(const Request& request) const {
    return table.Find(request.method, request.Path());
  }

  const ControlApiOptions options;
  const ApiOptions api_options;
  const HostCheck hosts;
  const ServiceModel model;
  const std::vector<std::string_view> operations;
  const ControlServices services;
  const RouteTable table{AllRoutes()};
  const Observer observer;
  Outstanding outstanding;
};

CallPtr ControlApi::Impl::Begin(const Request& request, Reply reply) {
  outstanding.Begin();
  ControlRecord record;
  record.request_id = NewRequestId();
  record.method = PrintableText(request.method, kMaxShownPath);
  record.path = PrintableText(request.Path(), kMaxShownPath);
  return std::make_shared<ControlCall>(
      services, std::move(record),
      [this, reply = std::move(reply)](const ControlRecord& done, Response response) {
        try {
          // Whatever it was, somebody may have waited for it.
          if (done.method != "GET" && done.method != "HEAD") services.control.waits.Notify();
          observer(done);
        } catch (const std::exception&) {
          // The answer must not depend on the log.
        }
        const EndOfOne end(outstanding);  // whatever the reply does
        reply(std::move(response));
      });
}

bool ControlApi::Impl::Admit(ControlCall& call, const Request& request,
                             const RouteTable::Place* place) const {
  if (!hosts.Allows(request)) {
    call.Refuse(403, "AccessDeniedException",
                {.message = "The Host or Origin header of this request is not one of this server's "
                            "own. If it is yours, start autopilot-local with --allowed-host and "
                            "its name."});
    return false;
  }
  if (place != nullptr && place->is_open) return true;
  const bool is_operator =
      place != nullptr && place->route != nullptr && place->route->access == Access::kOperator;
  if (!options.not_served.empty() && !is_operator) {
    call.Refuse(404, "NotFoundException", {.message = options.not_served});
    return false;
  }
  if (options.token && !CarriesToken(request, *options.token)) {
    Response response =
        ControlJson(401, {{"__type", "UnauthorizedException"}, {"message", kTokenMissing}},
                    call.record().request_id);
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    call.record().error_type = "UnauthorizedException";
    call.record().error_message = kTokenMissing;
    call.Send(std::move(response));
    return false;
  }
  return true;
}

void ControlApi::Impl::Route(const CallPtr& call, Request request,
                             std::optional<RouteTable::Place> place) const {
  if (!place) {
    return call->Refuse(
        404, "NotFoundException",
        {.message = "There is no " + call->record().path + " here.", .available = table.paths()});
  }
  if (place->route == nullptr) {
    const std::string methods = Joined(place->methods);
    const std::string message = call->record().path + " takes " + methods + ".";
    Response response = ControlJson(405,
                                    {{"__type", "MethodNotAllowedException"},
                                     {"message", message},
                                     {"available", place->methods}},
                                    call->record().request_id);
    response.headers.emplace_back("Allow", methods);
    call->record().error_type = "MethodNotAllowedException";
    call->record().error_message = message;
    return call->Send(std::move(response));
  }
  call->record().route = LabelOf(*place->route);
  if (!place->parameters) {
    return call->Refuse({.message = "The path of the request is not UTF-8 in percent encoding."});
  }
  const Scope caller = ParseCaller(request, api_options.defaults).scope;
  auto input = ReadInput(*place->route, caller, std::move(request));
  if (!input) return call->Refuse(input.error());
  call->input() = std::move(*input);
  call->input().parameters = *std::move(place->parameters);
  if (place->route->accounts != Accounts::kNone) call->record().account = call->account();
  place->route->handle(call);
}

// Handlers throw before they answer or hand the call on, never afterwards.
void ControlApi::Impl::Guard(const CallPtr& call, const std::function<void()>& step) const {
  try {
    step();
  } catch (const std::exception& failure) {
    call->Fail(failure.what());
  }
}

ControlApi::ControlApi(ControlApiOptions options, const ApiOptions& api, Store& store,
                       Control& control, const Readiness& readiness, RenderMetrics metrics,
                       Observer observer)
    : impl_(std::make_unique<Impl>(std::move(options), api, store, control, readiness,
                                   std::move(metrics), std::move(observer))) {}

ControlApi::~ControlApi() { impl_->outstanding.WaitForNone(); }

bool ControlApi::Owns(std::string_view path) {
  return path == "/metrics" || path == "/health" || Below(path, "/_autopilot") ||
         Below(path, "/moto-api") || Below(path, "/_localstack");
}

void ControlApi::Handle(Request request, Reply reply) const {
  const CallPtr call = impl_->Begin(request, std::move(reply));
  impl_->Guard(call, [&] {
    auto place = impl_->Find(request);
    if (!impl_->Admit(*call, request, place ? &*place : nullptr)) return;
    impl_->Route(call, std::move(request), std::move(place));
  });
}

void ControlApi::HandleOwn(Request request, Reply reply) const {
  const CallPtr call = impl_->Begin(request, std::move(reply));
  impl_->Guard(call, [&] {
    auto place = impl_->Find(request);
    impl_->Route(call, std::move(request), std::move(place));
  });
}

}  // namespace autopilot
