#include "api/protocol/json_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace autopilot {
namespace {

TEST(JsonWriter, WritesCompactJsonInTheGivenOrder) {
  JsonWriter w;
  w.BeginObject();
  w.Key("Z").String("z");
  w.Key("List").BeginArray();
  w.Integer(1).BeginObject().EndObject().BeginArray().EndArray().String("");
  w.EndArray();
  w.Key("Object").BeginObject();
  w.Key("Bool").Bool(true);
  w.Key("Other").Bool(false);
  w.EndObject();
  w.Key("Value").Value({{"a", {1, 1e-7, "x", true}}});
  w.Key("A").Integer(-1);
  w.EndObject();
  EXPECT_EQ(std::move(w).str(),
            R"({"Z":"z","List":[1,{},[],""],"Object":{"Bool":true,"Other":false},)"
            R"("Value":{"a":[1,1.0E-7,"x",true]},"A":-1})");
}

TEST(JsonWriter, WritesNumbersInJavasForm) {
  JsonWriter w;
  w.BeginArray();
  w.Float(0.48089F).Float(1.0F).Float(2309419520.0F);
  w.Integer(std::numeric_limits<std::int64_t>::min());
  w.Time(Timestamp(std::chrono::microseconds(1'606'961'388'927'999)));
  w.EndArray();
  EXPECT_EQ(std::move(w).str(),
            "[0.4808900058269501,1.0,2.30941952E9,-9223372036854775808,1.606961388927E9]");
}

TEST(JsonWriter, EscapesWhatJsonDemandsAndLeavesUtf8) {
  JsonWriter w;
  w.BeginObject();
  w.Key("k\"\n").String(std::string("q\" b\\ /\b\f\n\r\t\x01\x1F\x7F é 😀 ") + '\0' + "end");
  w.EndObject();
  EXPECT_EQ(std::move(w).str(),
            "{\"k\\\"\\n\":\"q\\\" b\\\\ /\\b\\f\\n\\r\\t\\u0001\\u001f\x7F é 😀 \\u0000end\"}");
}

TEST(JsonWriter, IsReadBackUnchanged) {
  std::string every_byte;
  for (char c = 0; c < 0x7F; ++c) every_byte += c;
  JsonWriter w;
  w.BeginObject();
  w.Key(every_byte).String(every_byte);
  w.EndObject();
  EXPECT_EQ(nlohmann::json::parse(std::move(w).str()), (nlohmann::json{{every_byte, every_byte}}));
}

// Answers outgrow the room that a writer begins with, anywhere in a string.
TEST(JsonWriter, GrowsAsNeeded) {
  const std::string text = "0123456789\"\x01\\abc";
  for (std::size_t expected = 0; expected < 40; ++expected) {
    JsonWriter w(expected);
    w.BeginArray();
    nlohmann::json same = nlohmann::json::array();
    for (std::size_t length = 0; length <= text.size(); ++length) {
      w.BeginObject().Key(text.substr(0, length)).String(text.substr(length)).EndObject();
      w.Integer(static_cast<std::int64_t>(length)).Bool(true);
      same.push_back({{text.substr(0, length), text.substr(length)}});
      same.push_back(length);
      same.push_back(true);
    }
    w.EndArray();
    EXPECT_EQ(nlohmann::json::parse(std::move(w).str()), same);
  }
}

// A separator must not depend on what a string or key ends in.
TEST(JsonWriter, SeparatesAfterStringsThatLookLikeSyntax) {
  JsonWriter w;
  w.BeginArray();
  w.String("{").String("[").String(":").String(",").String("\"");
  w.EndArray();
  EXPECT_EQ(std::move(w).str(), R"(["{","[",":",",","\""])");
}

}  // namespace
}  // namespace autopilot
