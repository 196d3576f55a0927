#include "server/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "server/http/health_check.h"
#include "tests/wire/wire_client.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ManualClock final : public Clock {
 public:
  Timestamp Now() const override { return Timestamp(std::chrono::microseconds(now_us_.load())); }
  void Advance(std::chrono::microseconds time) { now_us_ += time.count(); }

 private:
  std::atomic<std::int64_t> now_us_{1'700'000'000'000'000};
};

class AppTest : public testing::Test {
 protected:
  void Start(StoreOptions store = {}) {
    ServeCommand command;
    command.http.port = 0;
    command.http.threads = 2;
    command.store = std::move(store);
    command.api.seed = 1;
    app_ = std::make_unique<App>(command, clock_, log_);
    app_->Start();
  }

  static std::string Call(const std::string& operation, const std::string& body) {
    return PostOf(body, "X-Amz-Target: SageMaker." + operation +
                            "\r\nContent-Type: application/x-amz-json-1.1\r\n");
  }

  static std::string Create(const std::string& name) {
    return Call(
        "CreateAutoMLJob",
        R"({"AutoMLJobName":")" + name +
            R"(","InputDataConfig":[{"DataSource":{"S3DataSource":{"S3DataType":"S3Prefix",)"
            R"("S3Uri":"s3://bucket/data"}},"TargetAttributeName":"y"}],"OutputDataConfig":)"
            R"({"S3OutputPath":"s3://bucket/out"},"RoleArn":)"
            R"("arn:aws:iam::123456789012:role/service"})");
  }

  json Describe(const std::string& name) {
    WireClient client(app_->port());
    client.Send(Call("DescribeAutoMLJob", json{{"AutoMLJobName", name}}.dump()));
    return json::parse(client.Read().body);
  }

  ManualClock clock_;
  std::ostringstream log_text_;
  Log log_{{.level = LogLevel::kDebug, .format = LogFormat::kText}, log_text_};
  std::unique_ptr<App> app_;
};

TEST_F(AppTest, AJobWalksToItsEndAsTheClockAdvances) {
  Start();
  WireClient client(app_->port());
  client.Send(Create("job"));
  const WireResponse created = client.Read();
  EXPECT_EQ(created.status, 200);
  EXPECT_EQ(created.body,
            R"({"AutoMLJobArn":"arn:aws:sagemaker:us-east-1:000000000000:automl-job/job"})");
  EXPECT_EQ(Describe("job")["AutoMLJobStatus"], "InProgress");
  clock_.Advance(std::chrono::hours(24));
  EXPECT_EQ(Describe("job")["AutoMLJobStatus"], "Completed");
}

TEST_F(AppTest, OperatorsAndApiShareThePort) {
  Start();
  EXPECT_EQ(CheckHealth(app_->url(), std::chrono::seconds(10)), std::nullopt);
  WireClient client(app_->port());
  client.Send("GET /_autopilot/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.Read().body, "{\"status\":\"ready\"}\n");
  client.Send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const WireResponse refused = client.Read();
  EXPECT_EQ(refused.status, 405);
  EXPECT_THAT(refused.body, HasSubstr("\"__type\":\"MethodNotAllowedException\""));
  client.Send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.ReadAnswerToHead().status, 405);
  client.Send(Call("ListAutoMLJobs", ""));
  EXPECT_EQ(client.Read().body, R"({"AutoMLJobSummaries":[]})");
}

TEST_F(AppTest, MetricsTellRequestsRefusalsAndConnections) {
  Start();
  WireClient client(app_->port());
  client.Send(Call("ListAutoMLJobs", "{}") + Call("ListAutoMLJobs", "[]") + Call("NoSuch", "{}"));
  for (const int status : {200, 400, 400}) EXPECT_EQ(client.Read().status, status);
  WireClient malformed(app_->port());
  malformed.Send("nonsense\r\n\r\n");
  EXPECT_EQ(malformed.Read().status, 400);
  client.Send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string text = client.Read().body;
  const std::string requests = "autopilot_local_requests_total{operation=";
  EXPECT_THAT(text, HasSubstr(requests + "\"ListAutoMLJobs\",status=\"2xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(requests + "\"ListAutoMLJobs\",status=\"4xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(requests + "\"other\",status=\"4xx\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("autopilot_local_open_connections 2\n"));
}

TEST_F(AppTest, TheLogNamesEveryRequestAndHidesSignatures) {
  Start();
  WireClient client(app_->port());
  client.Send(PostOf("{}",
                     "X-Amz-Target: SageMaker.ListAutoMLJobs\r\nAuthorization: AWS4-HMAC-SHA256 "
                     "Credential=123456789012/20250101/eu-west-1/sagemaker/aws4_request, "
                     "SignedHeaders=host, Signature=5ec2e7\r\nX-Amz-Security-Token: t0ken\r\n"));
  const WireResponse response = client.Read();
  EXPECT_EQ(response.status, 200);
  app_->Stop();
  client.EndSending();
  EXPECT_EQ(app_->Join(), StopResult::kDrained);
  const std::string log = log_text_.str();
  EXPECT_THAT(log, HasSubstr("debug request operation=ListAutoMLJobs status=200 "
                             "account=123456789012 region=eu-west-1 "));
  EXPECT_THAT(log, HasSubstr("request_id=" + response.Header("x-amzn-requestid")));
  EXPECT_THAT(log, testing::Not(HasSubstr("5ec2e7")));
  EXPECT_THAT(log, testing::Not(HasSubstr("t0ken")));
}

// Clients create jobs without pause while the server stops: what was answered with 200 is there
// after a restart.
TEST_F(AppTest, WhatWasAcknowledgedBeforeTheStopIsKept) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / ("app-test-" + std::to_string(getpid()));
  std::filesystem::remove_all(folder);
  Start({.data_dir = folder});
  std::mutex mutex;
  std::set<std::string> acknowledged;
  std::condition_variable some_acknowledged;
  std::vector<std::thread> clients;
  for (int t = 0; t < 4; ++t) {
    clients.emplace_back([&, t] {
      try {
        WireClient client(app_->port());
        for (int i = 0;; ++i) {
          const std::string name = "job-" + std::to_string(t) + "-" + std::to_string(i);
          client.Send(Create(name));
          if (client.Read().status != 200) return;
          const std::lock_guard lock(mutex);
          acknowledged.insert(name);
          some_acknowledged.notify_one();
        }
      } catch (const std::runtime_error&) {
        // The server has closed the connection.
      }
    });
  }
  {
    std::unique_lock lock(mutex);
    some_acknowledged.wait(lock, [&] { return acknowledged.size() >= 20; });
  }
  app_->Stop();
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(app_->Join(), StopResult::kDrained);
  app_.reset();

  Start({.data_dir = folder});
  for (const std::string& name : acknowledged) EXPECT_EQ(Describe(name)["AutoMLJobName"], name);
  app_.reset();
  std::filesystem::remove_all(folder);
}

TEST_F(AppTest, WritesInFlightSurviveAnAbruptEnd) {
  Start();
  WireClient client(app_->port());
  std::string creates;
  for (int i = 0; i < 200; ++i) creates += Create("job-" + std::to_string(i));
  client.Send(creates);
  EXPECT_EQ(client.Read().status, 200);
  app_.reset();  // with writes queued: their replies find no server any more
}

}  // namespace
}  // namespace autopilot
