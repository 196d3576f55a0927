#include <gtest/gtest.h>

#include "api/model/service_model.h"
#include "api/model/validator.h"
#include "api/protocol/json_reader.h"

// The behaviours of AWS JSON 1.1 that concern a server, on a small model of their own: what a body
// becomes after reading and checking. After the protocol tests of the Smithy specification.

namespace autopilot {
namespace {

using nlohmann::json;

constexpr auto kModel = R"({
  "operations": {"Probe": {"name": "Probe", "input": {"shape": "Input"}}},
  "shapes": {
    "Input": {"type": "structure", "members": {
      "Text": {"shape": "Text"}, "Number": {"shape": "Integer"}, "Fraction": {"shape": "Float"},
      "Flag": {"shape": "Boolean"}, "When": {"shape": "Time"}, "Color": {"shape": "Color"},
      "List": {"shape": "Texts"}, "Lists": {"shape": "ListOfLists"}, "Map": {"shape": "TextMap"},
      "Maps": {"shape": "MapOfMaps"}, "Inner": {"shape": "Inner"}, "Choice": {"shape": "Choice"},
      "Again": {"shape": "Input"}}},
    "Inner": {"type": "structure", "members": {"Text": {"shape": "Text"}}},
    "Choice": {"type": "structure", "union": true, "members": {
      "Text": {"shape": "Text"}, "Inner": {"shape": "Inner"}, "List": {"shape": "Texts"}}},
    "Text": {"type": "string"}, "Integer": {"type": "integer"}, "Float": {"type": "float"},
    "Boolean": {"type": "boolean"}, "Time": {"type": "timestamp"},
    "Color": {"type": "string", "enum": ["Red", "Blue"]},
    "Texts": {"type": "list", "member": {"shape": "Text"}},
    "ListOfLists": {"type": "list", "member": {"shape": "Texts"}},
    "TextMap": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
    "MapOfMaps": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "TextMap"}}
  }
})";

// What the operation would see, or the text of the error.
std::string Seen(const std::string& body) {
  static const ServiceModel model{std::string_view(kModel)};
  auto read = ReadJsonObject(body, 64);
  if (!read) return "unreadable";
  const auto checked = CheckInput(*model.FindOperation("Probe")->input, std::move(*read));
  return checked ? checked->value.dump() : checked.error().message;
}

TEST(ProtocolConformance, BodiesAreReadAsTheProtocolDemands) {
  const std::pair<const char*, const char*> cases[] = {
      // An empty body is an empty structure, as is {}.
      {"", "{}"},
      {" \n", "{}"},
      {"{}", "{}"},
      // Nulls in structures are absent members, at every depth.
      {R"({"Text":null,"Inner":{"Text":null},"Map":null})", R"({"Inner":{}})"},
      // Empty structures, lists, maps and strings are values and stay.
      {R"({"Text":"","Inner":{},"List":[],"Map":{},"Lists":[[]],"Maps":{"a":{}}})",
       R"({"Inner":{},"List":[],"Lists":[[]],"Map":{},"Maps":{"a":{}},"Text":""})"},
      // White space between tokens does not matter, nor does the order of members.
      {"{ \"Text\" :\t\"a\" ,\r\n\"Flag\" : true }", R"({"Flag":true,"Text":"a"})"},
      // Escapes and other planes of Unicode.
      {R"({"Text":"\"\\\/\n\u00e9\ud83d\ude00"})", "{\"Text\":\"\\\"\\\\/\\né😀\"}"},
      // Numbers.
      {R"({"Number":-5,"Fraction":5})", R"({"Fraction":5.0,"Number":-5})"},
      {R"({"Fraction":-0.125})", R"({"Fraction":-0.125})"},
      {R"({"Fraction":1.5e-2})", R"({"Fraction":0.015})"},
      // Timestamps are epoch seconds: whole, decimal, with an exponent, before 1970.
      {R"({"When":1398796238})", R"({"When":1398796238})"},
      {R"({"When":1398796238.123})", R"({"When":1398796238.123})"},
      {R"({"When":1.398796238E9})", R"({"When":1398796238.0})"},
      {R"({"When":-1})", R"({"When":-1})"},
      // Enumerations, lists of lists, maps of maps, recursion.
      {R"({"Color":"Blue"})", R"({"Color":"Blue"})"},
      {R"({"Lists":[["a"],["b","c"]]})", R"({"Lists":[["a"],["b","c"]]})"},
      {R"({"Maps":{"x":{"y":"z"}}})", R"({"Maps":{"x":{"y":"z"}}})"},
      {R"({"Again":{"Again":{"Number":1}}})", R"({"Again":{"Again":{"Number":1}}})"},
      // A union with one member; nulls beside it do not count.
      {R"({"Choice":{"Text":"a"}})", R"({"Choice":{"Text":"a"}})"},
      {R"({"Choice":{"Text":"a","Inner":null}})", R"({"Choice":{"Text":"a"}})"},
      {R"({"Choice":{"Inner":{}}})", R"({"Choice":{"Inner":{}}})"},
      // Unknown members are ignored, at every depth; so is the hint "__type" of some clients.
      {R"({"__type":"Input","Other":[1],"Inner":{"Other":{}}})", R"({"Inner":{}})"},
  };
  for (const auto& [body, seen] : cases) EXPECT_EQ(Seen(body), seen) << body;
}

TEST(ProtocolConformance, BodiesAgainstTheModelAreRefused) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"Text":1})", "NUMBER_VALUE can not be converted to a String at 'text'"},
      {R"({"Number":"1"})", "STRING_VALUE can not be converted to an Integer at 'number'"},
      {R"({"Flag":"true"})", "STRING_VALUE can not be converted to a Boolean at 'flag'"},
      {R"({"List":{}})", "Start of structure or map found where not expected at 'list'"},
      {R"({"Map":[]})", "Start of list found where not expected at 'map'"},
      {R"({"Color":"Green"})",
       "1 validation error detected: Value 'Green' at 'color' failed to satisfy constraint: Member "
       "must satisfy enum value set: [Red, Blue]"},
      {R"({"List":["a",null]})",
       "1 validation error detected: Value null at 'list.2.member' failed to satisfy constraint: "
       "Member must not be null"},
      {R"({"Choice":{"Text":"a","Inner":{}}})",
       "1 validation error detected: Value '{Inner={}, Text=a}' at 'choice' failed to satisfy "
       "constraint: Member must have exactly one member set"},
      {R"([])", "unreadable"},
      {R"("x")", "unreadable"},
      {R"({"Text":"a",})", "unreadable"},
      {R"({"Text":'a'})", "unreadable"},
      {R"({"Fraction":NaN})", "unreadable"},
  };
  for (const auto& [body, seen] : cases) EXPECT_EQ(Seen(body), seen) << body;
}

}  // namespace
}  // namespace autopilot
