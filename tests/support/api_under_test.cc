#include "tests/support/api_under_test.h"

#include <gtest/gtest.h>

#include <future>
#include <utility>

#include "tests/support/output_check.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

void CheckOutput(std::string_view operation, const Answer& answer) {
  const auto problem = ProblemOfOutput(operation, answer.text);
  EXPECT_FALSE(problem) << operation << " answered " << answer.text << "\n" << *problem;
}

}  // namespace

std::string Answer::Error() const {
  if (status == 200 || !body.is_object()) return "";
  const auto message = body.contains("Message") ? "Message" : "message";
  return body.value("__type", "") + ": " + body.value(message, "");
}

void RecordingObserver::OnRequest(const RequestRecord& record) {
  const std::lock_guard lock(mutex_);
  records_.push_back(record);
}

RequestRecord RecordingObserver::Last() const {
  const std::lock_guard lock(mutex_);
  return records_.empty() ? RequestRecord{} : records_.back();
}

ApiUnderTest::ApiUnderTest(ControlOptions control, StoreOptions store, ApiOptions options,
                           AuthMode auth, std::vector<AccessKey> keys, DataAccess* data)
    : rate_(control.defaults.rate),
      store_(Store::Open(store)),
      control_(std::make_unique<Control>(
          *store_, clock, std::move(control),
          [](const std::string& error) { ADD_FAILURE() << "reported: " << error; })),
      api_(std::make_unique<Api>(
          std::move(options), *store_, *control_, observer,
          Authenticator(auth, std::move(keys), [this] { return clock.Now(); }), data)) {
  if (data == nullptr) return;
  profiler_ = std::make_unique<JobProfiler>(data->store(), data->options());
  control_->profiles.Start(*profiler_);
}

ApiUnderTest::~ApiUnderTest() { control_->Stop(); }

void ApiUnderTest::Configure(const std::function<void(AccountSettings&)>& change,
                             std::string_view account) {
  std::promise<ControlState::Outcome> promise;
  control_->state.Update(
      std::string(account),
      [&change](WriteTransaction&, AccountSettings& settings) -> ControlState::Outcome {
        change(settings);
        return json::object();
      },
      [&promise](ControlState::Outcome outcome) { promise.set_value(std::move(outcome)); });
  const auto outcome = promise.get_future().get();
  EXPECT_TRUE(outcome) << outcome.error().message;
}

Answer ApiUnderTest::Send(Request request) {
  std::promise<Response> promise;
  auto future = promise.get_future();
  api_->Handle(std::move(request),
               [&](Response response) { promise.set_value(std::move(response)); });
  Answer answer;
  answer.response = future.get();
  answer.status = answer.response.status;
  answer.text = answer.response.body;
  if (!answer.text.empty()) answer.body = json::parse(answer.text, nullptr, false);
  return answer;
}

Answer ApiUnderTest::Call(std::string_view operation, const json& input,
                          std::string_view access_key, std::string_view region) {
  auto request = SageMakerRequest(operation, input.dump());
  if (!access_key.empty()) {
    request.headers.emplace_back("Authorization", AuthorizationFor(access_key, region));
  }
  auto answer = Send(std::move(request));
  if (answer.status == 200) CheckOutput(operation, answer);
  return answer;
}

json ApiUnderTest::Get(std::string_view operation, const json& input) {
  const auto answer = Call(operation, input);
  EXPECT_EQ(answer.status, 200U) << operation << " answered " << answer.text;
  return answer.body;
}

void ApiUnderTest::AdvanceNominal(std::chrono::microseconds nominal) {
  clock.Advance(nominal * 1'000'000 / rate_.millionths);
}

std::string AuthorizationFor(std::string_view access_key, std::string_view region,
                             std::string_view service) {
  return std::string("AWS4-HMAC-SHA256 Credential=")
             .append(access_key)
             .append("/20260101/")
             .append(region)
             .append("/")
             .append(service)
             .append("/aws4_request, SignedHeaders=host;x-amz-date, Signature=") +
         std::string(64, '0');
}

Request SageMakerRequest(std::string_view operation, std::string body) {
  return {.method = "POST",
          .target = "/",
          .headers = {{"Content-Type", "application/x-amz-json-1.1"},
                      {"X-Amz-Target", "SageMaker." + std::string(operation)}},
          .body = std::move(body)};
}

}  // namespace autopilot::testing
