#include "server/http/connection_rate.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

using std::chrono::milliseconds;

const ConnectionRate::Time kStart{std::chrono::hours(1)};

int AdmittedAt(ConnectionRate& rate, ConnectionRate::Time now, int asked) {
  int admitted = 0;
  for (int i = 0; i < asked; ++i) admitted += rate.Admit(now) ? 1 : 0;
  return admitted;
}

TEST(ConnectionRate, LetsASecondsWorthThroughAtOnceThenByTheClock) {
  ConnectionRate rate(10);
  EXPECT_EQ(AdmittedAt(rate, kStart, 100), 10);
  EXPECT_EQ(AdmittedAt(rate, kStart + milliseconds(99), 100), 0);
  EXPECT_EQ(AdmittedAt(rate, kStart + milliseconds(101), 100), 1);
  EXPECT_EQ(AdmittedAt(rate, kStart + milliseconds(601), 100), 5);
}

TEST(ConnectionRate, APauseSavesUpNoMoreThanASecond) {
  ConnectionRate rate(10);
  EXPECT_EQ(AdmittedAt(rate, kStart, 10), 10);
  EXPECT_EQ(AdmittedAt(rate, kStart + std::chrono::hours(5), 100), 10);
}

TEST(ConnectionRate, ZeroIsNoLimit) {
  ConnectionRate rate(0);
  EXPECT_EQ(AdmittedAt(rate, kStart, 100'000), 100'000);
}

}  // namespace
}  // namespace autopilot
