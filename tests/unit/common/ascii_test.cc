#include "common/ascii.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Ascii, LowersLettersAndLeavesOtherBytesAlone) {
  EXPECT_EQ(ToLowerAscii("AbZ-09_\xc3\x84"), "abz-09_\xc3\x84");
}

TEST(Ascii, ComparesWithoutCase) {
  EXPECT_TRUE(EqualsIgnoringAsciiCase("X-Amz-Target", "x-amz-TARGET"));
  EXPECT_FALSE(EqualsIgnoringAsciiCase("a", "ab"));
  EXPECT_FALSE(EqualsIgnoringAsciiCase("[", "{"));
}

}  // namespace
}  // namespace autopilot
