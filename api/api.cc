#include "api/api.h"

#include <exception>
#include <utility>

#include "api/model/service_model.h"
#include "api/model/validator.h"
#include "api/operations/json_access.h"
#include "api/operations/operation.h"
#include "api/outstanding.h"
#include "api/protocol/bounded_text.h"
#include "api/protocol/caller.h"
#include "api/protocol/errors.h"
#include "api/protocol/foreign_service.h"
#include "api/protocol/json_reader.h"
#include "api/protocol/responses.h"

namespace autopilot {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view kTargetPrefix = "SageMaker.";

// No job name is longer than 32 characters; a hostile one must not fill the log.
constexpr std::size_t kMaxLoggedName = 64;

// One request on its way through the checks, until its reply has been sent.
struct Exchange {
  RequestRecord record;
  Reply reply;
  SteadyClock::time_point started = SteadyClock::now();
};

// A request that has passed all checks that are the same for every operation.
struct Accepted {
  Operation operation = nullptr;
  Call call;
};

PageTokens::Secret TokenSecret(const ApiOptions& options, const Store& store) {
  return options.seed ? PageTokens::SecretOf(*options.seed) : store.Secret();
}

// The job that a request is about, for the log: as far as the body is usable.
std::string JobNameIn(const nlohmann::json& input) {
  const auto* name = Member(input, "AutoMLJobName");
  if (name == nullptr || !name->is_string()) return "";
  return BoundedText(name->get_ref<const std::string&>(), kMaxLoggedName);
}

}  // namespace

struct Api::Impl {
  ApiOptions options;
  Store& store;
  const Clock& clock;
  RequestObserver& observer;
  ServiceModel model;
  PageTokens tokens;
  OperationContext context{.options = options, .store = store, .clock = clock, .tokens = tokens};
  Outstanding outstanding{};

  // Tells the observer, then the client.
  void Send(Exchange& exchange, Response response) {
    exchange.record.status = response.status;
    exchange.record.latency = std::chrono::duration_cast<std::chrono::microseconds>(
        SteadyClock::now() - exchange.started);
    try {
      observer.OnRequest(exchange.record);
    } catch (const std::exception&) {
      // The answer must not depend on the log.
    }
    exchange.reply(std::move(response));
    outstanding.End();
  }

  void Fail(Exchange& exchange, const Error& error) {
    auto& record = exchange.record;
    record.error_type = TypeOf(error.code).name;
    record.error_message = error.message;
    (error.code == ErrorCode::kInternalFailure ? record.internal_error : record.note) = error.note;
    Send(exchange, ErrorResponse(error, record.request_id));
  }

  void RefuseForeign(Exchange& exchange, const Request& request, const std::string& service) {
    const auto error = errors::WrongService(service);
    exchange.record.error_type = TypeOf(error.code).name;
    exchange.record.error_message = error.message;
    Send(exchange, ForeignServiceResponse(request, service, exchange.record.request_id));
  }

  // Checks 3 and 4 of the life of a request (docs/architecture.md).
  Result<Accepted> Accept(const Request& request, const Caller& caller, RequestRecord& record) {
    if (request.method != "POST" || request.Path() != "/") {
      return tl::unexpected(errors::MethodNotAllowed(request.method, request.Path()));
    }
    const auto target = request.Header("x-amz-target");
    const auto operation_name = target.starts_with(kTargetPrefix)
                                    ? target.substr(kTargetPrefix.size())
                                    : std::string_view();
    const auto* operation = model.FindOperation(operation_name);
    if (operation == nullptr) return tl::unexpected(errors::UnknownOperation(target));
    record.operation = operation_name;
    auto body = ReadJsonObject(request.body, options.max_json_depth);
    if (!body) return tl::unexpected(std::move(body.error()));
    record.job_name = JobNameIn(*body);
    auto input = CheckInput(*operation->input, std::move(*body));
    if (!input) return tl::unexpected(std::move(input.error()));
    record.warnings = std::move(input->unknown_members);
    return Accepted{.operation = FindOperation(operation_name),
                    .call = {.scope = caller.scope,
                             .now = FloorToMillis(clock.Now()),
                             .input = std::move(input->value)}};
  }

  void Handle(const Request& request, const std::shared_ptr<Exchange>& exchange) {
    auto& record = exchange->record;
    const auto caller = ParseCaller(request, options.defaults);
    record.scope = caller.scope;
    record.access_key_id = caller.access_key_id;
    if (const auto service = ForeignService(request, caller)) {
      return RefuseForeign(*exchange, request, *service);
    }
    const auto accepted = Accept(request, caller, record);
    if (!accepted) return Fail(*exchange, accepted.error());
    accepted->operation(context, accepted->call, [this, exchange](Result<std::string> output) {
      if (!output) return Fail(*exchange, output.error());
      Send(*exchange, JsonResponse(std::move(*output), exchange->record.request_id));
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

Api::~Api() { impl_->outstanding.WaitForNone(); }

void Api::Handle(Request request, Reply reply) {
  auto exchange = std::make_shared<Exchange>();
  exchange->record.request_id = NewRequestId();
  exchange->reply = std::move(reply);
  impl_->outstanding.Begin();
  // Operations throw before they reply or hand over to the writer, never afterwards.
  try {
    impl_->Handle(request, exchange);
  } catch (const std::exception& failure) {
    impl_->Fail(*exchange, errors::InternalFailure(failure.what()));
  }
}

}  // namespace autopilot
