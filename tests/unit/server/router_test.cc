#include "server/router.h"

#include <gtest/gtest.h>

#include <string>

#include "common/wall_clock.h"
#include "control/control.h"
#include "server/readiness.h"
#include "storage/store.h"

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

  const WallClock clock_;
  std::unique_ptr<Store> store_ = Store::Open({});
  Control steering_{*store_, clock_, {}, {}};
  Readiness readiness_;
  ControlApi control_{{},
                      {},
                      *store_,
                      steering_,
                      readiness_,
                      [] { return std::string(); },
                      [](const ControlRecord&) {}};
  Handler router_ = MakeRouter(control_, [](const Request&, const Reply& reply) {
    reply({.status = 299, .content_type = {}, .body = {}, .headers = {}});
  });
};

TEST_F(RouterTest, SendsControlPathsToTheControlApi) {
  EXPECT_EQ(StatusOf("/_autopilot/health"), 200U);
  EXPECT_EQ(StatusOf("/_autopilot/nope"), 404U);
  EXPECT_EQ(StatusOf("/metrics?x=1"), 200U);
  EXPECT_EQ(StatusOf("/health"), 200U);
  EXPECT_EQ(StatusOf("/_localstack/health"), 200U);
  EXPECT_EQ(StatusOf("/moto-api/reset"), 405U);
}

TEST_F(RouterTest, SendsEverythingElseToTheApi) {
  for (const char* target : {"/", "/?Action=ListJobs", "/bucket/key", "/favicon.ico", "*", ""}) {
    EXPECT_EQ(StatusOf(target), 299U) << target;
  }
}

}  // namespace
}  // namespace autopilot
