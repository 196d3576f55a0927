#include "datasets/text/csv_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/datasets/text/csv_support.h"

namespace autopilot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Case {
  std::string text;
  TextRows rows;      // with the header, up to the error
  std::string error;  // a part of it; "" for none
};

void Check(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    for (const std::size_t chunk_size : kChunkSizes) {
      SCOPED_TRACE(testing::PrintToString(each.text) + " by " + std::to_string(chunk_size));
      const ReadTable read = ReadCsv(each.text, chunk_size);
      EXPECT_EQ(read.rows, each.rows);
      if (each.error.empty()) {
        EXPECT_EQ(read.error, "");
      } else {
        EXPECT_THAT(read.error, HasSubstr(each.error));
        EXPECT_EQ(read.kind, DataErrorKind::kMalformed);
        EXPECT_EQ(read.error.back(), '.');
      }
    }
  }
}

TEST(CsvTable, ReadsRows) {
  Check({
      {"a,b\n1,2\n3,4\n", {{"a", "b"}, {"1", "2"}, {"3", "4"}}, ""},
      {"a,b\r\n1,2\r\n3,4\r\n", {{"a", "b"}, {"1", "2"}, {"3", "4"}}, ""},
      {"a,b\n1,2", {{"a", "b"}, {"1", "2"}}, ""},
      {"a,b\n1,2\r", {{"a", "b"}, {"1", "2"}}, ""},
      {"a,b\n1,", {{"a", "b"}, {"1", ""}}, ""},
      {"a,b\n,\n", {{"a", "b"}, {"", ""}}, ""},
      {"a,b", {{"a", "b"}}, ""},
      {"a\n1\n", {{"a"}, {"1"}}, ""},
      {" a ,b\n 1 , 2\n", {{" a ", "b"}, {" 1 ", " 2"}}, ""},
      {"a,b\n1\r2,\r\n", {{"a", "b"}, {"1\r2", ""}}, ""},
      {"gr\u00f6\u00dfe\n\u20ac\U0001F600\n", {{"gr\u00f6\u00dfe"}, {"\u20ac\U0001F600"}}, ""},
      {"abcdefgh,ijklmnopq\n0123456,01234567890\n",
       {{"abcdefgh", "ijklmnopq"}, {"0123456", "01234567890"}},
       ""},
  });
}

TEST(CsvTable, ReadsQuotedFields) {
  Check({
      {"\"a\",\"b\"\n\"1\",\"2\"\n", {{"a", "b"}, {"1", "2"}}, ""},
      {"\"a\",\"b\"\r\n\"1\",\"2\"\r\n", {{"a", "b"}, {"1", "2"}}, ""},
      {"a,b\n\"1,5\",\"x\ny\r\nz\"\n", {{"a", "b"}, {"1,5", "x\ny\r\nz"}}, ""},
      {"a,b\n\"\"\"x\"\"\",\"\"\"\"\n", {{"a", "b"}, {"\"x\"", "\""}}, ""},
      {"a,b\n\"p\"\"q\",\"r\"\"\"\"s\"", {{"a", "b"}, {"p\"q", "r\"\"s"}}, ""},
      {"a,b\n\"\",\"\"", {{"a", "b"}, {"", ""}}, ""},
      {"a\n\"x\"\r", {{"a"}, {"x"}}, ""},
      {"a\n\"x\r\"\n", {{"a"}, {"x\r"}}, ""},
      {"a,b\n5\" pipe,x\"\"y\n", {{"a", "b"}, {"5\" pipe", "x\"\"y"}}, ""},
      {"a,b\n \"x\",y\n", {{"a", "b"}, {" \"x\"", "y"}}, ""},
  });
}

TEST(CsvTable, SkipsBlankLinesAndByteOrderMark) {
  Check({
      {"\n\r\na,b\n\n\r\n1,2\n\n\n3,4\n\r\n", {{"a", "b"}, {"1", "2"}, {"3", "4"}}, ""},
      {"a\n\n1\n\r", {{"a"}, {"1"}}, ""},
      {"a\n\"\"\n", {{"a"}, {""}}, ""},  // not blank: a field that is empty
      {"\xEF\xBB\xBF"
       "a,b\n1,2\n",
       {{"a", "b"}, {"1", "2"}},
       ""},
      {"\xEF\xBB\xBF\"a\"\n1\n", {{"a"}, {"1"}}, ""},
      {"\xEF\xBB\xBF\na\n\xEF\xBB\xBF\n", {{"a"}, {"\xEF\xBB\xBF"}}, ""},
  });
}

// As pandas writes the column of an index.
TEST(CsvTable, TakesColumnsWithoutName) {
  Check({
      {"a,,c\n1,2,3\n", {{"a", "", "c"}, {"1", "2", "3"}}, ""},
      {",,\n1,2,3\n", {{"", "", ""}, {"1", "2", "3"}}, ""},
      {"\"\"\n1\n", {{""}, {"1"}}, ""},
      {"a,", {{"a", ""}}, ""},
  });
}

TEST(CsvTable, RefusesHeaders) {
  const std::string empty = "The data is empty: there is no header";
  Check({
      {"", {}, empty},
      {"\n\r\n\n", {}, empty},
      {"\xEF\xBB\xBF", {}, empty},
      {"a,b,a\n", {}, "more than one column named 'a'"},
      {"a,\"a\"\n", {}, "more than one column named 'a'"},
      {"\xEF\xBB", {}, "Row 1 (the header) is not valid UTF-8"},
      {"\xEF", {}, "Row 1 (the header) is not valid UTF-8"},
      {"\xEF\xBB\na", {}, "Row 1 (the header) is not valid UTF-8"},
      {"a,\"b", {}, "Row 1 (the header) has a quoted field that is not closed"},
  });
}

TEST(CsvTable, RefusesRows) {
  const TextRows start{{"a", "b"}, {"1", "2"}};
  const std::string good = "a,b\n1,2\n";
  Check({
      {good + "1\n5,6\n", start, "Row 3 has 1 field, but the header has 2."},
      {good + "1,2,3\n", start, "Row 3 has 3 fields, but the header has 2."},
      {good + "\n\n1,2,3", start, "Row 5 has 3 fields, but the header has 2."},
      {good + "1,\"x\n3,4\n", start, "Row 3 has a quoted field that is not closed"},
      {good + "\"", start, "Row 3 has a quoted field that is not closed"},
      {good + "\"x\"y,2\n", start, "Row 3 has text after the closing quote"},
      {good + "\"x\" ,2\n", start, "Row 3 has text after the closing quote"},
      {good + "1,\"x\"\ry\n", start, "Row 3 has text after the closing quote"},
      {good + "1,\xff\n", start, "Row 3 is not valid UTF-8"},
      {good + "0123456789,0123456789\xc3\n", start, "Row 3 is not valid UTF-8"},
      {good + "1,\xed\xa0\x80\n", start, "Row 3 is not valid UTF-8"},
      {good + std::string("1,\0\n", 4), start, "Row 3 has a NUL character"},
      {good + std::string("\"\0\",2\n", 6), start, "Row 3 has a NUL character"},
  });
}

TEST(CsvTable, CutsLongNamesInErrorsBetweenCharacters) {
  std::string name = "x";
  for (int n = 0; n < 200; ++n) name += "\u00e9";
  const std::string error = ReadCsv(name + "," + name + "\n", 7).error;
  EXPECT_THAT(error, HasSubstr("named 'x\u00e9"));
  EXPECT_THAT(error, HasSubstr("\u00e9...'"));
  EXPECT_LT(error.size(), 300U);
}

std::unique_ptr<Table> Open(const std::string& text, std::size_t chunk_size) {
  auto table = OpenCsv(std::make_unique<MemorySource>(text, chunk_size));
  return table ? std::move(*table) : nullptr;
}

TEST(CsvTable, GivesSelectedColumnsInTheirOrder) {
  for (const std::size_t chunk_size : kChunkSizes) {
    const auto table = Open("a,b,c\n\"1\"\"\",\"2\"\"\",3\n4,5,6\n", chunk_size);
    ASSERT_NE(table, nullptr);
    EXPECT_EQ(table->RowCount(), std::nullopt);
    EXPECT_THAT(table->Columns(), ElementsAre(Column{"a", {}}, Column{"b", {}}, Column{"c", {}}));
    table->Select({2, 1, 1, 1});
    std::vector<Cell> cells;
    ASSERT_EQ(table->Next(cells), true);
    EXPECT_THAT(TextsOf(cells), ElementsAre("3", "2\"", "2\"", "2\""));
    ASSERT_EQ(table->Next(cells), true);
    EXPECT_THAT(TextsOf(cells), ElementsAre("6", "5", "5", "5"));
    EXPECT_EQ(table->Next(cells), false);
    EXPECT_EQ(table->Next(cells), false);
    EXPECT_THAT(cells, testing::IsEmpty());
  }
}

TEST(CsvTable, JudgesColumnsThatAreNotSelected) {
  const auto table = Open("a,b\n1,2\n1,\xff\n", 7);
  ASSERT_NE(table, nullptr);
  table->Select({});
  std::vector<Cell> cells;
  EXPECT_EQ(table->Next(cells), true);
  EXPECT_FALSE(table->Next(cells));
}

TEST(CsvTable, GivesItsErrorAgain) {
  const auto table = Open("a,b\n1\n3,4\n", 7);
  ASSERT_NE(table, nullptr);
  std::vector<Cell> cells;
  const auto first = table->Next(cells);
  ASSERT_FALSE(first);
  EXPECT_EQ(table->Next(cells), first);
}

}  // namespace
}  // namespace autopilot
