#include "api/model/pattern.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace autopilot {
namespace {

TEST(Pattern, MatchesWholeStrings) {
  struct Case {
    std::string pattern, text;
    bool matches;
  };
  const Case cases[] = {
      {"[a-z]+", "abc", true},
      {"[a-z]+", "", false},
      {"[a-z]+", "abc1", false},
      {"[a-z]+", "1abc", false},
      {"[a-z]+", "abc\n", false},
      {"1Y|Y|[1-4]W", "Y", true},
      {"1Y|Y|[1-4]W", "YY", false},
      {"(^p[1-9]\\d?$)", "p99", true},
      {"(^p[1-9]\\d?$)", "p100", false},
      {".*", "", true},
      {".*", "a\nb", false},
      {"([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)", "Größe 日本 ٣", true},
      {"([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)", "a!", false},
      {"[a-zA-Z0-9\\_\\-]+", "a_-", true},
  };
  for (const auto& [pattern, text, matches] : cases) {
    EXPECT_EQ(Pattern(pattern).Matches(text), matches) << pattern << " on " << text;
  }
}

TEST(Pattern, KnowsWhetherItCanBeCompiled) {
  EXPECT_TRUE(Pattern("a+").IsValid());
  const Pattern look_ahead("(?!a).*");
  EXPECT_FALSE(look_ahead.IsValid());
  EXPECT_THROW(look_ahead.Matches("b"), std::logic_error);
  EXPECT_EQ(look_ahead.text(), "(?!a).*");
}

TEST(Pattern, IsCompiledOnceForAllThreads) {
  const Pattern pattern("[a-z]{1,100}");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { EXPECT_TRUE(pattern.Matches("abc")); });
  }
  for (auto& thread : threads) thread.join();
}

// A backtracking matcher would take for ever on these.
TEST(Pattern, TakesLinearTime) {
  const Pattern nested("([a-zA-Z0-9](-*[a-zA-Z0-9])*)*");
  EXPECT_FALSE(nested.Matches(std::string(1'000'000, 'a') + '!'));
}

}  // namespace
}  // namespace autopilot
