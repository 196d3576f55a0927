#include "control/json_match.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace autopilot {
namespace {

using nlohmann::json;

TEST(JsonMatchTest, PointersHaveTheFormOfTheStandard) {
  for (const char* pointer : {"", "/", "/a", "/a/0/b", "//", "/a~0b~1c"}) {
    EXPECT_TRUE(IsJsonPointer(pointer)) << pointer;
  }
  for (const char* pointer : {"a", "a/b", "/a~", "/a~2", "#/a", "/~"}) {
    EXPECT_FALSE(IsJsonPointer(pointer)) << pointer;
  }
}

TEST(JsonMatchTest, APointerLeadsToAValueOrToNothing) {
  const json value =
      json::parse(R"({"a": {"b": [10, {"c": null}]}, "": 1, "x/y": 2, "m~n": 3, "~1": 4, "0": 5})");
  struct Case {
    const char* pointer;
    json expected;
  };
  const Case found[] = {{"", value}, {"/a/b/0", 10}, {"/a/b/1/c", nullptr},
                        {"/", 1},    {"/x~1y", 2},   {"/m~0n", 3},
                        {"/~01", 4}, {"/0", 5},      {"/a/b/1", {{"c", nullptr}}}};
  for (const Case& c : found) {
    const json* result = FindByPointer(value, c.pointer);
    ASSERT_NE(result, nullptr) << c.pointer;
    EXPECT_EQ(*result, c.expected) << c.pointer;
  }
  for (const char* pointer :
       {"/b", "/a/", "/a/b/2", "/a/b/-", "/a/b/00", "/a/b/01", "/a/b/+1", "/a/b/1x", "/a/b/",
        "/a/b/0/c", "/a/b/99999999999999999999", "/a/b/1/c/d", "/A"}) {
    EXPECT_EQ(FindByPointer(value, pointer), nullptr) << pointer;
  }
}

TEST(JsonMatchTest, ContainingIsASubset) {
  struct Case {
    const char* value;
    const char* part;
    bool contains;
  };
  const Case cases[] = {
      {R"({"a": 1, "b": 2})", R"({"a": 1})", true},
      {R"({"a": 1})", R"({})", true},
      {R"({"a": 1})", R"({"a": 2})", false},
      {R"({"a": 1})", R"({"b": 1})", false},
      {R"({"a": {"b": [1, 2]}, "c": 3})", R"({"a": {"b": [2]}})", true},
      {R"([{"Key": "a", "Value": "x"}, {"Key": "b", "Value": "y"}])", R"([{"Key": "b"}])", true},
      {R"([{"Key": "a"}])", R"([{"Key": "b"}])", false},
      {"[1, 2, 3]", "[3, 1]", true},
      {"[1]", "[1, 1]", true},
      {"[]", "[1]", false},
      {"[1]", "1", false},
      {"1", "1.0", true},
      {R"("a")", R"("a")", true},
      {R"("ab")", R"("a")", false},
      {"null", "null", true},
      {"{}", "[]", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(JsonContains(json::parse(c.value), json::parse(c.part)), c.contains)
        << c.value << " " << c.part;
  }
}

TEST(JsonMatchTest, OnlyJsonOfModestDepthIsParsed) {
  EXPECT_EQ(ParseJson(R"({"a": "[[["})", 1), json({{"a", "[[["}}));
  EXPECT_EQ(ParseJson(R"({"a": "\"[["})", 1), json({{"a", "\"[["}}));
  EXPECT_EQ(ParseJson("[[1]]", 2), json({{1}}));
  EXPECT_EQ(ParseJson("[[1]]", 1), std::nullopt);
  EXPECT_EQ(ParseJson("[[], [[]]]", 2), std::nullopt);
  for (const char* text : {"", "{", "[1", "nul", "{\"a\":1}x", "\"\\", "\xff"}) {
    EXPECT_EQ(ParseJson(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseJson(std::string(60'000, '[')), std::nullopt);
}

}  // namespace
}  // namespace autopilot
