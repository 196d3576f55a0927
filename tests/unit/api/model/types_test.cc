#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api/model/validator.h"

namespace autopilot {
namespace {

using Json = nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// One member of every type, nested in every way.
constexpr auto* kModel = R"({
  "operations": {"Op": {"input": {"shape": "In"}}},
  "shapes": {
    "In": {"type": "structure", "members": {
      "Text": {"shape": "String"}, "Count": {"shape": "Integer"}, "Share": {"shape": "Float"},
      "Flag": {"shape": "Boolean"}, "At": {"shape": "Timestamp"}, "Texts": {"shape": "List"},
      "Map": {"shape": "Map"}, "Inner": {"shape": "Inner"}, "Inners": {"shape": "InnerList"}}},
    "Inner": {"type": "structure", "members": {
      "URLPath": {"shape": "String"}, "Count": {"shape": "Integer"}}},
    "String": {"type": "string"}, "Integer": {"type": "integer"}, "Float": {"type": "float"},
    "Boolean": {"type": "boolean"}, "Timestamp": {"type": "timestamp"},
    "List": {"type": "list", "member": {"shape": "String"}},
    "InnerList": {"type": "list", "member": {"shape": "Inner"}},
    "Map": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Integer"}}
  }
})";

class Types : public ::testing::Test {
 protected:
  Result<CheckedInput> Check(const Json& body) const {
    return CheckInput(*model_.FindOperation("Op")->input, body);
  }

  ServiceModel model_{kModel};
};

TEST_F(Types, MismatchesAreSerializationExceptionsThatNameThePath) {
  struct Case {
    const char* body;
    const char* message;
  };
  const Case cases[] = {
      {R"({"Text":1})", "NUMBER_VALUE can not be converted to a String at 'text'"},
      {R"({"Text":true})", "TRUE_VALUE can not be converted to a String at 'text'"},
      {R"({"Text":{}})", "Start of structure or map found where not expected at 'text'"},
      {R"({"Text":[]})", "Start of list found where not expected at 'text'"},
      {R"({"Count":"1"})", "STRING_VALUE can not be converted to an Integer at 'count'"},
      {R"({"Count":false})", "FALSE_VALUE can not be converted to an Integer at 'count'"},
      {R"({"Count":1.5})", "NUMBER_VALUE can not be converted to an Integer at 'count'"},
      {R"({"Count":2147483648})", "NUMBER_VALUE can not be converted to an Integer at 'count'"},
      {R"({"Count":-2147483649})", "NUMBER_VALUE can not be converted to an Integer at 'count'"},
      {R"({"Count":18446744073709551615})",
       "NUMBER_VALUE can not be converted to an Integer at 'count'"},
      {R"({"Count":1e300})", "NUMBER_VALUE can not be converted to an Integer at 'count'"},
      {R"({"Share":"0.5"})", "STRING_VALUE can not be converted to a Float at 'share'"},
      {R"({"Flag":"true"})", "STRING_VALUE can not be converted to a Boolean at 'flag'"},
      {R"({"Flag":0})", "NUMBER_VALUE can not be converted to a Boolean at 'flag'"},
      {R"({"At":"2026-01-01"})", "STRING_VALUE can not be converted to a Timestamp at 'at'"},
      {R"({"At":-62135596801})", "NUMBER_VALUE can not be converted to a Timestamp at 'at'"},
      {R"({"At":253402300800})", "NUMBER_VALUE can not be converted to a Timestamp at 'at'"},
      {R"({"At":1e300})", "NUMBER_VALUE can not be converted to a Timestamp at 'at'"},
      {R"({"Texts":"a"})", "STRING_VALUE can not be converted to a List at 'texts'"},
      {R"({"Texts":{}})", "Start of structure or map found where not expected at 'texts'"},
      {R"({"Texts":["a",2]})", "NUMBER_VALUE can not be converted to a String at 'texts.2.member'"},
      {R"({"Map":[]})", "Start of list found where not expected at 'map'"},
      {R"({"Map":1})", "NUMBER_VALUE can not be converted to a Map at 'map'"},
      {R"({"Map":{"k":"v"}})", "STRING_VALUE can not be converted to an Integer at 'map.k.member'"},
      {R"({"Inner":"x"})", "STRING_VALUE can not be converted to a Structure at 'inner'"},
      {R"({"Inner":{"URLPath":1}})",
       "NUMBER_VALUE can not be converted to a String at 'inner.uRLPath'"},
      {R"({"Inners":[{},{"Count":"x"}]})",
       "STRING_VALUE can not be converted to an Integer at 'inners.2.member.count'"},
      {R"({"Inners":[{"Count":"x"}],"Count":"x","Inner":1})",
       "STRING_VALUE can not be converted to an Integer at 'count'"},
  };
  for (const auto& [body, message] : cases) {
    const auto checked = Check(Json::parse(body));
    ASSERT_FALSE(checked) << body;
    EXPECT_EQ(checked.error(), (Error{ErrorCode::kSerialization, message})) << body;
  }
}

TEST_F(Types, NumbersGetTheTypeOfTheirShape) {
  struct Case {
    const char* body;
    Json value;
  };
  const Case cases[] = {
      {R"({"Count":3})", 3},
      {R"({"Count":3.0})", 3},
      {R"({"Count":3e0})", 3},
      {R"({"Count":-2147483648})", -2147483648LL},
      {R"({"Count":2147483647})", 2147483647},
  };
  for (const auto& [body, value] : cases) {
    const auto checked = Check(Json::parse(body));
    ASSERT_TRUE(checked) << body;
    EXPECT_TRUE(checked->value["Count"].is_number_integer()) << body;
    EXPECT_EQ(checked->value["Count"], value) << body;
  }
  const auto checked = Check({{"Share", 1}});
  ASSERT_TRUE(checked);
  EXPECT_TRUE(checked->value["Share"].is_number_float());
  EXPECT_EQ(checked->value["Share"], 1.0);
}

TEST_F(Types, TimestampsAreNumbersInAnyForm) {
  for (const auto* body :
       {R"({"At":1606961388})", R"({"At":1606961388.927})", R"({"At":1.606961388927E9})",
        R"({"At":0})", R"({"At":-1.5})", R"({"At":-62135596800})", R"({"At":253402300799.999})"}) {
    const Json parsed = Json::parse(body);
    const auto checked = Check(parsed);
    ASSERT_TRUE(checked) << body;
    EXPECT_EQ(checked->value, parsed) << body;
  }
}

TEST_F(Types, NullMeansAbsent) {
  const auto checked = Check(Json::parse(
      R"({"Text":null,"Count":null,"Share":null,"Flag":null,"At":null,"Texts":null,"Map":null,
          "Inner":{"URLPath":null},"Inners":[{"Count":null}]})"));
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->value, Json::parse(R"({"Inner":{},"Inners":[{}]})"));
  EXPECT_THAT(checked->unknown_members, IsEmpty());
}

TEST_F(Types, UnknownMembersAreRemovedAndReported) {
  const auto checked = Check(Json::parse(
      R"({"text":"wrong case","Text":"t","Zzz":null,"Inner":{"Foo":{"Bar":[1]},"Count":1},
          "Inners":[{},{"Baz":1}],"Map":{"any":1}})"));
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->value,
            Json::parse(R"({"Text":"t","Inner":{"Count":1},"Inners":[{},{}],"Map":{"any":1}})"));
  EXPECT_THAT(checked->unknown_members,
              ElementsAre("inner.Foo", "inners.2.member.Baz", "Zzz", "text"));
}

TEST_F(Types, ReportsABoundedNumberOfUnknownMembers) {
  Json body = Json::object();
  for (int i = 0; i < 1000; ++i) body["Unknown" + std::to_string(i)] = i;
  body[std::string(100'000, 'A')] = 1;
  const auto checked = Check(body);
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->value, Json::object());
  ASSERT_EQ(checked->unknown_members.size(), 100u);
  EXPECT_LT(checked->unknown_members.front().size(), 300u);
}

}  // namespace
}  // namespace autopilot
