#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "server/http/server.h"
#include "tests/wire/fake_handler.h"
#include "tests/wire/wire_client.h"

namespace autopilot {

// An HTTP server on a free port with a handler of the test.
class ServerTest : public testing::Test {
 protected:
  static HttpOptions DefaultOptions() {
    HttpOptions options;
    options.port = 0;
    options.threads = 2;
    return options;
  }

  void Start(Handler handler, HttpOptions options = DefaultOptions()) {
    StartWith(std::move(handler), std::move(options), nullptr);
  }

  void StartWith(Handler handler, HttpOptions options, std::shared_ptr<TlsContext> tls) {
    server_ = std::make_unique<HttpServer>(std::move(options));
    if (tls) server_->UseTls(std::move(tls));
    server_->Start(std::move(handler), [this](const Refusal& refusal) {
      const std::lock_guard lock(mutex_);
      refusals_.push_back(refusal);
    });
  }

  // Starts with a handler that holds requests.
  void StartHolding(HttpOptions options = DefaultOptions()) {
    Start([this](Request request, Reply reply) { held_(std::move(request), std::move(reply)); },
          std::move(options));
  }

  std::uint16_t port() const { return server_->port(); }

  std::vector<Refusal> Refusals() {
    const std::lock_guard lock(mutex_);
    return refusals_;
  }

  // An error as the AWS protocol shapes it, then the end of the connection.
  static void ExpectErrorAndClose(WireClient& client, int status, const std::string& type) {
    const WireResponse response = client.Read();
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.Header("content-type"), "application/x-amz-json-1.1");
    EXPECT_EQ(response.Header("x-amzn-errortype"), type);
    EXPECT_EQ(response.Header("connection"), "close");
    EXPECT_EQ(response.Header("x-amzn-requestid").size(), 36U);
    EXPECT_EQ(response.body.rfind("{\"__type\":\"" + type + "\",\"message\":\"", 0), 0U)
        << response.body;
    EXPECT_TRUE(client.IsClosedByServer());
  }

  // Whoever may hold a Reply goes before the server does; so it only ends its threads here.
  void TearDown() override {
    if (!server_) return;
    server_->Abort();
    server_->Join();
  }

  std::unique_ptr<HttpServer> server_;
  HoldingHandler held_;

 private:
  std::mutex mutex_;
  std::vector<Refusal> refusals_;
};

}  // namespace autopilot
