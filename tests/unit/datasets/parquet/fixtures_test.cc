// Files of real writers; fixtures/README.md says which.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "tests/unit/datasets/parquet/fixtures.h"
#include "tests/unit/datasets/parquet/read_all.h"

namespace autopilot {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

using Rows = std::vector<std::vector<std::string>>;

std::string Text(std::int64_t number) { return std::to_string(number); }

// Numbers with a fraction of at most four binary digits behind the point.
std::string Text(double number) {
  std::string text = std::to_string(number);  // six decimal digits are enough for them
  text.resize(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string Text(bool value) { return value ? "true" : "false"; }

void ExpectRows(const std::string& name, const Rows& expected) {
  SCOPED_TRACE(name);
  const std::string bytes = Fixture(name);
  auto table = OpenParquet(std::make_unique<MemoryFile>(bytes));
  ASSERT_TRUE(table) << table.error().text;
  const ReadParquet read = ReadAllOf(bytes, {}, ReadableColumns(**table));
  EXPECT_EQ(read.error ? read.error->text : "", "");
  ASSERT_EQ(read.rows.size(), expected.size());
  for (std::size_t n = 0; n < expected.size(); ++n) EXPECT_EQ(read.rows[n], expected[n]) << n;
}

TEST(ParquetFixtures, OfDuckDbInEveryCodec) {
  Rows expected;
  for (std::int64_t n = 0; n < 40; ++n) {
    expected.push_back({Text(n % 3 == 0), Text(n * 1'000), Text(static_cast<double>(n) / 4),
                        "text " + Text(n % 4), n % 5 == 0 ? "null" : Text(n)});
  }
  for (const char* codec : {"uncompressed", "snappy", "gzip", "zstd", "lz4_raw"}) {
    ExpectRows("duckdb-" + std::string(codec), expected);
  }
  const ReadParquet brotli = ReadAllOf(Fixture("duckdb-brotli"));
  EXPECT_TRUE(brotli.rows.empty());
  EXPECT_EQ(brotli.error,
            (DataError{DataErrorKind::kUnsupported,
                       "In the Parquet file, column 'even3' of row group 0 is compressed with "
                       "BROTLI. UNCOMPRESSED, SNAPPY, GZIP, ZSTD and LZ4_RAW are supported."}));
}

TEST(ParquetFixtures, OfDuckDbInNewEncodings) {
  Rows expected;
  for (std::int64_t n = 0; n < 40; ++n) {
    const std::string real = Text(static_cast<double>(n * 7919 % 1000) / 8);
    expected.push_back({Text(n), Text(n * n * n - 7), real, real, "unlike " + Text(n * 7919 % 1009),
                        Text(n % 7 < 3)});
  }
  ExpectRows("duckdb-v2", expected);
}

TEST(ParquetFixtures, OfDuckDbInEveryType) {
  std::vector<std::string> nulls(27, "null");
  nulls.back() = "1";
  ExpectRows("duckdb-types", {{"true",
                               "-128",
                               "-32768",
                               "-2147483648",
                               "-9223372036854775808",
                               "255",
                               "65535",
                               "4294967295",
                               "18446744073709551615",
                               "0.1",
                               "0.1",
                               "-12.5",
                               "12345.678",
                               "-1234567890123.45",
                               "-12345678901234567890123456789.012345678",
                               "gr\u00fcn",
                               "bytes",
                               "2024-01-31",
                               "12:30:00.25",
                               "2024-01-31T12:00:00",
                               "2024-01-31T12:00:00.5",
                               "1969-12-31T23:59:59.999999999",
                               "2024-01-31T12:00:00Z",
                               "01234567-89ab-cdef-0123-456789abcdef",
                               "b",
                               "Bonn",
                               "53111"},
                              nulls,
                              {"false",
                               "127",
                               "32767",
                               "2147483647",
                               "9223372036854775807",
                               "0",
                               "0",
                               "0",
                               "0",
                               "inf",
                               "NaN",
                               "0",
                               "0.001",
                               "1",
                               "1",
                               "",
                               "",
                               "0001-01-01",
                               "00:00:00",
                               "9999-12-31T23:59:59.999999",
                               "1900-01-01T00:00:00",
                               "2024-01-31T00:00:00",
                               "2024-01-31T12:00:00.000001Z",
                               "ffffffff-ffff-ffff-ffff-ffffffffffff",
                               "a",
                               "null",
                               "null"}});
}

TEST(ParquetFixtures, OfHyparquetInManyPages) {
  Rows expected;
  for (std::int64_t n = 0; n < 70; ++n) {
    expected.push_back({Text(n), Text(n % 10 < 5), Text(n * n - 50),
                        std::string(static_cast<std::size_t>(n % 4), 'x') + Text(n),
                        n % 9 == 0 ? "null" : "prefix-" + Text(n), Text(static_cast<double>(n) / 8),
                        Text(static_cast<double>(n) / 2), "a longer text, number " + Text(n % 3)});
  }
  ExpectRows("hyparquet-encodings", expected);
}

TEST(ParquetFixtures, OfParquetJsWithGroups) {
  const Rows expected{{"name 0", "kind 0", "0", "2024-01-31T12:00:00Z", "-4713-11-24T00:00:00Z",
                       "0.25", "1", "2.5"},
                      {"name 1", "null", "1", "2024-01-31T12:00:01Z",
                       "-4713-11-24T00:00:00.000000001Z", "1.25", "2", "null"},
                      {"name 2", "kind 0", "null", "2024-01-31T12:00:02Z",
                       "-4713-11-24T00:00:00.000000002Z", "2.25", "3", "null"},
                      {"name 3", "kind 1", "3", "2024-01-31T12:00:03Z",
                       "-4713-11-24T00:00:00.000000003Z", "3.25", "null", "null"}};
  ExpectRows("parquetjs-v1", expected);
  ExpectRows("parquetjs-v2", expected);
}

TEST(ParquetFixtures, OfParquetRs) {
  Rows expected;
  for (std::int64_t n = 0; n < 70; ++n) {
    const std::int64_t month = n < 31 ? 1 : n < 60 ? 2 : 3;
    const std::int64_t day = 1 + n - (month == 1 ? 0 : month == 2 ? 31 : 60);
    const std::string date = "2024-0" + Text(month) + (day < 10 ? "-0" : "-") + Text(day);
    expected.push_back({n % 6 == 0 ? "null" : Text(n * 3), Text(static_cast<double>(n) / 16),
                        "label " + Text(n % 5), date, Text(n % 3 == 0)});
  }
  ExpectRows("rust-v2-pages", expected);
  expected.resize(40);
  ExpectRows("rust-v1-zstd", expected);
  ExpectRows("rust-v2-plain", expected);
}

// Reads what there is of bytes that may be anything. Errors must be sentences.
void ReadHostile(const std::string& bytes) {
  const auto table =
      OpenParquet(std::make_unique<MemoryFile>(bytes), {.page_memory = std::size_t{1} << 20});
  std::string error = table ? "." : table.error().text;
  if (table) {
    (*table)->Select(ReadableColumns(**table));
    std::vector<Cell> row;
    DataResult<bool> next = true;
    while (next && *next) next = (*table)->Next(row);
    if (!next) error = next.error().text;
  }
  ASSERT_TRUE(error.ends_with('.')) << error;
}

class ParquetDamage : public ::testing::TestWithParam<std::string> {};

TEST_P(ParquetDamage, OfEveryCutIsSurvived) {
  const std::string good = Fixture(GetParam());
  for (std::size_t size = 0; size < good.size(); ++size) ReadHostile(good.substr(0, size));
}

TEST_P(ParquetDamage, OfLostDataBeforeTheFooterIsSurvived) {
  const std::string good = Fixture(GetParam());
  const std::size_t tail = good.size() - 8;  // the footer's length and the magic
  std::size_t footer = 0;
  for (std::size_t n = 4; n-- > 0;)
    footer = footer << 8 | static_cast<unsigned char>(good[tail + n]);
  const std::size_t data_end = tail - footer;
  for (std::size_t n = 4; n < data_end; ++n) {
    ReadHostile(good.substr(0, n) + std::string(data_end - n, '\0') + good.substr(data_end));
  }
}

TEST_P(ParquetDamage, OfEveryByteIsSurvived) {
  const std::string good = Fixture(GetParam());
  for (std::size_t n = 0; n < good.size(); ++n) {
    std::string bad = good;
    bad[n] = static_cast<char>(bad[n] ^ (n % 9 == 8 ? 0xFF : 1 << n % 9));
    ReadHostile(bad);
  }
}

INSTANTIATE_TEST_SUITE_P(All, ParquetDamage, ::testing::ValuesIn(FixtureNames()),
                         [](const auto& fixture) {
                           std::string name = fixture.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace autopilot
