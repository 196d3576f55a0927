#include "api/model/shown_value.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

using Json = nlohmann::json;

TEST(ShownValue, LooksLikeJavasToString) {
  EXPECT_EQ(ShownValue("a 'b'"), "a 'b'");
  EXPECT_EQ(ShownValue(7), "7");
  EXPECT_EQ(ShownValue(1.0), "1.0");
  EXPECT_EQ(ShownValue(1e10), "1.0E10");
  EXPECT_EQ(ShownValue(true), "true");
  EXPECT_EQ(ShownValue(Json::array()), "[]");
  EXPECT_EQ(ShownValue(Json::object()), "{}");
  EXPECT_EQ(ShownValue({{"b", {1, nullptr}}, {"a", "x"}}), "{a=x, b=[1, null]}");
}

TEST(ShownValue, IsCutNearOneThousandBytes) {
  EXPECT_EQ(ShownValue(std::string(1000, 'a')), std::string(1000, 'a'));
  EXPECT_EQ(ShownValue(std::string(1001, 'a')), std::string(1000, 'a') + "…");
  EXPECT_LT(ShownValue(Json::array_t(1'000'000, "item")).size(), 1010u);
  Json deep = std::string(5000, 'k');
  for (int i = 0; i < 50; ++i) deep = Json{{std::string(5000, 'k'), deep}};
  EXPECT_LT(ShownValue(deep).size(), 1010u);
}

}  // namespace
}  // namespace autopilot
