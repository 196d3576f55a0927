#include "datasets/profile/target_profile.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace autopilot {
namespace {

TargetProfile ProfileOf(const std::vector<std::string>& values) {
  TargetCounter counter;
  for (const auto& value : values) counter.Add(value);
  return counter.Finish();
}

using Counts = std::vector<ValueCount>;

TEST(TargetCounter, KnowsNothingAtFirst) { EXPECT_EQ(ProfileOf({}), TargetProfile{}); }

TEST(TargetCounter, CountsMissingValuesApart) {
  EXPECT_EQ(ProfileOf({"", "", ""}), TargetProfile{.missing = 3});
}

TEST(TargetCounter, CountsTexts) {
  EXPECT_EQ(ProfileOf({"no", "yes", "", "no", "maybe", "yes", "no", "also"}),
            (TargetProfile{.rows = 7,
                           .missing = 1,
                           .distinct = 4,
                           .most_frequent = {{"no", 3}, {"yes", 2}, {"also", 1}, {"maybe", 1}},
                           .not_a_number = "no"}));
}

TEST(TargetCounter, CountsNumbers) {
  EXPECT_EQ(ProfileOf({"2", "4", "4", "4", "5", "5", "7", "9"}),
            (TargetProfile{
                .rows = 8,
                .distinct = 5,
                .most_frequent = {{"4", 3}, {"5", 2}, {"2", 1}, {"7", 1}, {"9", 1}},
                .numeric = true,
                .integer = true,
                .mean = 5,
                .deviation = 2,
            }));
}

TEST(TargetCounter, AFractionIsNoInteger) {
  const auto profile = ProfileOf({"1", "2.5"});
  EXPECT_TRUE(profile.numeric);
  EXPECT_FALSE(profile.integer);
  EXPECT_EQ(profile.mean, 1.75);
  EXPECT_EQ(profile.deviation, 0.75);
}

TEST(TargetCounter, TellsTheFirstValueThatIsNoNumber) {
  const auto profile = ProfileOf({"1", "x", "3", "y"});
  EXPECT_FALSE(profile.numeric);
  EXPECT_FALSE(profile.integer);
  EXPECT_EQ(profile.not_a_number, "x");
  EXPECT_EQ(profile.mean, 2);  // of the numbers
  EXPECT_EQ(profile.deviation, 1);
}

TEST(TargetCounter, NumbersAreTheSameHoweverTheyAreWritten) {
  EXPECT_EQ(ProfileOf({"1", "1.0", " 1", "+1", "1e0", "01", "0", "-0"}).most_frequent,
            (Counts{{"1", 6}, {"0", 2}}));
  EXPECT_EQ(ProfileOf({"a", " a", "A"}).distinct, 3U);
}

TEST(TargetCounter, ATextIsNotTheNumberThatItsBytesAre) {
  const std::string text = "abcdefgh";
  double number = 0;
  static_assert(sizeof number == 8);
  std::memcpy(&number, text.data(), sizeof number);
  char written[64];
  std::snprintf(written, sizeof written, "%.17g", number);
  EXPECT_EQ(ProfileOf({text, written}).distinct, 2U);
}

TEST(TargetCounter, LongLabelsAreToldApartByAllOfTheirBytes) {
  const std::string start(256, 'x');
  const auto profile = ProfileOf({start + "a", start + "b", start, start + "a"});
  EXPECT_EQ(profile.distinct, 3U);
  EXPECT_EQ(profile.most_frequent, (Counts{{start, 2}, {start, 1}, {start, 1}}));
  EXPECT_EQ(profile.not_a_number, start);
}

TEST(TargetCounter, LabelsAreCutBetweenCharacters) {
  const std::string start(255, 'x');
  EXPECT_EQ(ProfileOf({start + "\u00e9"}).most_frequent, (Counts{{start, 1}}));
  EXPECT_EQ(ProfileOf({start + "y"}).most_frequent, (Counts{{start + "y", 1}}));
}

TEST(TargetCounter, KeepsTheHundredMostFrequentLabels) {
  std::vector<std::string> values;
  for (int n = 100; n < 250; ++n) values.push_back("v" + std::to_string(n));
  values.emplace_back("v249");
  const auto profile = ProfileOf(values);
  EXPECT_EQ(profile.distinct, 150U);
  ASSERT_EQ(profile.most_frequent.size(), 100U);
  EXPECT_EQ(profile.most_frequent.front(), (ValueCount{"v249", 2}));
  EXPECT_EQ(profile.most_frequent.back(), (ValueCount{"v198", 1}));
}

TEST(TargetCounter, SaysWhenItStopsToCountDistinctValues) {
  TargetCounter counter;
  for (std::size_t n = 0; n < TargetCounter::kMaxDistinct - 1; ++n) counter.Add(std::to_string(n));
  EXPECT_EQ(counter.Finish().distinct, 9'999U);
  EXPECT_FALSE(counter.Finish().distinct_is_at_least);
  for (const char* value : {"last", "unknown", "last", "0"}) {
    counter.Add(value);
    EXPECT_EQ(counter.Finish().distinct, 10'000U);
    EXPECT_TRUE(counter.Finish().distinct_is_at_least);
  }
  const auto profile = counter.Finish();
  EXPECT_EQ(profile.rows, 10'003U);
  EXPECT_EQ(profile.most_frequent[0], (ValueCount{"0", 2}));
  EXPECT_EQ(profile.most_frequent[1], (ValueCount{"last", 2}));
  EXPECT_EQ(profile.most_frequent[2], (ValueCount{"1", 1}));
}

TEST(TargetCounter, WhatNoDoubleCanHoldIsZero) {
  const auto profile = ProfileOf({"1.7e308", "-1.7e308", "1.7e308"});
  EXPECT_TRUE(profile.numeric);
  EXPECT_EQ(profile.mean, 0);
  EXPECT_EQ(profile.deviation, 0);
}

}  // namespace
}  // namespace autopilot
