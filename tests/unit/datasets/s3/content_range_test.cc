#include "datasets/s3/content_range.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(ContentRange, IsASpanATotalOrBoth) {
  EXPECT_EQ(ParseContentRange("bytes 0-99/1000"),
            (ContentRange{.span = ContentRange::Span{0, 99}, .total = 1'000}));
  EXPECT_EQ(ParseContentRange("Bytes 5-5/6"),
            (ContentRange{.span = ContentRange::Span{5, 5}, .total = 6}));
  EXPECT_EQ(ParseContentRange("bytes 0-99/*"),
            (ContentRange{.span = ContentRange::Span{0, 99}, .total = {}}));
  EXPECT_EQ(ParseContentRange("bytes */0"), (ContentRange{.span = {}, .total = 0}));
  EXPECT_EQ(ParseContentRange("bytes 0-18446744073709551614/18446744073709551615"),
            (ContentRange{.span = ContentRange::Span{0, UINT64_MAX - 1}, .total = UINT64_MAX}));
}

TEST(ContentRange, IsNothingElse) {
  for (const auto* text :
       {"", "bytes", "bytes ", "bytes */*", "bytes 0-0", "bytes 0/1", "bytes 1-0/2", "bytes 0-1/1",
        "bytes 0-0/0", "bytes -1/2", "bytes 0-/2", "bytes 0-1/", "bytes 0-1/2 ", "bytes +0-1/2",
        "bytes 0-0x1/2", "items 0-1/2", "bytes 0-18446744073709551616/*"}) {
    EXPECT_EQ(ParseContentRange(text), std::nullopt) << text;
  }
}

TEST(ContentRange, CountsOfBytesAreDigits) {
  EXPECT_EQ(ParseByteCount("0"), 0U);
  EXPECT_EQ(ParseByteCount("18446744073709551615"), UINT64_MAX);
  for (const auto* text : {"", " 1", "1 ", "-1", "+1", "0x1", "18446744073709551616"}) {
    EXPECT_EQ(ParseByteCount(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace autopilot
