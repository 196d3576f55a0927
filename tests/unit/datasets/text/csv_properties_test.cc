// Random data against a parser that is slow and plain, and limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>

#include "tests/unit/datasets/text/csv_support.h"

namespace autopilot {
namespace {

using testing::HasSubstr;

// The rows of CSV that has neither blank lines nor a byte order mark, one character after the
// other; nothing if a quote is not closed or text follows one.
std::optional<TextRows> ParseNaively(const std::string& text) {
  TextRows rows;
  std::size_t at = 0;
  while (at < text.size()) {
    rows.emplace_back();
    for (;;) {
      std::string field;
      if (at < text.size() && text[at] == '"') {
        for (++at;; ++at) {
          if (at == text.size()) return std::nullopt;
          if (text[at] == '"' && (at + 1 == text.size() || text[++at] != '"')) break;
          field += text[at];
        }
        if (at + 1 == text.size() && text[at] == '"') ++at;
        if (text.substr(at, 2) == "\r\n" || text.substr(at) == "\r") ++at;
        if (at < text.size() && text[at] != ',' && text[at] != '\n') return std::nullopt;
      } else {
        while (at < text.size() && text[at] != ',' && text[at] != '\n') field += text[at++];
        const bool ends_line = at == text.size() || text[at] == '\n';
        if (ends_line && !field.empty() && field.back() == '\r') field.pop_back();
      }
      rows.back().push_back(field);
      if (at == text.size() || text[at++] == '\n') break;
    }
  }
  return rows;
}

std::string Pick(std::mt19937& random, const std::vector<std::string>& parts) {
  return parts[random() % parts.size()];
}

// Of two columns mostly, often broken.
std::string RandomCsv(std::mt19937& random) {
  static const std::vector<std::string> kParts{"a",     "0123456789", "\u00e9",   "\"", "\"\"",
                                               "\"x\"", "\"x,y\"",    "\"x\ny\"", " ",  "\r"};
  static const std::vector<std::string> kLineEnds{"\n", "\r\n"};
  std::string text = "h1,h2\n";
  for (auto rows = random() % 5; rows > 0; --rows) {
    text += "x";  // so that no line is blank
    for (auto parts = random() % 4; parts > 0; --parts) text += Pick(random, kParts);
    text += ",";
    for (auto parts = random() % 3; parts > 0; --parts) text += Pick(random, kParts);
    if (rows > 1 || random() % 2 == 0) text += Pick(random, kLineEnds);
  }
  return text;
}

TEST(CsvProperties, RandomDataIsReadAsByAPlainParser) {
  std::mt19937 random(20261127);
  std::size_t right = 0;
  for (int n = 0; n < 5'000; ++n) {
    const std::string text = RandomCsv(random);
    SCOPED_TRACE(testing::PrintToString(text));
    auto expected = ParseNaively(text);
    if (expected) {
      const auto wrong = std::find_if(expected->begin(), expected->end(),
                                      [](const auto& row) { return row.size() != 2; });
      if (wrong != expected->end()) expected.reset();
    }
    const ReadTable whole = ReadCsv(text, text.size());
    ASSERT_EQ(whole.error.empty(), expected.has_value()) << whole.error;
    if (expected) {
      ++right;
      ASSERT_EQ(whole.rows, *expected);
    }
    for (const std::size_t chunk_size : kChunkSizes) {
      ASSERT_EQ(ReadCsv(text, chunk_size), whole) << chunk_size;
    }
  }
  EXPECT_GT(right, 1'000U);
  EXPECT_LT(right, 4'500U);
}

std::string Quoted(const std::string& field) {
  std::string quoted = "\"";
  for (const char c : field) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

TEST(CsvProperties, WhatIsWrittenIsRead) {
  std::mt19937 random(1);
  static const std::vector<std::string> kParts{"a", ",", "\"", "\n", "\r\n", "\u20ac", "", "12345"};
  for (int n = 0; n < 1'000; ++n) {
    TextRows rows{{"a", "b", "c"}};
    for (auto count = random() % 6; count > 0; --count) {
      rows.emplace_back();
      for (int field = 0; field < 3; ++field) {
        rows.back().push_back(Pick(random, kParts) + Pick(random, kParts) + Pick(random, kParts));
      }
    }
    std::string text;
    for (const auto& row : rows) {
      text += Quoted(row[0]) + "," + Quoted(row[1]) + "," + Quoted(row[2]) + "\r\n";
    }
    for (const std::size_t chunk_size : kChunkSizes) {
      const ReadTable read = ReadCsv(text, chunk_size);
      ASSERT_EQ(read.error, "");
      ASSERT_EQ(read.rows, rows);
    }
  }
}

TEST(CsvLimits, RowsAreAsLongAsTheyMayBe) {
  const CsvLimits limits{.row_bytes = 8, .columns = 3};
  for (const std::size_t chunk_size : kChunkSizes) {
    SCOPED_TRACE(chunk_size);
    EXPECT_EQ(ReadCsv("a\n1234567\n12345678", chunk_size, limits).error, "");
    for (const std::string row : {"12345678\n", "123456789", "1234567\r\n", "\"12345\",\n"}) {
      const ReadTable read = ReadCsv("a\n" + row, chunk_size, limits);
      EXPECT_EQ(read.kind, DataErrorKind::kTooLarge) << row;
      EXPECT_EQ(read.error, "Row 2 is longer than 8 bytes, which is the most that is supported.");
    }
    EXPECT_THAT(ReadCsv("a\n\"1\n2\n3\n4\n5\n", chunk_size, limits).error,
                HasSubstr("It may have a quoted field that is not closed."));
  }
}

TEST(CsvLimits, ColumnsAreAsManyAsTheyMayBe) {
  const CsvLimits limits{.row_bytes = 100, .columns = 3};
  for (const std::size_t chunk_size : kChunkSizes) {
    EXPECT_EQ(ReadCsv("a,b,c\n1,2,3\n", chunk_size, limits).error, "");
    const ReadTable read = ReadCsv("a,b,c,d\n", chunk_size, limits);
    EXPECT_EQ(read.kind, DataErrorKind::kTooLarge);
    EXPECT_EQ(read.error, "The header has 4 columns. At most 3 are supported.");
  }
}

// The same bytes for ever.
class Endless final : public ByteSource {
 public:
  Endless(std::string start, std::size_t& given) : next_(std::move(start)), given_(given) {}
  DataResult<std::string_view> Next() override {
    current_ = std::exchange(next_, std::string(64 * 1024, 'x'));
    given_ += current_.size();
    return current_;
  }

 private:
  std::string next_;
  std::string current_;
  std::size_t& given_;
};

TEST(CsvLimits, ARowWithoutEndIsNotReadFurther) {
  for (const std::string start : {"", "a,b\n", "a,b\n\""}) {
    std::size_t given = 0;
    const ReadTable read = ReadAll(std::make_unique<Endless>(start + "x", given));
    EXPECT_EQ(read.kind, DataErrorKind::kTooLarge);
    EXPECT_THAT(read.error, HasSubstr("is longer than 16777216 bytes"));
    EXPECT_LE(given, CsvLimits{}.row_bytes + 128 * 1024);
  }
}

TEST(CsvLimits, AWideRowIsRead) {
  std::string header;
  std::string row;
  for (int n = 0; n < 20'000; ++n) {
    header += "c" + std::to_string(n) + ",";
    row += std::to_string(n) + ",";
  }
  const ReadTable read = ReadCsv(header + "z\n" + row + "1\n" + std::string(1'000'000, ','), 1'000);
  ASSERT_EQ(read.rows.size(), 2U);
  EXPECT_EQ(read.rows[1].size(), 20'001U);
  EXPECT_THAT(read.error, HasSubstr("Row 3 has 1000001 fields, but the header has 20001."));
}

// Breaks off after its first bytes.
class Broken final : public ByteSource {
 public:
  explicit Broken(std::string start) : bytes_(std::move(start)) {}
  DataResult<std::string_view> Next() override {
    if (std::exchange(was_asked_, true)) {
      return tl::unexpected(DataError{DataErrorKind::kTimedOut, "Too late."});
    }
    return bytes_;
  }

 private:
  std::string bytes_;
  bool was_asked_ = false;
};

TEST(CsvProperties, ErrorsOfTheSourceAreHandedOn) {
  for (const std::string start : {"a", "a\n", "a\n\n", "a\n1", "\xEF\xBB"}) {
    const ReadTable read = ReadAll(std::make_unique<Broken>(start));
    EXPECT_EQ(read.error, "Too late.");
    EXPECT_EQ(read.kind, DataErrorKind::kTimedOut);
  }
}

}  // namespace
}  // namespace autopilot
