#include "server/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "lifecycle/planner.h"
#include "server/http/health_check.h"
#include "storage/store.h"
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
  AppTest() { std::filesystem::remove_all(folder_); }
  ~AppTest() override {
    app_.reset();
    std::filesystem::remove_all(folder_);
  }
  void Start(StoreOptions store = {}) {
    ServeCommand command;
    command.store = std::move(store);
    Start(std::move(command));
  }
  void Start(ServeCommand command) {
    command.http.port = 0;
    command.http.threads = 2;
    command.control.defaults.seed = 1;
    app_ = std::make_unique<App>(command, clock_, log_);
    app_->Start();
  }

  static std::string Call(const std::string& operation, const std::string& body) {
    return PostOf(body, "X-Amz-Target: SageMaker." + operation +
                            "\r\nContent-Type: application/x-amz-json-1.1\r\n");
  }

  static std::string ControlPost(const std::string& path, const std::string& body) {
    return "POST " + path +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
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

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("app-test-" + std::to_string(getpid()));
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
  Start({.data_dir = folder_});
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

  Start({.data_dir = folder_});
  for (const std::string& name : acknowledged) EXPECT_EQ(Describe(name)["AutoMLJobName"], name);
}

// Nobody reads data here: a job that another server has left waiting for that goes on.
TEST_F(AppTest, AStoredJobDoesNotWaitForDataThatIsNotRead) {
  JobSpec spec;
  spec.kind = JobKind::kTabularEnsembling;
  JobRecord job;
  job.scope = {.account = "000000000000", .region = "us-east-1"};
  job.name = "job";
  job.request = R"({"AutoMLJobName":"job"})";
  job.plan = MakePlan(spec, 1);
  job.events = StartOfLife(clock_.Now(), Rate{600'000'000}, job.plan, AwaitsProfile::kYes);
  std::promise<bool> stored;
  auto store = Store::Open({.data_dir = folder_});
  store->Write([&job](WriteTransaction& transaction) { transaction.InsertJob(job, {}); },
               [&stored](const WriteResult& result) { stored.set_value(result.committed); });
  EXPECT_TRUE(stored.get_future().get());
  store.reset();
  Start({.data_dir = folder_});
  WireClient client(app_->port());
  client.Send(ControlPost("/_autopilot/clock/advance", R"({"by":"PT1H"})"));
  EXPECT_EQ(json::parse(client.Read().body)["settled"], true);
  client.Send("GET /_autopilot/jobs/job HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(json::parse(client.Read().body)["AutoMLJobStatus"], "Completed");
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

TEST_F(AppTest, AStopAnswersWhatWaitsAndWhatIsDelayed) {
  Start();
  WireClient control(app_->port());
  control.Send(ControlPost("/_autopilot/faults", R"({"id":"slow","latency":"PT1H"})"));
  EXPECT_EQ(control.Read().status, 200);
  WireClient delayed(app_->port());
  delayed.Send(Call("ListAutoMLJobs", "{}"));
  WireClient waiting(app_->port());
  waiting.Send(
      ControlPost("/_autopilot/wait", R"({"job":"x","status":"Failed","timeout":"PT1H"})"));
  // The delay has begun once its rule has struck.
  for (std::string answer; answer.find("\"hits\":1") == std::string::npos;) {
    control.Send("GET /_autopilot/faults/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    answer = control.Read().body;
  }
  app_->Stop();
  const WireResponse delayed_answer = delayed.Read();
  EXPECT_EQ(delayed_answer.status, 503);
  EXPECT_THAT(delayed_answer.body, HasSubstr("\"__type\":\"ServiceUnavailable"));
  const WireResponse wait_answer = waiting.Read();
  EXPECT_EQ(wait_answer.status, 503);
  EXPECT_THAT(wait_answer.body, HasSubstr("The server is shutting down."));
  for (WireClient* client : {&control, &delayed, &waiting}) client->EndSending();
  EXPECT_EQ(app_->Join(), StopResult::kDrained);
}

TEST_F(AppTest, AnAbruptEndLeavesNothingWaiting) {
  Start();
  WireClient control(app_->port());
  control.Send(ControlPost("/_autopilot/faults", R"({"latency":"PT1H"})"));
  EXPECT_EQ(control.Read().status, 200);
  control.Send(ControlPost("/_autopilot/wait", R"({"operation":"ListTags","timeout":"PT1H"})"));
  WireClient delayed(app_->port());
  delayed.Send(Call("ListAutoMLJobs", "{}"));
  app_.reset();
}

TEST_F(AppTest, AWaitEndsWhenItsClientHasGone) {
  ServeCommand command;
  command.http.read_timeout = std::chrono::milliseconds(50);
  Start(command);
  WireClient waiting(app_->port());
  waiting.Send(ControlPost("/_autopilot/wait", R"({"operation":"ListTags","timeout":"PT1H"})"));
  waiting.EndSending();
  const WireResponse answer = waiting.Read();
  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(json::parse(answer.body)["met"], false);
}

TEST_F(AppTest, AConnectionThatHangsDoesNotHoldUpTheStop) {
  Start();
  WireClient client(app_->port());
  client.Send(ControlPost("/_autopilot/faults", R"({"id":"h","connection":"hang"})"));
  EXPECT_EQ(client.Read().status, 200);
  WireClient hanging(app_->port());
  hanging.Send(Call("ListAutoMLJobs", "{}"));
  EXPECT_FALSE(hanging.HasBytesWithin(std::chrono::milliseconds(50)));
  app_->Stop();
  EXPECT_TRUE(hanging.IsClosedByServer());
  EXPECT_EQ(app_->Join(), StopResult::kDrained);
}

TEST_F(AppTest, TheControlApiMayHaveAnAddressOfItsOwn) {
  ServeCommand command;
  command.control_address = HostAndPort{.host = "127.0.0.1", .port = 0};
  Start(command);
  const std::string url = app_->control_url();
  EXPECT_NE(url, app_->url());
  const auto status_of = [](std::uint16_t port, const std::string& path) {
    WireClient client(port);
    client.Send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return client.Read();
  };
  const auto control_port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  EXPECT_EQ(status_of(control_port, "/_autopilot/clock").status, 200);
  EXPECT_EQ(status_of(control_port, "/").status, 404);
  const WireResponse refused = status_of(app_->port(), "/_autopilot/clock");
  EXPECT_EQ(refused.status, 404);
  EXPECT_THAT(refused.body,
              HasSubstr("The control API is served on " + url + " (--control-address)."));
  for (const std::uint16_t port : {app_->port(), control_port}) {
    EXPECT_EQ(status_of(port, "/_autopilot/ready").status, 200);
  }
  app_->Stop();
  EXPECT_EQ(app_->Join(), StopResult::kDrained);
}

TEST_F(AppTest, TheControlApiMayBeOff) {
  ServeCommand command;
  command.serves_control = false;
  Start(command);
  EXPECT_EQ(app_->control_url(), "");
  WireClient client(app_->port());
  client.Send("GET /_autopilot/clock HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const WireResponse refused = client.Read();
  EXPECT_EQ(refused.status, 404);
  EXPECT_THAT(refused.body, HasSubstr("turned off (--control off)"));
  client.Send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.Read().status, 200);
}

TEST_F(AppTest, TokensAreNotLogged) {
  ServeCommand command;
  command.control_token = "s3cret-t0ken";
  Start(command);
  WireClient client(app_->port());
  const std::string head = "GET /_autopilot/clock HTTP/1.1\r\nHost: localhost\r\n";
  client.Send(head + "\r\n" + head + "Authorization: Bearer s3cret-t0ken\r\n\r\n" + head +
              "X-Autopilot-Token: s3cret-t0ken\r\n\r\n");
  for (const int status : {401, 200, 200}) EXPECT_EQ(client.Read().status, status);
  app_->Stop();
  client.EndSending();
  app_->Join();
  EXPECT_THAT(log_text_.str(),
              HasSubstr("debug control method=GET path=/_autopilot/clock status=200"));
  EXPECT_THAT(log_text_.str(), testing::Not(HasSubstr("s3cret")));
}

TEST_F(AppTest, ControlRequestsAreCountedByTheirRoutes) {
  Start();
  WireClient client(app_->port());
  client.Send(ControlPost("/_autopilot/jobs/a/advance", R"({"to":"end"})") +
              ControlPost("/_autopilot/jobs/b/advance", R"({"to":"end"})") +
              ControlPost("/_autopilot/nope", "{}"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.Read().status, 404);
  client.Send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string text = client.Read().body;
  const std::string name = "autopilot_local_control_requests_total{route=";
  EXPECT_THAT(text,
              HasSubstr(name + "\"POST /_autopilot/jobs/{name}/advance\",status=\"4xx\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(name + "\"other\",status=\"4xx\"} 1\n"));
}

}  // namespace
}  // namespace autopilot
