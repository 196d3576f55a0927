#include "server/http/health_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/wire/server_fixture.h"

namespace autopilot {
namespace {

using HealthCheckTest = ServerTest;

TEST_F(HealthCheckTest, ToldOfAnotherServerItSaysSo) {
  Start([](const Request&, const Reply& reply) {
    reply({.status = 404, .content_type = "text/html", .body = "<html>", .headers = {}});
  });
  EXPECT_EQ(CheckHealth(server_->url(), std::chrono::seconds(10)),
            server_->url() + " answers, but not as a healthy autopilot-local.");
}

TEST_F(HealthCheckTest, TimesOutOnAServerThatIsSilent) {
  StartHolding();
  const auto problem = CheckHealth(server_->url(), std::chrono::milliseconds(50));
  ASSERT_TRUE(problem.has_value());
  EXPECT_THAT(*problem, testing::StartsWith("No answer from " + server_->url()));
}

TEST(HealthCheck, UrlsOfOtherFormsAreRefused) {
  for (const char* url : {"", "localhost:7240", "https://localhost", "http://", "http://x:y",
                          "http://x:", "http://x/y", "http://[::1", "http://x y"}) {
    EXPECT_EQ(CheckHealth(url, std::chrono::milliseconds(50)),
              "'" + std::string(url) + "' is not of the form http://HOST:PORT.");
  }
}

}  // namespace
}  // namespace autopilot
