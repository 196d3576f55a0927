#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "api/api.h"
#include "api/operations/job_profiler.h"
#include "common/clock.h"
#include "control/control.h"
#include "server/admin/control_api.h"
#include "server/http/server.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/options.h"
#include "server/readiness.h"
#include "server/request_log.h"
#include "server/tls_identity.h"
#include "storage/store.h"

namespace autopilot {

// The whole server, constructed and wired.
class App {
 public:
  // Listens, reads the scenarios and the keys, then opens the store: a taken port is found out
  // before `--fresh` deletes anything. Applies the start-up folder last. `clock` and `log` must
  // outlive it. Throws StartFileError, AddressError and StoreOpenError.
  App(const ServeCommand& command, const Clock& clock, Log& log);
  ~App();

  // Serves from now on.
  void Start();
  void Stop();
  // Waits until the server has stopped and all writes are on the disk.
  StopResult Join();

  std::string url() const { return http_.url(); }
  std::string tls_url() const { return http_.tls_url(); }  // "" without TLS
  // The certificate that clients have to trust; "" where it is not ours, or kept nowhere.
  const std::filesystem::path& authority_file() const { return identity_.authority_file; }
  std::uint16_t port() const { return http_.port(); }
  // Where the control API is served; "" where it is not.
  std::string control_url() const;

 private:
  void UseTls(const TlsOptions& options, const std::string& host, Timestamp now);
  void Initialise(const std::filesystem::path& folder);
  void StartProfiles();
  void StopControl();

  Log& log_;
  Readiness readiness_;
  Metrics metrics_;
  RequestLog request_log_;
  const bool serves_control_;
  TlsIdentity identity_;
  // They outlive whoever may hold a Reply: the APIs, the timers and the store's queue.
  HttpServer http_;
  std::unique_ptr<HttpServer> control_http_;  // null: http_ serves the control API, too
  std::unique_ptr<Store> store_;
  // Null where data is assumed fine. control_ reads it on threads of its own.
  std::unique_ptr<DataAccess> data_;
  std::unique_ptr<JobProfiler> profiler_;
  std::unique_ptr<Control> control_;
  // Their destruction waits for what is outstanding, so they go before what that uses.
  std::unique_ptr<Api> api_;
  std::unique_ptr<ControlApi> control_api_;       // on http_
  std::unique_ptr<ControlApi> separate_control_;  // on control_http_
};

}  // namespace autopilot
