#include "common/java_number.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>

namespace autopilot {
namespace {

using std::chrono::microseconds;

TEST(JavaDouble, HasTheFormOfDoubleToString) {
  const std::pair<double, const char*> cases[] = {
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {1.0, "1.0"},
      {0.5, "0.5"},
      {100.0, "100.0"},
      {0.001, "0.001"},
      {0.000999, "9.99E-4"},
      {0.05, "0.05"},
      {1e-5, "1.0E-5"},
      {123456.75, "123456.75"},
      {9999999.0, "9999999.0"},
      {1e7, "1.0E7"},
      {-1.5e10, "-1.5E10"},
      {2309419520.0, "2.30941952E9"},
      {1.606961388927E9, "1.606961388927E9"},
      {-2.2250738585072014e-308, "-2.2250738585072014E-308"},
      {5e-324, "5.0E-324"},  // Java prints 4.9E-324 before 19, 5.0E-324 is no value we send
      {1.7976931348623157e308, "1.7976931348623157E308"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(JavaDouble(value), text);
}

TEST(JavaDouble, WidensAFloatAsRecorded) {
  EXPECT_EQ(JavaDouble(static_cast<double>(0.48089F)), "0.4808900058269501");
}

// Recorded: CreationTime 2020-12-03T02:09:48.927Z was on the wire as 1.606961388927E9.
TEST(JavaNumber, OfAnInstantIsEpochSecondsCutToTheMillisecond) {
  EXPECT_EQ(JavaNumber(Timestamp(microseconds(1'606'961'388'927'999))).text(), "1.606961388927E9");
  EXPECT_EQ(JavaNumber(Timestamp(microseconds(1'606'951'461'570'000))).text(), "1.60695146157E9");
  EXPECT_EQ(JavaNumber(Timestamp(microseconds(1'500'000))).text(), "1.5");
}

TEST(JavaNumber, OfAnInstantHasTheDigitsOfItsDouble) {
  std::mt19937_64 random(1);
  for (const std::int64_t limit : {10LL, 10'000LL, 100'000'000LL, 1'900'000'000'000LL,
                                   253'402'300'800'000LL, 2'000'000'000'000'000LL}) {
    for (int i = 0; i < 2000; ++i) {
      const auto millis = std::uniform_int_distribution<std::int64_t>(-limit, limit)(random);
      EXPECT_EQ(JavaNumber(Timestamp(std::chrono::milliseconds(millis))).text(),
                JavaDouble(static_cast<double>(millis) / 1000.0))
          << millis;
    }
  }
}

}  // namespace
}  // namespace autopilot
