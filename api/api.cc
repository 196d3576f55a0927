#include "api/api.h"

#include <exception>
#include <utility>

#include "api/answer_cache.h"
#include "api/model/service_model.h"
#include "api/model/validator.h"
#include "api/operations/json_access.h"
#include "api/operations/operation.h"
#include "api/outstanding.h"
#include "api/protocol/bounded_text.h"
#include "api/protocol/errors.h"
#include "api/protocol/foreign_service.h"
#include "api/protocol/json_reader.h"
#include "api/protocol/responses.h"
#include "control/fault_json.h"

namespace autopilot {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view kTargetPrefix = "SageMaker.";

// No job name is longer than 32 characters; a hostile one must not fill the log.
constexpr std::size_t kMaxLoggedName = 64;

// One request on its way through the checks, until its reply has been sent.
struct Exchange {
  Request request;
  RequestRecord record;
  CallNotes notes;
  Reply reply;
  std::optional<FaultHit> fault;
  SteadyClock::time_point started = SteadyClock::now();
  bool sent = false;  // a failure behind the answer must not lead to another one
};
using ExchangePtr = std::shared_ptr<Exchange>;

PageTokens::Secret TokenSecret(const Control& control, const Store& store) {
  const auto& seed = control.state.defaults().seed;
  return seed ? PageTokens::SecretOf(*seed) : store.Secret();
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
  Control& control;
  RequestObserver& observer;
  const Authenticator authenticator;
  DataAccess* const data;
  ServiceModel model;
  PageTokens tokens;
  OperationContext context{.options = options,
                           .store = store,
                           .control = control.state,
                           .tokens = tokens,
                           .slow_reads = control.slow_reads,
                           .data = data,
                           .profiles = control.profiles};
  AnswerCache answers{};
  Outstanding outstanding{};

  // Tells the journal and the observer, then the client.
  void Send(Exchange& exchange, Response response) {
    if (std::exchange(exchange.sent, true)) return;
    auto& record = exchange.record;
    record.status = response.status;
    record.scenario = exchange.notes.scenario;
    record.latency = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() -
                                                                           exchange.started);
    try {
      observer.OnRequest(record);
      Remember(exchange, response.connection_fault);
    } catch (const std::exception&) {
      // The answer must not depend on the journal and the log.
    }
    const EndOfOne end(outstanding);  // whatever the reply does
    exchange.reply(std::move(response));
  }

  // The last to need the record, which it takes apart.
  void Remember(Exchange& exchange, std::optional<ConnectionFault> connection) {
    auto& record = exchange.record;
    control.journal.Add({.time = control.state.Wall(),
                         .request_id = std::move(record.request_id),
                         .operation = std::move(record.operation),
                         .account = std::move(record.scope.account),
                         .region = std::move(record.scope.region),
                         .access_key_id = std::move(record.access_key_id),
                         .job_name = std::move(record.job_name),
                         .request = std::move(exchange.request.body),
                         .status = record.status,
                         .error_type = std::move(record.error_type),
                         .error_message = std::move(record.error_message),
                         .latency = record.latency,
                         .warnings = std::move(record.warnings),
                         .scenario = std::move(record.scenario),
                         .fault_id = std::move(record.fault),
                         .connection_fault = connection ? std::string(NameOf(*connection)) : ""});
    control.waits.Notify();
  }

  void Fail(Exchange& exchange, const Error& error) {
    auto& record = exchange.record;
    record.error_type = TypeOf(error).name;
    record.error_message = error.message;
    (error.code == ErrorCode::kInternalFailure ? record.internal_error : record.note) = error.note;
    Send(exchange, ErrorResponse(error, record.request_id));
  }

  void RefuseForeign(Exchange& exchange, const std::string& service) {
    const auto error = errors::WrongService(service);
    exchange.record.error_type = TypeOf(error).name;
    exchange.record.error_message = error.message;
    auto response = ForeignServiceResponse(exchange.request, service, exchange.record.request_id);
    // It may hold secrets, and is nothing that a test of SageMaker calls could ask for.
    exchange.request.body.clear();
    Send(exchange, std::move(response));
  }

  void Keep(const Exchange& exchange, std::string_view answer) {
    try {
      answers.Put(QuestionOf(exchange), exchange.record.job_name, *exchange.notes.span, answer);
    } catch (const std::exception&) {
      // It is given all the same; the next one is rendered anew.
    }
  }

  // The answer of an operation, or the error in its place.
  void Answer(Exchange& exchange, Result<std::string> output) {
    if (!output) return Fail(exchange, output.error());
    if (exchange.notes.span && exchange.record.warnings.empty()) {
      Keep(exchange, *output);
    }
    Send(exchange, JsonResponse(std::move(*output), exchange.record.request_id));
  }

  // Runs `next` once the fault's delay is over.
  void Delay(const ExchangePtr& exchange, std::function<void()> next) {
    if (exchange->fault->latency.count() == 0) return next();
    control.timers.RunAt(
        SteadyClock::now() + exchange->fault->latency,
        [this, exchange, next = std::move(next)] { Guard(*exchange, next); },
        [this, exchange] { Fail(*exchange, errors::ShuttingDown()); });
  }

  // What the fault puts in the answer's place, if anything.
  void Strike(Exchange& exchange, Result<std::string> output) {
    const FaultHit& fault = *exchange.fault;
    if (fault.error) {
      return Fail(exchange,
                  errors::Custom(fault.error->type, fault.error->message, fault.error->status));
    }
    if (!fault.connection) return Answer(exchange, std::move(output));
    Response response = output ? JsonResponse(std::move(*output), exchange.record.request_id)
                               : ErrorResponse(output.error(), exchange.record.request_id);
    response.connection_fault = fault.connection;
    Send(exchange, std::move(response));
  }

  std::optional<FaultHit> FindFault(const RequestRecord& record, bool usable) {
    if (control.faults.empty()) return std::nullopt;
    return control.faults.Match({.operation = record.operation,
                                 .account = record.scope.account,
                                 .region = record.scope.region,
                                 .job_name = record.job_name,
                                 .usable = usable,
                                 .seed = control.state.SeedOf(record.scope.account)},
                                control.state.Wall());
  }

  // A request that could be read, as JSON of unknown shape.
  struct Readable {
    const OperationModel& operation;
    nlohmann::json body;
  };

  // Calls whose answers are kept: those that only look, at one job.
  static bool IsKept(std::string_view operation) {
    return operation == "DescribeAutoMLJob" || operation == "DescribeAutoMLJobV2";
  }

  static AnswerCache::Question QuestionOf(const Exchange& exchange) {
    return {.operation = exchange.record.operation,
            .scope = exchange.record.scope,
            .body = exchange.request.body};
  }

  // The operation that an X-Amz-Target names, "" for other targets.
  static std::string_view OperationOf(std::string_view target) {
    return target.starts_with(kTargetPrefix) ? target.substr(kTargetPrefix.size())
                                             : std::string_view();
  }

  // Answers what was answered before and is still so. Else notes whether the answer to come is
  // worth keeping.
  bool AnswerAgain(Exchange& exchange) {
    auto& record = exchange.record;
    const auto& request = exchange.request;
    const auto operation = OperationOf(request.Header("x-amz-target"));
    if (!IsKept(operation) || !control.faults.empty() || request.method != "POST" ||
        request.target != "/") {
      return false;
    }
    record.operation = operation;
    const auto question = QuestionOf(exchange);
    auto answer = answers.Find(question, FloorToMillis(control.state.Now(record.scope.account)));
    if (!answer) {
      exchange.notes.wants_span = answers.Wants(question);
      return false;
    }
    record.job_name = std::move(answer->job_name);
    Send(exchange, JsonResponse(std::move(answer->body), record.request_id));
    return true;
  }

  // Check 4 of the life of a request (docs/architecture.md).
  Result<Readable> Read(const Request& request, RequestRecord& record) {
    if (request.method != "POST" || request.Path() != "/") {
      return tl::unexpected(errors::MethodNotAllowed(request.method, request.Path()));
    }
    const auto target = request.Header("x-amz-target");
    const auto operation_name = OperationOf(target);
    const auto* operation = model.FindOperation(operation_name);
    if (operation == nullptr) return tl::unexpected(errors::UnknownOperation(target));
    record.operation = operation_name;
    auto body = ReadJsonObject(request.body, options.max_json_depth);
    if (!body) return tl::unexpected(std::move(body.error()));
    record.job_name = JobNameIn(*body);
    return Readable{.operation = *operation, .body = std::move(*body)};
  }

  // Check 6 and what follows; `reply` has the output or the error.
  void Run(const ExchangePtr& exchange, Readable readable, OutputReply reply,
           bool is_answered = true) {
    auto input = CheckInput(*readable.operation.input, std::move(readable.body));
    if (!input) return reply(tl::unexpected(std::move(input.error())));
    auto& record = exchange->record;
    record.warnings = std::move(input->unknown_members);
    const Call call{.scope = record.scope,
                    .now = FloorToMillis(control.state.Now(record.scope.account)),
                    .input = std::move(input->value),
                    .notes = exchange->notes,
                    .is_answered = is_answered};
    FindOperation(record.operation)(context, call, std::move(reply));
  }

  void RunAndAnswer(const ExchangePtr& exchange, Readable readable) {
    Run(exchange, std::move(readable),
        [this, exchange](Result<std::string> output) { Answer(*exchange, std::move(output)); });
  }

  // A call that a fault strikes: before it runs, or in place of its answer.
  void HandleFaulty(const ExchangePtr& exchange, Result<Readable> readable) {
    const FaultHit& fault = *exchange->fault;
    exchange->record.fault = fault.rule_id;
    if (!readable) {
      return Delay(exchange, [this, exchange, error = readable.error()] {
        Strike(*exchange, tl::unexpected(error));
      });
    }
    const auto shared = std::make_shared<Readable>(std::move(*readable));
    const bool is_answered = !fault.error && !fault.connection;
    const auto run = [this, exchange, shared, is_answered](OutputReply reply) {
      Run(exchange, std::move(*shared), std::move(reply), is_answered);
    };
    if (fault.when == FaultWhen::kAfter) {
      return run([this, exchange](Result<std::string> output) {
        const auto kept = std::make_shared<Result<std::string>>(std::move(output));
        control.waits.Notify();  // what the operation has changed can be seen already
        Delay(exchange, [this, exchange, kept] { Strike(*exchange, std::move(*kept)); });
      });
    }
    Delay(exchange, [this, exchange, run, is_answered] {
      if (!is_answered) {
        return Strike(*exchange, std::string());
      }
      run([this, exchange](Result<std::string> output) { Answer(*exchange, std::move(output)); });
    });
  }

  void Handle(const ExchangePtr& exchange) {
    auto& record = exchange->record;
    const auto& request = exchange->request;
    auto claimed = authenticator.ClaimedCaller(request, options.defaults);
    record.scope = claimed.scope;
    record.access_key_id = claimed.access_key_id;
    // Where signatures count, one for another service does not make a call of ours foreign.
    const bool is_ours =
        authenticator.verifies() && !OperationOf(request.Header("x-amz-target")).empty();
    if (const auto service = ForeignService(request, claimed); service && !is_ours) {
      return RefuseForeign(*exchange, *service);
    }
    auto caller = authenticator.Authenticate(request, std::move(claimed));
    if (!caller) {
      const auto operation = OperationOf(request.Header("x-amz-target"));
      if (model.FindOperation(operation) != nullptr) record.operation = operation;
      return Fail(*exchange, caller.error());
    }
    record.scope = std::move(caller->scope);
    record.access_key_id = std::move(caller->access_key_id);
    if (AnswerAgain(*exchange)) return;
    auto readable = Read(request, record);
    exchange->fault = FindFault(record, readable.has_value());
    if (exchange->fault) return HandleFaulty(exchange, std::move(readable));
    if (!readable) return Fail(*exchange, readable.error());
    RunAndAnswer(exchange, std::move(*readable));
  }

  // Operations throw before they reply or hand over to the writer, never afterwards.
  void Guard(Exchange& exchange, const std::function<void()>& step) {
    try {
      step();
    } catch (const std::exception& failure) {
      Fail(exchange, errors::InternalFailure(failure.what()));
    }
  }
};

Api::Api(ApiOptions options, Store& store, Control& control, RequestObserver& observer,
         Authenticator authenticator, DataAccess* data)
    : impl_(new Impl{.options = options,
                     .store = store,
                     .control = control,
                     .observer = observer,
                     .authenticator = std::move(authenticator),
                     .data = data,
                     .model = ServiceModel(),
                     .tokens = PageTokens(TokenSecret(control, store))}) {}

Api::~Api() { impl_->outstanding.WaitForNone(); }

void Api::Handle(Request request, Reply reply) {
  auto exchange = std::make_shared<Exchange>();
  exchange->request = std::move(request);
  exchange->record.request_id = NewRequestId();
  exchange->reply = std::move(reply);
  impl_->outstanding.Begin();
  impl_->Guard(*exchange, [this, &exchange] { impl_->Handle(exchange); });
}

}  // namespace autopilot
