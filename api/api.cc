#include "api/api.h"

#include <exception>
#include <utility>

#include "api/model/service_model.h"
#include "api/model/validator.h"
#include "api/operations/json_access.h"
#include "api/operations/operation.h"
#include "api/protocol/caller.h"
#include "api/protocol/errors.h"
#include "api/protocol/foreign_service.h"
#include "api/protocol/json_reader.h"
#include "api/protocol/responses.h"

namespace autopilot {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view kTargetPrefix = "SageMaker.";

// One request on its way through the checks, until its reply has been sent.
struct Exchange {
  RequestRecord record;
  Reply reply;
  SteadyClock::time_point started = SteadyClock::now();
};

PageTokens::Secret TokenSecret(const ApiOptions& options, const Store& store) {
  return options.seed ? PageTokens::SecretOf(*options.seed) : store.Secret();
}

// The job that a request is about, for the log: as far as the body is usable.
std::string JobNameIn(const nlohmann::json& input) {
  const auto* name = Member(input, "AutoMLJobName");
  return name != nullptr && name->is_string() ? name->get<std::string>() : "";
}

}  // namespace

struct Api::Impl {
  ApiOptions options;
  Store& store;
  const Clock& clock;
  RequestObserver& observer;
  ServiceModel model;
  PageTokens tokens;
  OperationContext context{.options = options, .store = store, .tokens = tokens};

  // Tells the observer, then the client.
  void Send(const std::shared_ptr<Exchange>& exchange, Response response) {
    exchange->record.status = response.status;
    exchange->record.latency = std::chrono::duration_cast<std::chrono::microseconds>(
        SteadyClock::now() - exchange->started);
    observer.OnRequest(exchange->record);
    exchange->reply(std::move(response));
  }

  void Fail(const std::shared_ptr<Exchange>& exchange, const Error& error) {
    exchange->record.error_type = TypeOf(error.code).name;
    exchange->record.error_message = error.message;
    exchange->record.note = error.note;
    Send(exchange, ErrorResponse(error, exchange->record.request_id));
  }

  void Crash(const std::shared_ptr<Exchange>& exchange, const char* what) {
    exchange->record.internal_error = what;
    Fail(exchange, errors::InternalFailure());
  }

  // Checks 1 to 5 of the life of a request (docs/architecture.md). Returns nothing once answered.
  struct Accepted {
    Operation operation;
    Call call;
  };
  std::optional<Accepted> Accept(const Request& request,
                                 const std::shared_ptr<Exchange>& exchange) {
    auto& record = exchange->record;
    const auto caller = ParseCaller(request, options.defaults);
    record.scope = caller.scope;
    record.access_key_id = caller.access_key_id;
    if (const auto service = ForeignService(request, caller)) {
      const auto error = errors::WrongService(*service);
      record.error_type = TypeOf(error.code).name;
      record.error_message = error.message;
      Send(exchange, ForeignServiceResponse(request, *service, record.request_id));
      return std::nullopt;
    }
    if (request.method != "POST" || request.Path() != "/") {
      Fail(exchange, errors::MethodNotAllowed(request.method, request.Path()));
      return std::nullopt;
    }
    auto target = request.Header("x-amz-target");
    const auto operation_name = target.starts_with(kTargetPrefix)
                                    ? target.substr(kTargetPrefix.size())
                                    : std::string_view();
    const auto* operation = model.FindOperation(operation_name);
    if (operation == nullptr) {
      Fail(exchange, errors::UnknownOperation(target));
      return std::nullopt;
    }
    record.operation = operation_name;
    auto body = ReadJsonObject(request.body, options.max_json_depth);
    if (!body) {
      Fail(exchange, body.error());
      return std::nullopt;
    }
    record.job_name = JobNameIn(*body);
    auto input = CheckInput(*operation->input, std::move(*body));
    if (!input) {
      Fail(exchange, input.error());
      return std::nullopt;
    }
    record.warnings = std::move(input->unknown_members);
    return Accepted{.operation = FindOperation(operation_name),
                    .call = {.scope = caller.scope,
                             .now = FloorToMillis(clock.Now()),
                             .input = std::move(input->value)}};
  }

  void Handle(const Request& request, const std::shared_ptr<Exchange>& exchange) {
    const auto accepted = Accept(request, exchange);
    if (!accepted) return;
    accepted->operation(context, accepted->call, [this, exchange](Result<std::string> output) {
      if (!output) return Fail(exchange, output.error());
      Send(exchange, JsonResponse(std::move(*output), exchange->record.request_id));
    });
  }
};

Api::Api(ApiOptions options, Store& store, const Clock& clock, RequestObserver& observer)
    : impl_(new Impl{.options = options,
                     .store = store,
                     .clock = clock,
                     .observer = observer,
                     .model = ServiceModel(),
                     .tokens = PageTokens(TokenSecret(options, store))}) {}

Api::~Api() = default;

void Api::Handle(Request request, Reply reply) {
  auto exchange = std::make_shared<Exchange>();
  exchange->record.request_id = NewRequestId();
  exchange->reply = std::move(reply);
  // Operations throw before they reply or hand over to the writer, never afterwards.
  try {
    impl_->Handle(request, exchange);
  } catch (const std::exception& failure) {
    impl_->Crash(exchange, failure.what());
  }
}

}  // namespace autopilot
