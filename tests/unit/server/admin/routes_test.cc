#include "server/admin/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "server/version.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class AdminRoutesTest : public testing::Test {
 protected:
  Response Ask(const std::string& method, const std::string& target,
               const std::string& host = "localhost") {
    return routes_.Answer(
        {.method = method, .target = target, .headers = {{"Host", host}}, .body = ""});
  }

  Readiness readiness_;
  Metrics metrics_{{"ListTags"}};
  AdminRoutes routes_{HostCheck({}), readiness_, metrics_, [] { return std::size_t{3}; }};
};

TEST_F(AdminRoutesTest, HealthNamesStatusAndVersion) {
  const Response response = Ask("GET", "/_autopilot/health");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.body, "{\"status\":\"ok\",\"version\":\"" + std::string(kVersion) + "\"}\n");
}

TEST_F(AdminRoutesTest, ReadinessFollowsThePhase) {
  EXPECT_EQ(Ask("GET", "/_autopilot/ready").status, 503U);
  readiness_.Set(Readiness::Phase::kReady);
  const Response ready = Ask("GET", "/_autopilot/ready");
  EXPECT_EQ(ready.status, 200U);
  EXPECT_EQ(ready.body, "{\"status\":\"ready\"}\n");
  readiness_.Set(Readiness::Phase::kStopping);
  const Response stopping = Ask("GET", "/_autopilot/ready");
  EXPECT_EQ(stopping.status, 503U);
  EXPECT_EQ(stopping.body, "{\"status\":\"stopping\"}\n");
}

TEST_F(AdminRoutesTest, IgnoresTheQuery) {
  EXPECT_EQ(Ask("GET", "/_autopilot/health?verbose=1").status, 200U);
}

TEST_F(AdminRoutesTest, MetricsAreInPrometheusTextFormat) {
  metrics_.CountRequest("ListTags", 200, std::chrono::microseconds(300));
  const Response response = Ask("GET", "/metrics");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(response.body, HasSubstr("autopilot_local_open_connections 3\n"));
  EXPECT_THAT(response.body,
              HasSubstr("autopilot_local_requests_total{operation=\"ListTags\",status=\"2xx\"} 1"));
}

TEST_F(AdminRoutesTest, UnknownRoutesAnswerWithTheListOfWhatExists) {
  for (const char* target :
       {"/_autopilot", "/_autopilot/", "/_autopilot/nope", "/_autopilot/\xff"}) {
    const Response response = Ask("GET", target);
    EXPECT_EQ(response.status, 404U) << target;
    const json body = json::parse(response.body);
    EXPECT_EQ(body["__type"], "NotFoundException");
    EXPECT_EQ(body["available"], json({"/_autopilot/health", "/_autopilot/ready", "/metrics"}));
  }
}

TEST_F(AdminRoutesTest, OnlyGetAndHeadAreAllowed) {
  EXPECT_EQ(Ask("HEAD", "/_autopilot/health").status, 200U);
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "get"}) {
    const Response response = Ask(method, "/_autopilot/health");
    EXPECT_EQ(response.status, 405U) << method;
    EXPECT_EQ(json::parse(response.body)["__type"], "MethodNotAllowedException");
    EXPECT_THAT(response.headers,
                testing::Contains(std::pair<std::string, std::string>("Allow", "GET, HEAD")));
  }
}

TEST_F(AdminRoutesTest, ForeignHostsAreRefusedOnEveryRoute) {
  for (const char* target : {"/_autopilot/health", "/metrics", "/_autopilot/nope"}) {
    const Response response = Ask("GET", target, "evil.example.com");
    EXPECT_EQ(response.status, 403U) << target;
    EXPECT_THAT(response.body, HasSubstr("--allowed-host"));
  }
}

TEST(AdminPaths, AreOnlyItsOwn) {
  EXPECT_TRUE(AdminRoutes::Owns("/_autopilot"));
  EXPECT_TRUE(AdminRoutes::Owns("/_autopilot/x"));
  EXPECT_TRUE(AdminRoutes::Owns("/metrics"));
  EXPECT_FALSE(AdminRoutes::Owns("/"));
  EXPECT_FALSE(AdminRoutes::Owns("/_autopilots"));
  EXPECT_FALSE(AdminRoutes::Owns("/metrics/x"));
}

}  // namespace
}  // namespace autopilot
