#include "api/protocol/plain_json.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

namespace autopilot {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kDepth = 8;

TEST(PlainJson, ReadsWhatClientsSend) {
  for (const std::string_view text :
       {"{}", " { } ", "[]", "null", "-0", "0.5", R"("text")",
        "[1,-2,3.0,4e2,-5E-3,true,false,null]",
        R"({"a":{"b":[{"c":"d \" \\ \/ \b\f\n\r\t"}]},"":[[],{}]})", "[18446744073709551615]",
        "[18446744073709551616]", "[-9223372036854775808]", "[-9223372036854775809]",
        "[0.1,1e22,123456789012345678901234567890,2.2250738585072014e-308,1.7976931348623157e308]",
        "[[[[[[[1]]]]]]]"}) {
    const auto document = ReadPlainJson(text, kDepth);
    ASSERT_TRUE(document) << text;
    // As text, so that 1 and 1.0 are not the same.
    EXPECT_EQ(document->dump(), Json::parse(text).dump()) << text;
  }
}

TEST(PlainJson, LeavesTheRestToTheOtherReader) {
  for (const std::string_view text :
       {"", " ", "{", "{}x", "{} {}", "[1,]", R"({"a":1,})", "[01]", "[+1]", "[.5]", "[1.]", "[1e]",
        "[NaN]", "[Infinity]", "[1e999]", "[1e-999]", "'a'", R"(["\q"])", "[\"\n\"]", "[\"\x01\"]",
        "// comment\n{}", "[1 2]", R"({"a" 1})", R"({1:2})", "[\"\x7F",
        // Valid, but not plain.
        R"(["\u0061"])", "[\"\xC3\xA9\"]",
        // Refused with a text that only the other reader can give.
        R"({"a":1,"a":2})", R"({"a":{"b":1,"b":1}})", "[[[[[[[[[1]]]]]]]]]"}) {
    EXPECT_FALSE(ReadPlainJson(text, kDepth)) << text;
  }
  EXPECT_FALSE(ReadPlainJson(std::string_view("[1]\0", 4), kDepth));
  EXPECT_FALSE(ReadPlainJson(std::string_view("[\"\0\"]", 5), kDepth));
}

// Documents and what is left of them after some bytes have changed, against the library's parser.
TEST(PlainJson, NeverReadsAnotherDocumentThanTheLibrary) {
  constexpr std::string_view kBytes = "{}[]:,\"\\/ \n\tabnrtfue0123456789.+-E\x01\x7F";
  const std::string_view seeds[] = {
      R"({"AutoMLJobName":"a-1","Tags":[{"Key":"k","Value":"v \"w\""}],"N":[1,-2.5e-3,1E5]})",
      R"([true,false,null,"",0,-0,0.0,[[],{}],{"a":{"b":{"c":[1,2,{"d":"\\"}]}}}])",
      R"(  {"x" : [ 1 , 2 ] , "y" : { } , "z" : -1.25E+2 }  )"};
  std::mt19937_64 random(20261127);
  const auto below = [&random](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  int read = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string text(seeds[below(std::size(seeds))]);
    for (std::size_t changes = below(4); changes > 0; --changes) {
      const std::size_t at = below(text.size());
      if (below(3) == 0) {
        text.erase(at, 1 + below(3));
      } else if (below(2) == 0) {
        text.insert(at, 1, kBytes[below(kBytes.size())]);
      } else {
        text[at] = kBytes[below(kBytes.size())];
      }
    }
    const auto document = ReadPlainJson(text, kDepth);
    if (!document) continue;
    ++read;
    const auto expected = Json::parse(text, nullptr, false);
    ASSERT_EQ(document->dump(), expected.dump()) << text;
  }
  EXPECT_GT(read, 15'000);
}

}  // namespace
}  // namespace autopilot
