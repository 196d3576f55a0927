#include "tests/support/control_under_test.h"

#include <gtest/gtest.h>

#include "tests/support/requests.h"

namespace autopilot::testing {
namespace {

using nlohmann::json;

Answer AnswerOf(Response response) {
  Answer answer;
  answer.status = response.status;
  answer.text = response.body;
  if (!answer.text.empty()) answer.body = json::parse(answer.text, nullptr, false);
  answer.response = std::move(response);
  return answer;
}

std::string TextOf(const json& body) { return body.is_null() ? "" : body.dump(); }

}  // namespace

Headers SignedBy(std::string_view account, std::string_view region) {
  return {{"Authorization", AuthorizationFor(account, region)}};
}

ControlUnderTest::ControlUnderTest(ControlOptions control, StoreOptions store,
                                   ControlApiOptions options, const ApiOptions& api,
                                   DataAccess* data)
    : ApiUnderTest(std::move(control), std::move(store), api, AuthMode::kAccept, {}, data) {
  control_api_ = std::make_unique<ControlApi>(
      std::move(options), api, ApiUnderTest::store(), ApiUnderTest::control(), readiness,
      [] { return std::string("metrics\n"); },
      [this](const ControlRecord& record) {
        const std::lock_guard lock(mutex_);
        records_.push_back(record);
      });
}

ControlUnderTest::~ControlUnderTest() { control().Stop(); }

std::future<Answer> ControlUnderTest::ControlLater(std::string method, std::string target,
                                                   const json& body, Headers headers) {
  const auto promise = std::make_shared<std::promise<Answer>>();
  control_api_->Handle(
      {.method = std::move(method),
       .target = std::move(target),
       .headers = std::move(headers),
       .body = TextOf(body)},
      [promise](Response response) { promise->set_value(AnswerOf(std::move(response))); });
  return promise->get_future();
}

Answer ControlUnderTest::Control(std::string method, std::string target, const json& body,
                                 Headers headers) {
  return ControlLater(std::move(method), std::move(target), body, std::move(headers)).get();
}

Answer ControlUnderTest::ControlText(std::string method, std::string target, std::string text,
                                     Headers headers) {
  std::promise<Answer> promise;
  control_api_->Handle(
      {.method = std::move(method),
       .target = std::move(target),
       .headers = std::move(headers),
       .body = std::move(text)},
      [&promise](Response response) { promise.set_value(AnswerOf(std::move(response))); });
  return promise.get_future().get();
}

json ControlUnderTest::Done(std::string method, std::string target, const json& body,
                            Headers headers) {
  const std::string what = method + " " + target;
  const Answer answer = Control(std::move(method), std::move(target), body, std::move(headers));
  EXPECT_EQ(answer.status, 200U) << what << " answered " << answer.text;
  return answer.body;
}

std::string ControlUnderTest::StatusOf(const std::string& job, std::string_view account,
                                       std::string_view operation) {
  const Answer answer = Call(operation, {{"AutoMLJobName", job}}, account);
  if (answer.status != 200) return answer.Error();
  return answer.body.value("AutoMLJobStatus", "") + "/" +
         answer.body.value("AutoMLJobSecondaryStatus", "");
}

void ControlUnderTest::Create(const std::string& job, const json& patch, std::string_view account) {
  const Answer answer = Call("CreateAutoMLJob", CreateV1(job, patch), account);
  EXPECT_EQ(answer.status, 200U) << answer.text;
}

std::vector<ControlRecord> ControlUnderTest::records() const {
  const std::lock_guard lock(mutex_);
  return records_;
}

void ExpectRefused(const Answer& answer, const Refused& expected) {
  EXPECT_EQ(answer.status, expected.status) << answer.text;
  json body{{"__type", expected.type}, {"message", expected.message}};
  if (!expected.path.empty()) body["path"] = expected.path;
  if (!expected.available.empty()) body["available"] = expected.available;
  EXPECT_EQ(answer.body, body);
}

}  // namespace autopilot::testing
