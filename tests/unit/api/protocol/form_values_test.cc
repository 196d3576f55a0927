#include "api/protocol/form_values.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(FormValue, DecodesTheFirstPairOfThatName) {
  struct Case {
    std::string form;
    std::optional<std::string> value;
  };
  const Case cases[] = {
      {"a=1", "1"},
      {"b=2&a=1&a=3", "1"},
      {"a=%2F+%2b", "/ +"},
      {"a=", ""},
      {"a=b=c", "b=c"},
      {"&&a=1", "1"},
      {"", std::nullopt},
      {"a", std::nullopt},
      {"A=1", std::nullopt},
      {"aa=1", std::nullopt},
      {"a=%", std::nullopt},
      {"a=%2", std::nullopt},
      {"a=%zz", std::nullopt},
      {"a=%2z", std::nullopt},
      {"a=%+1", std::nullopt},
      {"a=%-1", std::nullopt},
  };
  for (const auto& [form, value] : cases) EXPECT_EQ(FormValue(form, "a"), value) << form;
}

TEST(FormPairs, DecodesAllPairsInTheirOrder) {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  const struct {
    const char* form;
    std::optional<Pairs> pairs;
  } cases[] = {
      {"", Pairs{}},
      {"a=1&b=2&a=3", Pairs{{"a", "1"}, {"b", "2"}, {"a", "3"}}},
      {"%61+b=%2F%2b+", Pairs{{"a b", "/+ "}}},
      {"a&b=&=c&&", Pairs{{"a", ""}, {"b", ""}, {"", "c"}}},
      {"a=b=c", Pairs{{"a", "b=c"}}},
      {"a=1&b=%2", std::nullopt},
      {"%zz=1", std::nullopt},
  };
  for (const auto& [form, pairs] : cases) EXPECT_EQ(FormPairs(form), pairs) << form;
}

TEST(PathSegment, DecodesPercentAndLeavesThePlus) {
  EXPECT_EQ(PathSegment("a%20b+c%2Fd"), "a b+c/d");
  EXPECT_EQ(PathSegment(""), "");
  EXPECT_EQ(PathSegment("a%2"), std::nullopt);
}

}  // namespace
}  // namespace autopilot
