#pragma once

#include "api/api.h"
#include "server/admin/control_call.h"
#include "server/http/handler.h"
#include "server/log.h"
#include "server/metrics.h"

namespace autopilot {

// Turns what the Api and the HTTP layer report into log lines and metrics: successes at debug,
// errors at info, failures of ours at error, ignored members of a request at info.
class RequestLog final : public RequestObserver {
 public:
  // Both must outlive it.
  RequestLog(Log& log, Metrics& metrics) : log_(log), metrics_(metrics) {}

  void OnRequest(const RequestRecord& record) override;
  void OnRefusal(const Refusal& refusal);
  // Control requests: at debug, those that failed for a reason of ours at error.
  void OnControl(const ControlRecord& record);

 private:
  Log& log_;
  Metrics& metrics_;
};

}  // namespace autopilot
