#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api/api.h"
#include "api/operations/job_profiler.h"
#include "control/control.h"
#include "storage/store.h"
#include "tests/support/manual_clock.h"

namespace autopilot::testing {

// An answer as a client sees it.
struct Answer {
  unsigned status = 0;
  std::string text;     // the body as sent
  nlohmann::json body;  // parsed; null when the body is empty
  Response response;

  // "ValidationException: …" of an error, "" of a success.
  std::string Error() const;
};

// Remembers what the observer was told.
class RecordingObserver final : public RequestObserver {
 public:
  void OnRequest(const RequestRecord& record) override;
  RequestRecord Last() const;

 private:
  mutable std::mutex mutex_;
  std::vector<RequestRecord> records_;
};

// The whole product without a socket. Its wall clock, by which signatures are checked too, is a
// manual one that starts at 2026-01-01T00:00:00Z. Every successful answer is checked against the
// output shape of the service model; a mismatch fails the running test.
class ApiUnderTest {
 public:
  explicit ApiUnderTest(ControlOptions control = {}, StoreOptions store = {},
                        ApiOptions options = {}, AuthMode auth = AuthMode::kAccept,
                        std::vector<AccessKey> keys = {}, DataAccess* data = nullptr);
  ~ApiUnderTest();

  // `access_key`: "" sends the request unsigned.
  Answer Call(std::string_view operation, const nlohmann::json& input,
              std::string_view access_key = "", std::string_view region = "us-east-1");
  Answer Send(Request request);  // as it is; waits for the reply
  // Calls and expects 200; gives the body.
  nlohmann::json Get(std::string_view operation, const nlohmann::json& input);

  Store& store() { return *store_; }
  Control& control() { return *control_; }
  // Changes settings of an account, as the control API does, and waits until they hold.
  void Configure(const std::function<void(AccountSettings&)>& change,
                 std::string_view account = "000000000000");

  // Advances the wall clock by nominal time at the speed that jobs started with (600 unless the
  // options say otherwise).
  void AdvanceNominal(std::chrono::microseconds nominal);

  static constexpr Timestamp kStart{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};

  ManualClock clock{kStart};
  RecordingObserver observer;

 private:
  Rate rate_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<JobProfiler> profiler_;  // null without data
  std::unique_ptr<Control> control_;
  std::unique_ptr<Api> api_;
};

// The header that makes a request count as signed by that key; the signature is not a real one.
std::string AuthorizationFor(std::string_view access_key, std::string_view region,
                             std::string_view service = "sagemaker");

Request SageMakerRequest(std::string_view operation, std::string body);

}  // namespace autopilot::testing
