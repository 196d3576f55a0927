#include "server/request_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "api/protocol/errors.h"

namespace autopilot {
namespace {

using testing::HasSubstr;

class RequestLogTest : public testing::Test {
 protected:
  // What is logged about `record`, without the time in front of each line.
  std::string Logged(LogLevel level, const RequestRecord& record) {
    std::ostringstream out;
    Log log({.level = level, .format = LogFormat::kText}, out);
    RequestLog(log, metrics_).OnRequest(record);
    return WithoutTimes(out.str());
  }

  static std::string WithoutTimes(const std::string& text) {
    std::istringstream lines(text);
    std::string all, line;
    while (std::getline(lines, line)) all += line.substr(line.find(' ') + 1) + "\n";
    return all;
  }

  Metrics metrics_{{"ListTags"}};
  RequestRecord record_{.request_id = "id-1",
                        .operation = "ListTags",
                        .scope = {.account = "123456789012", .region = "us-east-1"},
                        .access_key_id = "AKIDEXAMPLE",
                        .job_name = "job",
                        .status = 200,
                        .error_type = "",
                        .error_message = "",
                        .note = "",
                        .internal_error = "",
                        .warnings = {},
                        .scenario = "",
                        .fault = "",
                        .latency = std::chrono::microseconds(42)};
};

TEST_F(RequestLogTest, SuccessIsOneLineAtDebug) {
  EXPECT_EQ(Logged(LogLevel::kDebug, record_),
            "debug request operation=ListTags status=200 job=job account=123456789012 "
            "region=us-east-1 microseconds=42 request_id=id-1\n");
  EXPECT_EQ(Logged(LogLevel::kInfo, record_), "");
}

TEST_F(RequestLogTest, ErrorIsOneLineAtInfo) {
  record_.status = 400;
  record_.error_type = "ValidationException";
  record_.error_message = "No such thing";
  EXPECT_EQ(Logged(LogLevel::kInfo, record_),
            "info request operation=ListTags status=400 job=job error=ValidationException "
            "reason=\"No such thing\" account=123456789012 region=us-east-1 microseconds=42 "
            "request_id=id-1\n");
}

TEST_F(RequestLogTest, FailureOfOursIsAtErrorWithItsCause) {
  record_.status = 500;
  record_.internal_error = "disk full";
  const std::string logged = Logged(LogLevel::kError, record_);
  EXPECT_THAT(logged, testing::StartsWith("error request "));
  EXPECT_THAT(logged, HasSubstr(" internal_error=\"disk full\" "));
}

TEST_F(RequestLogTest, IgnoredMembersAreToldAtInfoEvenOfASuccess) {
  record_.warnings = {"InputDataConfg", "Tags[0].Vlaue"};
  EXPECT_EQ(Logged(LogLevel::kInfo, record_),
            "info unknown member ignored operation=ListTags member=InputDataConfg "
            "request_id=id-1\n"
            "info unknown member ignored operation=ListTags member=\"Tags[0].Vlaue\" "
            "request_id=id-1\n");
}

TEST_F(RequestLogTest, WhatTheLogCanAddToAnErrorIsInItsLine) {
  record_.status = 400;
  record_.note = "in use since yesterday";
  EXPECT_THAT(Logged(LogLevel::kInfo, record_), HasSubstr(" note=\"in use since yesterday\" "));
}

TEST_F(RequestLogTest, ScenarioAndFaultAreInTheLine) {
  record_.scenario = "stuck";
  record_.fault = "fault-1";
  EXPECT_THAT(Logged(LogLevel::kDebug, record_), HasSubstr(" scenario=stuck fault=fault-1 "));
}

TEST_F(RequestLogTest, ControlRequestsAreOneLineAtDebug) {
  std::ostringstream out;
  Log log({.level = LogLevel::kDebug, .format = LogFormat::kText}, out);
  RequestLog(log, metrics_)
      .OnControl({.request_id = "id-3",
                  .route = "PUT /_autopilot/clock",
                  .method = "PUT",
                  .path = "/_autopilot/clock",
                  .account = "123456789012",
                  .status = 400,
                  .error_type = "ValidationException",
                  .error_message = "'mode' must be given, or 'now', or both.",
                  .internal_error = "",
                  .latency = std::chrono::microseconds(42)});
  EXPECT_EQ(WithoutTimes(out.str()),
            "debug control method=PUT path=/_autopilot/clock status=400 error=ValidationException "
            "reason=\"'mode' must be given, or 'now', or both.\" account=123456789012 "
            "microseconds=42 request_id=id-3\n");
  EXPECT_THAT(metrics_.Render(0),
              HasSubstr("{route=\"PUT /_autopilot/clock\",status=\"4xx\"} 1\n"));
}

TEST_F(RequestLogTest, AControlRequestThatFailedIsAtErrorWithItsCause) {
  std::ostringstream out;
  Log log({.level = LogLevel::kError, .format = LogFormat::kText}, out);
  ControlRecord record;
  record.status = 500;
  record.internal_error = "disk full";
  RequestLog(log, metrics_).OnControl(record);
  EXPECT_THAT(out.str(), HasSubstr("error control status=500 internal_error=\"disk full\" "));
}

TEST_F(RequestLogTest, EveryRequestIsCounted) {
  Logged(LogLevel::kOff, record_);
  EXPECT_THAT(
      metrics_.Render(0),
      HasSubstr("autopilot_local_requests_total{operation=\"ListTags\",status=\"2xx\"} 1\n"));
}

TEST_F(RequestLogTest, RefusalsOfTheHttpLayerAreLoggedAndCounted) {
  std::ostringstream out;
  Log log({.level = LogLevel::kInfo, .format = LogFormat::kText}, out);
  RequestLog(log, metrics_).OnRefusal({"id-2", errors::BodyTooLarge(10), ""});
  EXPECT_EQ(WithoutTimes(out.str()),
            "info request status=413 error=RequestEntityTooLargeException reason=\"" +
                errors::BodyTooLarge(10).message + "\" microseconds=0 request_id=id-2\n");
  EXPECT_THAT(metrics_.Render(0),
              HasSubstr("autopilot_local_requests_total{operation=\"other\",status=\"4xx\"} 1\n"));
}

}  // namespace
}  // namespace autopilot
