#pragma once

#include <memory>
#include <string>

#include "api/api.h"
#include "common/clock.h"
#include "server/admin/routes.h"
#include "server/http/server.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/options.h"
#include "server/readiness.h"
#include "server/request_log.h"
#include "storage/store.h"

namespace autopilot {

// The whole server, constructed and wired.
class App {
 public:
  // Listens, then opens the store: a taken port is found out before `--fresh` deletes anything.
  // `clock` and `log` must outlive it. Throws AddressError and StoreOpenError.
  App(const ServeCommand& command, const Clock& clock, Log& log);
  ~App();

  // Serves from now on.
  void Start();
  void Stop();
  // Waits until the server has stopped and all writes are on the disk.
  StopResult Join();

  std::string url() const { return http_.url(); }
  std::uint16_t port() const { return http_.port(); }

 private:
  Log& log_;
  Readiness readiness_;
  Metrics metrics_;
  RequestLog request_log_;
  // Outlives whoever may hold a Reply: the Api and the store's queue.
  HttpServer http_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Api>
      api_;  // its destruction waits for queued writes, so it goes before the store
  AdminRoutes admin_;
};

}  // namespace autopilot
