#include "common/iso_time.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(IsoTime, IsUtcCutToTheMillisecond) {
  using std::chrono::microseconds;
  EXPECT_EQ(IsoTime(Timestamp(microseconds(0))), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(IsoTime(Timestamp(microseconds(1'606'961'388'927'999))), "2020-12-03T02:09:48.927Z");
  EXPECT_EQ(IsoTime(Timestamp(microseconds(-1))), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace autopilot
