#include "lifecycle/timeline.h"

#include <gtest/gtest.h>

#include "tests/unit/lifecycle/fixtures.h"

namespace autopilot {
namespace {

struct AtCase {
  std::int64_t millionths;
  std::int64_t nominal_us;
  std::int64_t clock_us;
};

TEST(TimelineTest, NominalTimeTakesItsShareOfClockTimeRoundedUp) {
  const AtCase cases[] = {
      {1'000'000, 0, 0},
      {1'000'000, 1, 1},
      {1'000'000, 1'620'000'000, 1'620'000'000},
      {600'000'000, 1'620'000'000, 2'700'000},  // 27 minutes take 2.7 s
      {600'000'000, 1, 1},
      {600'000'000, 600, 1},
      {600'000'000, 601, 2},
      {1'000'000'000'000, 1'620'000'000, 1'620},
      {1'000, 1, 1'000},  // a thousand times slower
      {1'000, 1'620'000'000, 1'620'000'000'000},
      {3'000'000, 1, 1},
      {700'000, 1, 2},
      {700'000, 7, 10},
  };
  for (const AtCase& c : cases) {
    const Timeline timeline(StartOfLife(kBirth, Rate{c.millionths}));
    EXPECT_EQ(timeline.At(Nominal{c.nominal_us}), After(kBirth, c.clock_us))
        << c.millionths << " millionths, " << c.nominal_us << " us";
  }
}

TEST(TimelineTest, NothingIsReachedBeforeTheStart) {
  const Timeline timeline(StartOfLife(kBirth, kSpeed600));
  EXPECT_EQ(timeline.Reached(kBirth), Nominal{0});
  EXPECT_EQ(timeline.Reached(After(kBirth, -1)), Nominal{0});
  EXPECT_EQ(timeline.Reached(Timestamp{}), Nominal{0});
  EXPECT_EQ(timeline.Reached(After(kBirth, 1)), Nominal{600});
}

TEST(TimelineTest, ReachedIsTheExactInverseOfAt) {
  for (const std::int64_t millionths :
       {std::int64_t{1'000}, std::int64_t{700'000}, std::int64_t{1'000'000},
        std::int64_t{1'234'567}, std::int64_t{600'000'000}, std::int64_t{1'000'000'000'000}}) {
    const Timeline timeline(StartOfLife(kBirth, Rate{millionths}));
    Draws draws(Derive(7, static_cast<std::uint64_t>(millionths)));
    for (int n = 0; n < 2'000; ++n) {
      const Nominal nominal{draws.Between(1, std::int64_t{1} << draws.Between(1, 45))};
      const Timestamp at = timeline.At(nominal);
      ASSERT_GE(timeline.Reached(at), nominal) << millionths;
      ASSERT_LT(timeline.Reached(After(at, -1)), nominal) << millionths;
      const Timestamp t = After(kBirth, draws.Between(0, std::int64_t{1} << 40));
      const Nominal reached = timeline.Reached(t);
      ASSERT_LE(timeline.At(reached), t) << millionths;
      ASSERT_GT(timeline.At(reached + Nominal{1}), t) << millionths;
    }
  }
}

TEST(TimelineTest, TheFarFutureIsCappedInsteadOfOverflowing) {
  const Timeline slow(StartOfLife(kBirth, Rate{1}));
  EXPECT_GT(slow.At(Nominal{std::int64_t{1} << 60}), kBirth);
  const Timeline fast(StartOfLife(kBirth, Rate{std::int64_t{1} << 60}));
  EXPECT_GT(fast.Reached(Timestamp::max()), Nominal{std::int64_t{1} << 60});
}

}  // namespace
}  // namespace autopilot
