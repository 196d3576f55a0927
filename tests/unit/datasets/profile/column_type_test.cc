#include "datasets/profile/column_type.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace autopilot {
namespace {

ColumnType TypeOf(const std::vector<std::string>& values) {
  ColumnTypeGuess guess;
  for (const auto& value : values) guess.Add(value);
  return guess.Type();
}

std::vector<std::string> Times(std::size_t count, const std::string& value) {
  return std::vector<std::string>(count, value);
}

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// "text number 0", ...
std::vector<std::string> Texts(std::size_t count) {
  std::vector<std::string> texts;
  for (std::size_t n = 0; n < count; ++n) texts.push_back("text number " + std::to_string(n));
  return texts;
}

TEST(ColumnType, HasTheNamesOfTheService) {
  EXPECT_EQ(Name(ColumnType::kEmpty), "empty");
  EXPECT_EQ(Name(ColumnType::kNumeric), "numeric");
  EXPECT_EQ(Name(ColumnType::kCategorical), "categorical");
  EXPECT_EQ(Name(ColumnType::kText), "text");
  EXPECT_EQ(Name(ColumnType::kDatetime), "datetime");
}

TEST(ColumnType, WithoutValuesIsEmpty) {
  EXPECT_EQ(TypeOf({}), ColumnType::kEmpty);
  EXPECT_EQ(TypeOf(Times(3, "")), ColumnType::kEmpty);
}

TEST(ColumnType, NineOfTenNumbersAreNumeric) {
  EXPECT_EQ(TypeOf({"1"}), ColumnType::kNumeric);
  EXPECT_EQ(TypeOf(Times(9, "1.5") + Times(1, "x")), ColumnType::kNumeric);
  EXPECT_EQ(TypeOf(Times(8, "1.5") + Times(1, "x")), ColumnType::kCategorical);
  EXPECT_EQ(TypeOf(Times(1, "2") + Times(99, "")), ColumnType::kNumeric);
}

TEST(ColumnType, NineOfTenDatesAreDatetime) {
  EXPECT_EQ(TypeOf(Times(9, "2026-11-27") + Times(1, "x")), ColumnType::kDatetime);
  EXPECT_EQ(TypeOf(Times(8, "2026-11-27") + Times(1, "x")), ColumnType::kCategorical);
}

TEST(ColumnType, DatesBeginWithYearMonthAndDay) {
  for (const std::string date : {"2026-11-27", "2026/11/27", "2026-11-27T10:00:00Z",
                                 "2026-11-27 10:00:00", "2026/11/27 ", "9999-99-99"}) {
    EXPECT_EQ(TypeOf({date}), ColumnType::kDatetime) << date;
  }
  for (const std::string other : {"2026-11-2", "2026-11/27", "2026.11.27", "27-11-2026", "2026-11",
                                  "20261-11-27", "2026-1a-27", "2026-11-271", "x2026-11-27"}) {
    EXPECT_EQ(TypeOf({other}), ColumnType::kCategorical) << other;
  }
}

TEST(ColumnType, SeveralWordsThatHardlyRepeatAreText) {
  EXPECT_EQ(TypeOf({"a b c"}), ColumnType::kText);
  EXPECT_EQ(TypeOf({"a b"}), ColumnType::kCategorical);
  EXPECT_EQ(TypeOf(Texts(5) + Times(5, "x")), ColumnType::kText);
  EXPECT_EQ(TypeOf(Texts(5) + Times(6, "x")), ColumnType::kCategorical);
  EXPECT_EQ(TypeOf(Texts(10) + Texts(10)), ColumnType::kText);
  EXPECT_EQ(TypeOf(Texts(10) + Texts(10) + Texts(1)), ColumnType::kCategorical);
}

TEST(ColumnType, FiveHundredDistinctTextsAreEnough) {
  std::vector<std::string> values;
  for (int n = 0; n < 20; ++n) values = values + Texts(500);
  EXPECT_EQ(TypeOf(values), ColumnType::kText);
  values.clear();
  for (int n = 0; n < 20; ++n) values = values + Texts(499);
  EXPECT_EQ(TypeOf(values), ColumnType::kCategorical);
}

}  // namespace
}  // namespace autopilot
