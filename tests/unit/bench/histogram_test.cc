#include "bench/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace autopilot::bench {
namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

TEST(HistogramTest, OfNothingEverythingIsZero) {
  const Histogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.max(), 0ns);
  EXPECT_EQ(histogram.Quantile(0.5), 0ns);
}

TEST(HistogramTest, OfOneDurationEveryQuantileIsIt) {
  Histogram histogram;
  histogram.Record(123'456'789ns);
  for (const double share : {0.0, 0.5, 0.99, 1.0}) {
    EXPECT_EQ(histogram.Quantile(share), 123'456'789ns);
  }
}

TEST(HistogramTest, SmallDurationsAreExact) {
  Histogram histogram;
  for (int i = 1; i <= 100; ++i) histogram.Record(nanoseconds(i));
  EXPECT_EQ(histogram.Quantile(0.01), 1ns);
  EXPECT_EQ(histogram.Quantile(0.5), 50ns);
  EXPECT_EQ(histogram.Quantile(0.99), 99ns);
  EXPECT_EQ(histogram.Quantile(1), 100ns);
}

TEST(HistogramTest, APercentileCountsDurationsNotTheirSizes) {
  Histogram histogram;
  for (int i = 0; i < 99; ++i) histogram.Record(10ns);
  histogram.Record(5s);
  EXPECT_EQ(histogram.Quantile(0.99), 10ns);
  EXPECT_EQ(histogram.Quantile(0.999), 5s);
  EXPECT_EQ(histogram.max(), 5s);
}

TEST(HistogramTest, QuantilesLieAtMostOneBucketAboveTheSortedValue) {
  std::mt19937_64 random(7);
  std::vector<std::int64_t> values;
  Histogram histogram;
  for (int i = 0; i < 20'000; ++i) {
    // All magnitudes, from nanoseconds to hours.
    const auto value = static_cast<std::int64_t>(random() >> (20 + random() % 44));
    values.push_back(value);
    histogram.Record(nanoseconds(value));
  }
  std::sort(values.begin(), values.end());
  for (const double share : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * 20'000));
    const std::int64_t exact = values[rank - 1];
    const std::int64_t found = histogram.Quantile(share).count();
    EXPECT_GE(found, exact) << share;
    EXPECT_LE(found, exact + exact / 64 + 1) << share;
  }
}

TEST(HistogramTest, ExtremeDurationsHaveABucket) {
  Histogram histogram;
  histogram.Record(-1ns);
  EXPECT_EQ(histogram.max(), 0ns);
  histogram.Record(nanoseconds::max());
  EXPECT_EQ(histogram.Quantile(0.5), 0ns);
  EXPECT_EQ(histogram.Quantile(1), nanoseconds::max());
}

}  // namespace
}  // namespace autopilot::bench
