#include "common/draws.h"

#include <gtest/gtest.h>

#include <set>

namespace autopilot {
namespace {

// The stored plans rely on these values: a change of them changes history that was already shown.
TEST(Draws, AreFixedForEver) {
  EXPECT_EQ(Derive(7, "candidates"), Derive(7, "candidates"));
  Draws draws(1);
  EXPECT_EQ(draws.Next(), 10451216379200822465ULL);
  EXPECT_EQ(draws.Next(), 13757245211066428519ULL);
}

TEST(Draws, OfDifferentKeysDiffer) {
  std::set<DrawKey> keys;
  for (std::uint64_t n = 0; n < 1000; ++n) keys.insert(Derive(42, n));
  for (const auto* purpose : {"", "a", "b", "ab", "ba"}) keys.insert(Derive(42, purpose));
  EXPECT_EQ(keys.size(), 1005U);
}

TEST(Draws, StayInTheirRange) {
  Draws draws(3);
  for (int i = 0; i < 10'000; ++i) {
    const double unit = draws.Uniform(-1, 2);
    EXPECT_GE(unit, -1);
    EXPECT_LT(unit, 2);
    const auto whole = draws.Between(-3, 3);
    EXPECT_GE(whole, -3);
    EXPECT_LE(whole, 3);
    EXPECT_LT(draws.Below(5), 5U);
  }
}

}  // namespace
}  // namespace autopilot
