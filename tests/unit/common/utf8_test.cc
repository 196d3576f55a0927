#include "common/utf8.h"

#include <gtest/gtest.h>

#include <iterator>
#include <string>

namespace autopilot {
namespace {

TEST(Utf16Length, CountsCharactersAndSurrogatePairsTwice) {
  EXPECT_EQ(Utf16Length(""), 0U);
  EXPECT_EQ(Utf16Length("abc"), 3U);
  EXPECT_EQ(Utf16Length("\u00e9\u20ac"), 2U);
  EXPECT_EQ(Utf16Length("\U0001F600"), 2U);
}

TEST(IsUtf8, TakesWhatTheStandardTakes) {
  for (const std::string text :
       {"", "abc", "\u00e9\u20ac", "\U0001F600", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
        "\xed\x9f\xbf", "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
  EXPECT_TRUE(IsUtf8(std::string(1, '\0')));
}

TEST(IsUtf8, RefusesEverythingElse) {
  for (const std::string bytes :
       {"\x80", "\xbf", "a\xc3", "\xc3(", "\xe2\x82", "\xe2\x82(", "\xf0\x9f\x98", "\xc0\x80",
        "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff"}) {
    EXPECT_FALSE(IsUtf8(bytes)) << testing::PrintToString(bytes);
  }
}

TEST(Utf8Start, EndsBetweenCharacters) {
  const std::string text = "a\u00e9\u20ac\U0001F600";  // 1, 2, 3 and 4 bytes
  const std::size_t sizes[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (std::size_t most = 0; most < std::size(sizes); ++most) {
    EXPECT_EQ(Utf8Start(text, most), text.substr(0, sizes[most])) << most;
  }
  EXPECT_EQ(Utf8Start("", 0), "");
  EXPECT_EQ(Utf8Start("\x80\x80\x80", 2), "");
}

TEST(FirstCharacters, CountsWholeCharacters) {
  const std::string text = "a\u00e9\u20ac\U0001F600";
  const std::size_t sizes[] = {0, 1, 3, 6, 10, 10};
  for (std::size_t most = 0; most < std::size(sizes); ++most) {
    EXPECT_EQ(FirstCharacters(text, most), text.substr(0, sizes[most])) << most;
  }
  EXPECT_EQ(FirstCharacters("", 1), "");
}

TEST(ShownName, CutsLongNamesBetweenCharacters) {
  EXPECT_EQ(ShownName(""), "");
  EXPECT_EQ(ShownName(std::string(100, 'a')), std::string(100, 'a'));
  EXPECT_EQ(ShownName(std::string(101, 'a')), std::string(100, 'a') + "...");
  EXPECT_EQ(ShownName(std::string(98, 'a') + "\u20ac\u20ac"), std::string(98, 'a') + "...");
  EXPECT_EQ(ShownName(std::string(200, '\x80')), "...");
}

}  // namespace
}  // namespace autopilot
