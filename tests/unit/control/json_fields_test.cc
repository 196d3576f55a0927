#include "control/json_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace autopilot {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;

enum class Mode { kTime, kManual };
constexpr std::array<Named<Mode>, 2> kModes = {{{"time", Mode::kTime}, {"manual", Mode::kManual}}};

TEST(JsonFieldsTest, EveryKindOfFieldIsRead) {
  const json body = {{"s", "text"},
                     {"i", -3},
                     {"n", 0.5},
                     {"whole", 1},
                     {"b", true},
                     {"d", "PT1.5S"},
                     {"m", "manual"},
                     {"l", {"a", "b"}},
                     {"o", {{"x", 1}}},
                     {"any", nullptr},
                     {"os", {{{"x", 1}}, {{"x", 2}}}}};
  JsonFields fields(body);
  EXPECT_EQ(fields.String("s"), "text");
  EXPECT_EQ(fields.Integer("i", -3, 3), -3);
  EXPECT_EQ(fields.Number("n", 0, 1), 0.5);
  EXPECT_EQ(fields.Number("whole", 0, 1), 1.0);
  EXPECT_EQ(fields.Bool("b"), true);
  EXPECT_EQ(fields.Duration("d"), std::chrono::milliseconds(1'500));
  EXPECT_EQ(fields.OneOf<Mode>("m", kModes), Mode::kManual);
  EXPECT_EQ(fields.Strings("l"), (std::vector<std::string>{"a", "b"}));
  auto nested = fields.Object("o");
  ASSERT_TRUE(nested);
  EXPECT_EQ(nested->Integer("x", 0, 9), 1);
  EXPECT_EQ(nested->Done(), std::nullopt);
  auto objects = fields.Objects("os");
  ASSERT_TRUE(objects);
  ASSERT_EQ(objects->size(), 2U);
  EXPECT_EQ((*objects)[1].Integer("x", 0, 9), 2);
  ASSERT_NE(fields.Any("any"), nullptr);
  EXPECT_TRUE(fields.Any("any")->is_null());
  EXPECT_EQ(fields.Any("absent"), nullptr);
  EXPECT_EQ(fields.Integer("absent", 0, 1), std::nullopt);
  EXPECT_EQ(fields.Done(), std::nullopt);
}

TEST(JsonFieldsTest, WhatAFieldMustNotBeIsRefusedWithItsPath) {
  struct Case {
    json value;
    std::function<void(JsonFields&)> read;
    std::string message;
    std::string path;
    std::vector<std::string> available;
  };
  const auto string = [](JsonFields& f) { EXPECT_EQ(f.String("f", 1, 3), std::nullopt); };
  const auto integer = [](JsonFields& f) { EXPECT_EQ(f.Integer("f", 0, 9), std::nullopt); };
  const auto number = [](JsonFields& f) { EXPECT_EQ(f.Number("f", 0, 1.5), std::nullopt); };
  const auto boolean = [](JsonFields& f) { EXPECT_EQ(f.Bool("f"), std::nullopt); };
  const auto duration = [](JsonFields& f) {
    EXPECT_EQ(f.Duration("f", std::chrono::milliseconds(1)), std::nullopt);
  };
  const auto mode = [](JsonFields& f) { EXPECT_EQ(f.OneOf<Mode>("f", kModes), std::nullopt); };
  const auto strings = [](JsonFields& f) { EXPECT_EQ(f.Strings("f", 2), std::nullopt); };
  const auto object = [](JsonFields& f) { EXPECT_FALSE(f.Object("f")); };
  const auto objects = [](JsonFields& f) { EXPECT_FALSE(f.Objects("f", 1)); };
  const std::string duration_rule =
      R"('f' must be a duration: ISO 8601 such as "PT10M", "PT0.5S" or "P1DT2H", without years )"
      R"(and months, or a number of milliseconds.)";
  const Case cases[] = {
      {"", string, "'f' must be a string of 1 to 3 bytes.", "/f", {}},
      {"abcd", string, "'f' must be a string of 1 to 3 bytes.", "/f", {}},
      {1, string, "'f' must be a string of 1 to 3 bytes.", "/f", {}},
      {nullptr, string, "'f' must be a string of 1 to 3 bytes.", "/f", {}},
      {-1, integer, "'f' must be a whole number from 0 to 9.", "/f", {}},
      {10, integer, "'f' must be a whole number from 0 to 9.", "/f", {}},
      {1.0, integer, "'f' must be a whole number from 0 to 9.", "/f", {}},
      {"1", integer, "'f' must be a whole number from 0 to 9.", "/f", {}},
      {18'446'744'073'709'551'615U, integer, "'f' must be a whole number from 0 to 9.", "/f", {}},
      {1.6, number, "'f' must be a number from 0 to 1.5.", "/f", {}},
      {"1", number, "'f' must be a number from 0 to 1.5.", "/f", {}},
      {1, boolean, "'f' must be true or false.", "/f", {}},
      {"soon", duration, duration_rule, "/f", {}},
      {0, duration, "'f' must not be shorter than PT0.001S.", "/f", {}},
      {"P40000D", duration, "'f' must not be longer than P36500D.", "/f", {}},
      {"Time", mode, "'f' is 'Time', which does not exist.", "/f", {"time", "manual"}},
      {1, mode, "'f' must be a string, one of the names that exist.", "/f", {"time", "manual"}},
      {"a", strings, "'f' must be a list of at most 2 strings.", "/f", {}},
      {{"a", "b", "c"}, strings, "'f' must be a list of at most 2 strings.", "/f", {}},
      {{"a", 1}, strings, "Each of 'f' must be a string of 1 to 1024 bytes.", "/f/1", {}},
      {{1}, object, "'f' must be a JSON object.", "/f", {}},
      {json::object(), objects, "'f' must be a list of at most 1 JSON objects.", "/f", {}},
  };
  for (const Case& c : cases) {
    const json body = {{"f", c.value}};
    JsonFields fields(body);
    c.read(fields);
    EXPECT_EQ(fields.Done(), (ControlError{c.message, c.path, c.available})) << body;
  }
}

TEST(JsonFieldsTest, WhatIsNoObjectIsRefused) {
  const json body = json::array();
  JsonFields request(body);
  EXPECT_EQ(request.String("name"), std::nullopt);
  EXPECT_FALSE(request.Has("name"));
  request.Require({"name"});
  EXPECT_EQ(request.Done(), (ControlError{"The request must be a JSON object.", "", {}}));
  EXPECT_EQ(JsonFields(body, "/rules/0").Done(),
            (ControlError{"'/rules/0' must be a JSON object.", "/rules/0", {}}));
}

TEST(JsonFieldsTest, AnUnknownFieldIsRefusedFirstWithTheListOfThoseThatExist) {
  const json body = {{"nam", "x"}, {"delay", -1}};
  JsonFields fields(body);
  fields.String("name");
  fields.Duration("delay");
  fields.Require({"name"});
  EXPECT_EQ(fields.Done(),
            (ControlError{"There is no field 'nam' here.", "/nam", {"name", "delay"}}));
}

TEST(JsonFieldsTest, TheFirstRefusalIsKept) {
  const json body = {{"a", 1}, {"b", 2}};
  JsonFields fields(body);
  fields.Integer("a", 0, 9);
  fields.Refuse(std::nullopt);
  fields.Refuse("a", "must be odd");
  fields.String("b");
  fields.Require({"c"});
  EXPECT_EQ(fields.Done(), (ControlError{"'a' must be odd.", "/a", {}}));
}

TEST(JsonFieldsTest, ARequiredFieldThatIsAbsentIsRefused) {
  const json body = {{"a", 1}};
  JsonFields fields(body);
  fields.Integer("a", 0, 9);
  fields.String("b");
  fields.Require({"a", "b"});
  EXPECT_EQ(fields.Done(), (ControlError{"'b' is required.", "/b", {}}));
}

TEST(JsonFieldsTest, TheRefusalOfANestedObjectCarriesTheWholePath) {
  const json body = {{"latency", {{"uniform", {{"min", "x"}}}}}, {"rules", {json::object(), 1}}};
  JsonFields fields(body);
  auto latency = fields.Object("latency");
  ASSERT_TRUE(latency);
  auto uniform = latency->Object("uniform");
  ASSERT_TRUE(uniform);
  uniform->Integer("min", 0, 9);
  latency->Refuse(uniform->Done());
  fields.Refuse(latency->Done());
  const auto rules = fields.Objects("rules");
  ASSERT_TRUE(rules);
  EXPECT_EQ((*rules)[1].Done(),
            (ControlError{"'/rules/1' must be a JSON object.", "/rules/1", {}}));
  EXPECT_EQ(
      fields.Done(),
      (ControlError{"'min' must be a whole number from 0 to 9.", "/latency/uniform/min", {}}));
}

TEST(JsonFieldsTest, PathsAreEscaped) {
  const json body = {{"a/b~c", 1}};
  JsonFields fields(body);
  const auto error = fields.Done();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->path, "/a~1b~0c");
  EXPECT_EQ(json(body).at(json::json_pointer(error->path)), 1);
  EXPECT_THAT(error->available, IsEmpty());
}

}  // namespace
}  // namespace autopilot
