#include "common/utf8.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Utf16Length, CountsCharactersAndSurrogatePairsTwice) {
  EXPECT_EQ(Utf16Length(""), 0U);
  EXPECT_EQ(Utf16Length("abc"), 3U);
  EXPECT_EQ(Utf16Length("\u00e9\u20ac"), 2U);
  EXPECT_EQ(Utf16Length("\U0001F600"), 2U);
}

}  // namespace
}  // namespace autopilot
