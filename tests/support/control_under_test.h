#pragma once

#include <future>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/admin/control_api.h"
#include "server/readiness.h"
#include "tests/support/api_under_test.h"

namespace autopilot::testing {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The header of a caller whose account is that key.
Headers SignedBy(std::string_view account, std::string_view region = "us-east-1");

// The whole product with its control API, without a socket, on one manual clock as the wall clock.
class ControlUnderTest : public ApiUnderTest {
 public:
  explicit ControlUnderTest(ControlOptions control = {}, StoreOptions store = {},
                            ControlApiOptions options = {}, const ApiOptions& api = {},
                            DataAccess* data = nullptr);
  ~ControlUnderTest();

  // `body`: null for none. Waits for the answer.
  Answer Control(std::string method, std::string target, const nlohmann::json& body = nullptr,
                 Headers headers = {});
  // The same with a body that is no JSON of ours.
  Answer ControlText(std::string method, std::string target, std::string text,
                     Headers headers = {});
  // For requests that are answered later.
  std::future<Answer> ControlLater(std::string method, std::string target,
                                   const nlohmann::json& body = nullptr, Headers headers = {});
  // Expects 200; gives the body.
  nlohmann::json Done(std::string method, std::string target, const nlohmann::json& body = nullptr,
                      Headers headers = {});

  // {"AutoMLJobStatus", "AutoMLJobSecondaryStatus"} as "Status/Secondary", as a client sees it.
  std::string StatusOf(const std::string& job, std::string_view account = "",
                       std::string_view operation = "DescribeAutoMLJob");
  // Creates a job by CreateAutoMLJob and expects success.
  void Create(const std::string& job, const nlohmann::json& patch = nullptr,
              std::string_view account = "");

  std::vector<ControlRecord> records() const;

  Readiness readiness;

 private:
  mutable std::mutex mutex_;
  std::vector<ControlRecord> records_;
  std::unique_ptr<ControlApi> control_api_;
};

// What a refusal says, to be compared as a whole.
struct Refused {
  unsigned status = 400;
  std::string type = "ValidationException";
  std::string message;
  std::string path = "";
  std::vector<std::string> available = {};
};
void ExpectRefused(const Answer& answer, const Refused& expected);

}  // namespace autopilot::testing
