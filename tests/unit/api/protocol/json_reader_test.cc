#include "api/protocol/json_reader.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace autopilot {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kDepth = 8;
const std::string kNotJson = "The request body is not valid JSON: ";

std::string Repeat(std::string_view text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST(JsonReader, ReadsOneObject) {
  struct Case {
    std::string text;
    Json document;
  };
  const Case cases[] = {
      {"{}", Json::object()},
      {" \t\r\n{ } \n", Json::object()},
      {R"({"a":1,"b":[true,false,null,{"c":"d"}],"e":{}})",
       {{"a", 1}, {"b", {true, false, nullptr, {{"c", "d"}}}}, {"e", Json::object()}}},
      {R"({"a":[[1],[2,3]],"b":4})", {{"a", {{1}, {2, 3}}}, {"b", 4}}},
      {R"({"n":-7,"u":18446744073709551615,"f":1.5e3})",
       {{"n", -7}, {"u", 18446744073709551615u}, {"f", 1500.0}}},
      {R"({"s":"é \u00e9 \ud83d\ude00 \n \/ \u0000"})", {{"s", std::string("é é 😀 \n / ") + '\0'}}},
      {R"({"a":{"x":1},"b":{"x":1}})", {{"a", {{"x", 1}}}, {"b", {{"x", 1}}}}},
      {R"({"a":1,"A":2,"":3})", {{"a", 1}, {"A", 2}, {"", 3}}},
  };
  for (const auto& [text, document] : cases) {
    const auto read = ReadJsonObject(text, kDepth);
    ASSERT_TRUE(read) << text << "\n" << read.error().message;
    EXPECT_EQ(*read, document) << text;
  }
}

TEST(JsonReader, TakesABlankBodyForAnEmptyObject) {
  for (const auto* text : {"", " ", "\r\n\t ", "\xEF\xBB\xBF", "\xEF\xBB\xBF {}"}) {
    const auto read = ReadJsonObject(text, kDepth);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, Json::object());
  }
}

TEST(JsonReader, RefusesEverythingElseAndSaysWhatAndWhere) {
  struct Case {
    std::string text, message;
  };
  const Case cases[] = {
      {"{", kNotJson + "unexpected end of the text at line 1, column 2"},
      {R"({"a":)", kNotJson + "unexpected end of the text at line 1, column 6"},
      {R"({"a":"b)", kNotJson + "unexpected end of the text at line 1, column 8"},
      {"{\n  \"a\": x}", kNotJson + "unexpected character 'x' at line 2, column 8"},
      {R"({"a":1,})", kNotJson + "unexpected character '}' at line 1, column 8"},
      {R"({'a':1})", kNotJson + "unexpected character ''' at line 1, column 2"},
      {R"({"a":01})", kNotJson + "unexpected character '1' at line 1, column 7"},
      {R"({"a":NaN})", kNotJson + "unexpected character 'N' at line 1, column 6"},
      {R"({"a":"\q"})", kNotJson + "unexpected character 'q' at line 1, column 8"},
      {"{} {}", kNotJson + "unexpected character '{' at line 1, column 4"},
      {"{}x", kNotJson + "unexpected character 'x' at line 1, column 3"},
      {"{\"a\":\"b\nc\"}", kNotJson + "unexpected byte 0x0A at line 1, column 8"},
      {"{\"a\":\"\x01\"}", kNotJson + "unexpected byte 0x01 at line 1, column 7"},
      {"\xFF{}", kNotJson + "unexpected byte 0xFF at line 1, column 1"},
      {"<xml/>", kNotJson + "unexpected character '<' at line 1, column 1"},
      {"Action=ListUsers", kNotJson + "unexpected character 'A' at line 1, column 1"},
      {"{\"a\":\"\xC3\"}", kNotJson + "text that is not valid UTF-8 at line 1, column 8"},
      {"{\"a\":\"\xED\xA0\x80\"}", kNotJson + "text that is not valid UTF-8 at line 1, column 8"},
      {"{\"a\":\"\xFF\"}", kNotJson + "text that is not valid UTF-8 at line 1, column 7"},
      {R"({"a":1e999})", kNotJson + "a number out of range at line 1, column 11"},
      {R"({"a":1,"b":{},"a":2})", kNotJson + "duplicate key 'a' at line 1, column 17"},
      {R"({"a":{"b":1,"b":1}})", kNotJson + "duplicate key 'b' at line 1, column 15"},
      {R"({"a":1,"\u0061":2})", kNotJson + "duplicate key 'a' at line 1, column 15"},
      {std::string("{}\0{}", 5), kNotJson + "a NUL byte at offset 2"},
      {std::string("{\"a\":\"\0\"}", 9), kNotJson + "a NUL byte at offset 6"},
      {"[]", "The request body must be a JSON object, not an array"},
      {"\"text\"", "The request body must be a JSON object, not a string"},
      {"1", "The request body must be a JSON object, not a number"},
      {"true", "The request body must be a JSON object, not a boolean"},
      {"null", "The request body must be a JSON object, not a null"},
  };
  for (const auto& [text, message] : cases) {
    const auto read = ReadJsonObject(text, kDepth);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error(), (Error{ErrorCode::kSerialization, message})) << text;
  }
}

TEST(JsonReader, RefusesLoneSurrogatesAndOverlongForms) {
  for (const auto* text :
       {R"({"a":"\ud800"})", R"({"a":"\udc00x"})", R"({"a":"\ud800\u0041"})",
        "{\"a\":\"\xC0\xAF\"}", "{\"a\":\"\xF5\x80\x80\x80\"}", "{\"a\":\"\x80\"}"}) {
    const auto read = ReadJsonObject(text, kDepth);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ErrorCode::kSerialization);
  }
}

TEST(JsonReader, CountsLevelsOfNesting) {
  // The object itself is the first level.
  EXPECT_TRUE(ReadJsonObject("{\"a\":" + Repeat("[", 7) + Repeat("]", 7) + "}", kDepth));
  const auto read = ReadJsonObject("{\"a\":" + Repeat("[", 8) + Repeat("]", 8) + "}", kDepth);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, kNotJson + "more than 8 levels of nesting at line 1, column 13");
  EXPECT_TRUE(ReadJsonObject(R"({"a":[[],[],[[],[]]],"b":[{},{}]})", 4));
}

TEST(JsonReader, RefusesTenMegabytesOfBracketsAtTheDepthLimit) {
  constexpr std::size_t kSize = 10'000'000;
  for (const std::string& text : {std::string(kSize, '['), Repeat("{\"a\":", kSize / 5)}) {
    const auto start = std::chrono::steady_clock::now();
    const auto read = ReadJsonObject(text, 64);
    const auto taken = std::chrono::steady_clock::now() - start;
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("more than 64 levels of nesting"), std::string::npos);
    EXPECT_LT(taken, std::chrono::seconds(1));
  }
}

TEST(JsonReader, CutsLongDuplicateKeysInItsText) {
  const std::string key = Repeat("é", 5000);
  const auto read = ReadJsonObject("{\"" + key + "\":1,\"" + key + "\":2}", kDepth);
  ASSERT_FALSE(read);
  EXPECT_TRUE(
      read.error().message.starts_with(kNotJson + "duplicate key '" + Repeat("é", 50) + "…'"));
  EXPECT_LT(read.error().message.size(), 300u);
}

TEST(JsonReader, NeverThrowsOnAnyCutOrChangedByte) {
  const std::string text = R"({"a":[1,-2.5e3,"é\u00e9\n",true,null],"b":{"c":{"d":[[]]}}})";
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_NO_THROW({ EXPECT_TRUE(i == 0 || !ReadJsonObject(text.substr(0, i), kDepth)); });
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = text;
      changed[i] = static_cast<char>(byte);
      EXPECT_NO_THROW({
        const auto read = ReadJsonObject(changed, kDepth);
        if (!read) {
          EXPECT_EQ(read.error().code, ErrorCode::kSerialization);
          EXPECT_NO_THROW(Json(read.error().message).dump()) << "valid UTF-8 in the answer";
        }
      });
    }
  }
}

TEST(JsonReader, ReadsAnyValueWhereAnyIsTaken) {
  EXPECT_EQ(ReadJson("", kDepth).value(), Json());
  EXPECT_EQ(ReadJson(" \n", kDepth).value(), Json());
  EXPECT_EQ(ReadJson("\xEF\xBB\xBF[1,{\"a\":\"b\"}]", kDepth).value(),
            Json::parse(R"([1,{"a":"b"}])"));
  EXPECT_EQ(ReadJson("\"x\"", kDepth).value(), "x");
  EXPECT_FALSE(ReadJson("[1", kDepth));
  EXPECT_FALSE(ReadJson(R"([{"a":1,"a":2}])", kDepth));
  EXPECT_FALSE(ReadJson(std::string("1\0", 2), kDepth));
}

}  // namespace
}  // namespace autopilot
