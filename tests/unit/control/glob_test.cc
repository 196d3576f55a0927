#include "control/glob.h"

#include <gtest/gtest.h>

#include <string>

namespace autopilot {
namespace {

TEST(GlobTest, TheWholeTextMustFit) {
  struct Case {
    const char* pattern;
    const char* text;
    bool fits;
  };
  const Case cases[] = {
      {"", "", true},           {"", "a", false},
      {"a", "", false},         {"abc", "abc", true},
      {"abc", "abcd", false},   {"abc", "xabc", false},
      {"abc", "ABC", false},    {"*", "", true},
      {"*", "anything", true},  {"**", "", true},
      {"***a", "a", true},      {"?", "", false},
      {"?", "a", true},         {"?", "ab", false},
      {"a?c", "abc", true},     {"a?c", "ac", false},
      {"a*", "a", true},        {"a*", "ba", false},
      {"*a", "ba", true},       {"*a", "ab", false},
      {"a*c", "abcbc", true},   {"a*c", "abcb", false},
      {"*ab*", "xxabyy", true}, {"*ab*", "xaxby", false},
      {"a*b*c", "a1b2c", true}, {"a*b*c", "a1c2b", false},
      {"*?", "", false},        {"*?", "a", true},
      {"?*?", "ab", true},      {"?*?", "a", false},
      {"*aab", "aaab", true},   {"*a?b*c", "aaxbxc", true},
      {"[a]", "a", false},      {"a.c", "abc", false},
      {"\\*", "*", false},      {"*.csv", "a.csv.csv", true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(GlobMatches(c.pattern, c.text, GlobCase::kSensitive), c.fits)
        << c.pattern << " " << c.text;
  }
}

TEST(GlobTest, TheCaseOfAsciiLettersCanBeIgnored) {
  EXPECT_TRUE(GlobMatches("Nightly-*", "NIGHTLY-1", GlobCase::kIgnored));
  EXPECT_TRUE(GlobMatches("*-JOB", "my-job", GlobCase::kIgnored));
  EXPECT_FALSE(GlobMatches("Nightly-*", "NIGHTLY-1", GlobCase::kSensitive));
  EXPECT_FALSE(GlobMatches("@", "`", GlobCase::kIgnored));
}

TEST(GlobTest, ManyStarsDoNotBlowUp) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  pattern += "*b";
  // With a step back to each of the stars this would take longer than the universe has existed.
  EXPECT_FALSE(GlobMatches(pattern, std::string(2'000, 'a'), GlobCase::kSensitive));
  EXPECT_TRUE(GlobMatches(pattern, std::string(2'000, 'a') + "b", GlobCase::kSensitive));
}

}  // namespace
}  // namespace autopilot
