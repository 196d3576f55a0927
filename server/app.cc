#include "server/app.h"

#include <utility>
#include <vector>

#include "api/model/service_model.h"
#include "server/router.h"
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

}  // namespace

App::App(const ServeCommand& command, const Clock& clock, Log& log)
    : log_(log),
      metrics_(OperationNames()),
      request_log_(log, metrics_),
      http_(command.http),
      store_(Store::Open(Reporting(command.store, log))),
      api_(std::make_unique<Api>(command.api, *store_, clock, request_log_)),
      admin_(HostCheck(command.allowed_hosts), readiness_, metrics_,
             [this] { return http_.open_connections(); }) {
  http_.StopOnSignals([this] {
    readiness_.Set(Readiness::Phase::kStopping);
    log_.Write(LogLevel::kInfo, "stopping");
  });
  const std::string folder = command.store.data_dir ? command.store.data_dir->string() : "";
  log_.Write(LogLevel::kInfo, "starting",
             {{"version", kVersion}, {"data_dir", folder.empty() ? "in memory" : folder}});
}

App::~App() {
  http_.Abort();
  if (store_) Join();
}

void App::Start() {
  readiness_.Set(Readiness::Phase::kReady);
  http_.Start(MakeRouter(admin_,
                         [this](Request request, Reply reply) {
                           api_->Handle(std::move(request), std::move(reply));
                         }),
              [this](const Refusal& refusal) { request_log_.OnRefusal(refusal); });
}

void App::Stop() {
  readiness_.Set(Readiness::Phase::kStopping);
  http_.Stop();
}

StopResult App::Join() {
  const StopResult result = http_.Join();
  api_.reset();
  store_.reset();
  return result;
}

}  // namespace autopilot
