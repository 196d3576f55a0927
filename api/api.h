#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/protocol/message.h"
#include "common/clock.h"
#include "common/error.h"
#include "common/scope.h"
#include "common/time.h"
#include "lifecycle/job_spec.h"
#include "storage/store.h"

namespace autopilot {

struct ApiOptions {
  Scope defaults{.account = "000000000000", .region = "us-east-1"};
  Rate rate{600'000'000};  // nominal time runs 600 times as fast as the clock
  std::optional<std::uint64_t>
      seed;  // of all draws (absent: 0) and of page tokens (absent: random)
  OnMaxCandidates on_max_candidates = OnMaxCandidates::kCompleted;
  std::size_t v1_output_path_limit =
      128;  // characters of S3OutputPath, as the command reference says
  std::size_t v2_output_path_limit = 512;
  std::size_t max_running_jobs = 0;  // per account and region; 0: no quota
  std::size_t max_json_depth = 64;
};

// What one request was, for the log, the metrics and later the journal. Never holds a signature.
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
  std::chrono::microseconds latency{0};
};

// Told about every request before its reply is sent, from any thread.
class RequestObserver {
 public:
  virtual ~RequestObserver() = default;
  virtual void OnRequest(const RequestRecord& record) = 0;
};

// The SageMaker API without a socket. References must outlive it, and it must outlive its replies:
// destroy the store (which runs queued writes) before the Api.
class Api {
 public:
  Api(ApiOptions options, Store& store, const Clock& clock, RequestObserver& observer);
  ~Api();

  // Answers one request. `reply` is called exactly once: during the call for reads and refusals, on
  // the store's writer thread for writes. Any thread.
  void Handle(Request request, Reply reply);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace autopilot
