#include "datasets/profile/number_text.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace autopilot {
namespace {

TEST(NumberIn, TakesDecimalsAndExponents) {
  const std::pair<std::string, double> kCases[] = {
      {"0", 0},           {"3", 3},         {"-2.5", -2.5},
      {"+7", 7},          {".5", 0.5},      {"1.", 1},
      {"007", 7},         {"-0", 0},        {"1e3", 1'000},
      {"-2.5E-1", -0.25}, {"+1.5e+2", 150}, {" 4", 4},
      {"4  ", 4},         {"  -4 ", -4},    {" +4", 4},
      {"1e308", 1e308},   {"0.1", 0.1},     {"123456789012345678901", 123456789012345678901.0},
  };
  for (const auto& [text, number] : kCases) EXPECT_EQ(NumberIn(text), number) << text;
  EXPECT_EQ(NumberIn(std::string(1'000, ' ') + "1" + std::string(1'000, '0').substr(0, 3)), 1'000);
}

TEST(NumberIn, TakesNothingElse) {
  for (const std::string text :
       {"",      " ",   "+",    "-",    ".",   "e",    "e5",   "a",          "3a",     "a3",
        "1 2",   "1,5", "1_0",  "0x10", "1e",  "1e+",  "--1",  "+-1",        "-+1",    "++1",
        "1.2.3", "nan", "-nan", "NaN",  "inf", "+inf", "-inf", "infinity",   "1e400",  "-1e400",
        "$3",    "3%",  "\t3",  "3\n",  "1d3", "1f",   "TRUE", "2026-11-27", "\u0663", "- 1"}) {
    EXPECT_EQ(NumberIn(text), std::nullopt) << text;
  }
  EXPECT_EQ(NumberIn(std::string("3\0", 2)), std::nullopt);
}

}  // namespace
}  // namespace autopilot
