#include "server/app.h"

#include <chrono>
#include <utility>
#include <vector>

#include "api/model/service_model.h"
#include "server/auth_key_file.h"
#include "server/http/tls_context.h"
#include "server/init_folder.h"
#include "server/router.h"
#include "server/scenario_file.h"
#include "server/version.h"

namespace autopilot {
namespace {

std::vector<std::string> OperationNames() {
  std::vector<std::string> names;
  const ServiceModel model;
  for (const OperationModel& operation : model.operations()) names.push_back(operation.name);
  return names;
}

// With a way to tell the log what no caller hears of.
StoreOptions Reporting(StoreOptions options, Log& log) {
  options.report_error = [&log](const std::string& error) {
    log.Write(LogLevel::kError, "store", {{"error", error}});
  };
  return options;
}

ControlOptions WithScenarios(const ServeCommand& command) {
  ControlOptions options = command.control;
  if (command.scenarios) LoadScenarios(*command.scenarios, options.defaults);
  return options;
}

// By the machine's clock and not by one that never goes back: it has to agree with the Date of the
// answers, by which clients correct their own.
Timestamp SystemNow() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Authenticator MakeAuthenticator(const ServeCommand& command, Log& log) {
  std::vector<AccessKey> keys;
  if (command.auth_keys) {
    keys = LoadAuthKeys(*command.auth_keys);
    if (const auto problem = ProblemOfPermissions(*command.auth_keys)) {
      log.Write(LogLevel::kWarning, *problem);
    }
  }
  return {command.auth, std::move(keys), SystemNow};
}

std::unique_ptr<HttpServer> ListenForControl(const ServeCommand& command) {
  if (!command.serves_control || !command.control_address) return nullptr;
  HttpOptions options = command.http;
  options.host = command.control_address->host;
  options.port = command.control_address->port;
  options.threads = 1;
  options.tls_port.reset();
  try {
    return std::make_unique<HttpServer>(std::move(options));
  } catch (const AddressError& error) {
    throw AddressError("--control-address: " + std::string(error.what()));
  }
}

// Files that are wrong are found out before anything is deleted.
TlsIdentity IdentityInFiles(const ServeCommand& command) {
  if (!command.tls || !command.tls->files) return {};
  return LoadIdentity(command.tls->files->certificate, command.tls->files->key);
}

// Why the address of the SageMaker API does not serve the control API; "" if it does.
std::string NotServed(const ServeCommand& command, const HttpServer* control_http) {
  if (!command.serves_control) return "The control API is turned off (--control off).";
  if (control_http == nullptr) return "";
  return "The control API is served on " + control_http->url() + " (--control-address).";
}

}  // namespace

App::App(const ServeCommand& command, const Clock& clock, Log& log)
    : log_(log),
      metrics_(OperationNames()),
      request_log_(log, metrics_),
      serves_control_(command.serves_control),
      identity_(IdentityInFiles(command)),
      http_(command.http),
      control_http_(ListenForControl(command)) {
  ControlOptions control_options = WithScenarios(command);
  Authenticator authenticator = MakeAuthenticator(command, log);
  data_ = OpenData(command.data, clock);
  store_ = Store::Open(Reporting(command.store, log));
  if (command.tls) UseTls(*command.tls, command.http.host, clock.Now());
  control_ = std::make_unique<Control>(*store_, clock, std::move(control_options),
                                       [&log](const std::string& error) {
                                         log.Write(LogLevel::kError, "control", {{"error", error}});
                                       });
  StartProfiles();
  api_ = std::make_unique<Api>(command.api, *store_, *control_, request_log_,
                               std::move(authenticator), data_.get());
  const auto make_control_api = [&](std::string not_served) {
    return std::make_unique<ControlApi>(
        ControlApiOptions{.allowed_hosts = command.allowed_hosts,
                          .token = command.control_token,
                          .not_served = std::move(not_served),
                          .tls_authority = identity_.authority},
        command.api, *store_, *control_, readiness_,
        [this] {
          const auto separate = control_http_ ? control_http_->open_connections() : 0;
          return metrics_.Render(http_.open_connections() + separate);
        },
        [this](const ControlRecord& record) { request_log_.OnControl(record); });
  };
  control_api_ = make_control_api(NotServed(command, control_http_.get()));
  if (control_http_) separate_control_ = make_control_api("");
  http_.StopOnSignals([this] {
    StopControl();
    log_.Write(LogLevel::kInfo, "stopping");
  });
  const std::string folder = command.store.data_dir ? command.store.data_dir->string() : "";
  log_.Write(LogLevel::kInfo, "starting",
             {{"version", kVersion},
              {"data_dir", folder.empty() ? "in memory" : folder},
              {"data_of_jobs", DescriptionOf(command.data)}});
  if (command.init_dir) Initialise(*command.init_dir);
}

void App::StartProfiles() {
  if (!data_) return control_->profiles.StartWithoutProfiler();
  profiler_ = std::make_unique<JobProfiler>(data_->store(), data_->options());
  control_->profiles.Start(*profiler_);
}

// Our own is made when the data folder, in which it may be kept, is ours.
void App::UseTls(const TlsOptions& options, const std::string& host, Timestamp now) {
  if (!options.files) {
    identity_ = SelfSignedIdentity(options.folder, ServerNames(host, options.names), now);
  }
  const auto context =
      std::make_shared<TlsContext>(identity_.server.certificate, identity_.server.key);
  http_.UseTls(context);
  if (control_http_) control_http_->UseTls(context);
}

// The store keeps jobs over restarts, and with them what an import or a clock was for.
void App::Initialise(const std::filesystem::path& folder) {
  const KeptJobs kept = store_->HasJobs() ? KeptJobs::kYes : KeptJobs::kNo;
  for (const std::string& step : ApplyInitFolder(folder, kept, *control_api_)) {
    log_.Write(LogLevel::kInfo, "left out, since the data folder holds jobs (--fresh starts empty)",
               {{"init", step}});
  }
}

App::~App() {
  http_.Abort();
  if (control_http_) control_http_->Abort();
  if (store_) Join();
}

void App::Start() {
  readiness_.Set(Readiness::Phase::kReady);
  const auto on_refusal = [this](const Refusal& refusal) { request_log_.OnRefusal(refusal); };
  if (control_http_) {
    control_http_->Start(
        [this](Request request, Reply reply) {
          separate_control_->Handle(std::move(request), std::move(reply));
        },
        on_refusal);
  }
  http_.Start(MakeRouter(*control_api_,
                         [this](Request request, Reply reply) {
                           api_->Handle(std::move(request), std::move(reply));
                         }),
              on_refusal);
}

// What waits or is delayed is answered now: it would hold up the end.
void App::StopControl() {
  readiness_.Set(Readiness::Phase::kStopping);
  if (control_http_) control_http_->Stop();
  if (data_) data_->StopSoon();
  control_->StopSoon();
}

void App::Stop() {
  http_.Stop();
  StopControl();
}

StopResult App::Join() {
  StopResult result = http_.Join();
  // After an abrupt end nobody has done so.
  if (data_) data_->Stop();
  control_->Stop();
  if (control_http_) {
    if (result == StopResult::kCutOff) control_http_->Abort();
    if (control_http_->Join() == StopResult::kCutOff) result = StopResult::kCutOff;
  }
  separate_control_.reset();
  control_api_.reset();
  api_.reset();
  control_.reset();
  data_.reset();
  store_.reset();
  return result;
}

std::string App::control_url() const {
  if (control_http_) return control_http_->url();
  return serves_control_ ? http_.url() : "";
}

}  // namespace autopilot
