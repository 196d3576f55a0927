#include "server/router.h"

#include <gtest/gtest.h>

#include <string>

namespace autopilot {
namespace {

class RouterTest : public testing::Test {
 protected:
  unsigned StatusOf(const std::string& target) {
    unsigned status = 0;
    router_({.method = "GET", .target = target, .headers = {}, .body = ""},
            [&status](const Response& response) { status = response.status; });
    return status;
  }

  Readiness readiness_;
  Metrics metrics_{{}};
  AdminRoutes admin_{HostCheck({}), readiness_, metrics_, [] { return std::size_t{0}; }};
  Handler router_ = MakeRouter(admin_, [](const Request&, const Reply& reply) {
    reply({.status = 299, .content_type = {}, .body = {}, .headers = {}});
  });
};

TEST_F(RouterTest, SendsControlPathsToTheAdminRoutes) {
  EXPECT_EQ(StatusOf("/_autopilot/health"), 200U);
  EXPECT_EQ(StatusOf("/_autopilot/nope"), 404U);
  EXPECT_EQ(StatusOf("/metrics?x=1"), 200U);
}

TEST_F(RouterTest, SendsEverythingElseToTheApi) {
  for (const char* target : {"/", "/?Action=ListJobs", "/bucket/key", "/favicon.ico", "*", ""}) {
    EXPECT_EQ(StatusOf(target), 299U) << target;
  }
}

}  // namespace
}  // namespace autopilot
