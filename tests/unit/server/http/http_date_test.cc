#include "server/http/http_date.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(HttpDate, IsInTheFormOfTheStandard) {
  using std::chrono::system_clock;
  HttpDate date;
  EXPECT_EQ(date.Of(system_clock::from_time_t(784111777)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(date.Of(system_clock::from_time_t(784111777) + std::chrono::milliseconds(999)),
            "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(date.Of(system_clock::from_time_t(784111778)), "Sun, 06 Nov 1994 08:49:38 GMT");
  EXPECT_EQ(date.Of(system_clock::from_time_t(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace autopilot
