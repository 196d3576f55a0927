#include "api/protocol/bounded_text.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(BoundedText, CutsBetweenCharactersAndSaysSo) {
  EXPECT_EQ(BoundedText("abc", 3), "abc");
  EXPECT_EQ(BoundedText("abcd", 3), "abc…");
  EXPECT_EQ(BoundedText("aé", 3), "aé");
  EXPECT_EQ(BoundedText("aéb", 2), "a…");
  EXPECT_EQ(BoundedText("a😀b", 4), "a…");
  EXPECT_EQ(BoundedText("😀", 0), "…");
}

TEST(PrintableText, ReplacesWhateverIsNotPrintableAscii) {
  EXPECT_EQ(PrintableText("SageMaker.X", 20), "SageMaker.X");
  EXPECT_EQ(PrintableText("a\r\n\x01\x7F\xFF", 20), "a?????");
  EXPECT_EQ(PrintableText("abcd", 3), "abc…");
}

}  // namespace
}  // namespace autopilot
