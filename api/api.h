#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "api/data/data_access.h"
#include "api/options.h"
#include "api/protocol/authenticator.h"
#include "api/protocol/message.h"
#include "common/scope.h"
#include "control/control.h"
#include "storage/store.h"

namespace autopilot {

// What one request was, for the log and the metrics. Never holds a signature.
struct RequestRecord {
  std::string request_id;
  std::string operation;  // "" when there was no usable target
  Scope scope;
  std::string access_key_id;
  std::string job_name;  // as far as the request named one
  unsigned status = 0;
  std::string error_type;             // "" on success
  std::string error_message;          // the client's text
  std::string note;                   // what the log can add to it
  std::string internal_error;         // the log's text of a 500
  std::vector<std::string> warnings;  // unknown members
  std::string scenario;               // that decided about the job that was to be created
  std::string fault;                  // the id of the rule that struck
  std::chrono::microseconds latency{0};
};

// Told about every request before its reply is sent, from any thread.
class RequestObserver {
 public:
  virtual ~RequestObserver() = default;
  virtual void OnRequest(const RequestRecord& record) = 0;
};

// The SageMaker API without a socket. References must outlive it; its destruction waits for the
// replies that are outstanding: Control::Stop() ends those that a fault delays, DataAccess::Stop()
// those that wait for data.
class Api {
 public:
  // Without `data`, that of jobs is never read.
  Api(ApiOptions options, Store& store, Control& control, RequestObserver& observer,
      Authenticator authenticator = {}, DataAccess* data = nullptr);
  ~Api();

  // Answers one request. `reply` is called exactly once: during the call for reads and refusals, on
  // the store's writer thread for writes, on that of the timers where a fault delays it, on one of
  // `data` where a job's data is at fault. Any thread.
  void Handle(Request request, Reply reply);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace autopilot
