#include "bench/numbered_text.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace autopilot::bench {
namespace {

std::string Filled(const NumberedText& text, std::uint64_t number) {
  std::string copy = text.text();
  text.Fill(copy, number);
  return copy;
}

TEST(NumberedTextTest, WritesTheNumberWithLeadingZeros) {
  const NumberedText text(R"({"Name":"job-####"})");
  EXPECT_TRUE(text.has_number());
  EXPECT_EQ(text.limit(), 10'000U);
  EXPECT_EQ(Filled(text, 0), R"({"Name":"job-0000"})");
  EXPECT_EQ(Filled(text, 42), R"({"Name":"job-0042"})");
  EXPECT_EQ(Filled(text, 9'999), R"({"Name":"job-9999"})");
}

TEST(NumberedTextTest, AFillingCanBeFilledAgain) {
  const NumberedText text("a##");
  std::string copy = text.text();
  text.Fill(copy, 98);
  text.Fill(copy, 7);
  EXPECT_EQ(copy, "a07");
}

TEST(NumberedTextTest, OnlyTheFirstRunIsANumber) {
  EXPECT_EQ(Filled(NumberedText("#-#"), 5), "5-#");
}

TEST(NumberedTextTest, ATextWithoutANumberStaysAsItIs) {
  const NumberedText text("plain");
  EXPECT_FALSE(text.has_number());
  EXPECT_EQ(text.limit(), 1U);
  EXPECT_EQ(Filled(text, 5), "plain");
}

TEST(NumberedTextTest, RefusesMoreDigitsThanANumberHas) {
  EXPECT_EQ(NumberedText(std::string(19, '#')).limit(), 10'000'000'000'000'000'000U);
  EXPECT_THROW(NumberedText(std::string(20, '#')), std::invalid_argument);
}

}  // namespace
}  // namespace autopilot::bench
