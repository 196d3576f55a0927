// Values of every type, in every encoding and codec, from pages that are written here.
#include <gtest/gtest.h>

#include <bit>
#include <limits>

#include "tests/unit/datasets/parquet/page_writer.h"
#include "tests/unit/datasets/parquet/read_all.h"

namespace autopilot {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

constexpr int kBoolean = 0;
constexpr int kInt32 = 1;
constexpr int kInt64 = 2;
constexpr int kInt96 = 3;
constexpr int kFloat = 4;
constexpr int kDouble = 5;
constexpr int kBytes = 6;
constexpr int kFixed = 7;

ThriftWriter FixedLeaf(int length) {
  return ThriftWriter().Int(1, kFixed).Int(2, length).Int(3, 0).Text(4, "c");
}

ThriftWriter Leaf(int physical, int converted) {
  return SchemaLeaf("c", physical).Int(6, converted);
}

ThriftWriter Logical(ThriftWriter leaf, int member, const ThriftWriter& value = {}) {
  return leaf.Struct(10, ThriftWriter().Struct(member, value));
}

ThriftWriter Decimal(ThriftWriter leaf, int scale) {
  return Logical(std::move(leaf), 5, ThriftWriter().Int(1, scale).Int(2, 38));
}

// Units: 1 milliseconds, 2 microseconds, 3 nanoseconds.
ThriftWriter Time(int physical, int member, bool is_utc, int unit) {
  const auto unit_union = ThriftWriter().Struct(unit, {});
  return Logical(SchemaLeaf("c", physical), member,
                 ThriftWriter().Bool(1, is_utc).Struct(2, unit_union));
}

std::string Number(std::int64_t value, std::size_t width) {
  return LittleEndian(static_cast<std::uint64_t>(value), width);
}

std::string Float(float value) { return LittleEndian(std::bit_cast<std::uint32_t>(value), 4); }

struct TypeCase {
  ThriftWriter leaf;
  int physical;
  std::string plain;  // one value
  const char* text;
};

class ParquetTypes : public ::testing::TestWithParam<TypeCase> {};

TEST_P(ParquetTypes, HaveTheirText) {
  const TypeCase& one = GetParam();
  EXPECT_EQ(OnlyColumn(
                OneColumnFile(one.leaf, one.physical, 1, DataPage(1, encoding::kPlain, one.plain))),
            one.text);
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, ParquetTypes,
    ::testing::Values(
        TypeCase{SchemaLeaf("c", kBoolean), kBoolean, "\1", "true"},
        TypeCase{SchemaLeaf("c", kBoolean), kBoolean, std::string(1, '\0'), "false"},
        TypeCase{SchemaLeaf("c", kInt32), kInt32, Number(-1, 4), "-1"},
        TypeCase{SchemaLeaf("c", kInt32), kInt32, Number(std::numeric_limits<int>::min(), 4),
                 "-2147483648"},
        TypeCase{SchemaLeaf("c", kInt64), kInt64,
                 Number(std::numeric_limits<std::int64_t>::min(), 8), "-9223372036854775808"},
        TypeCase{Leaf(kInt32, 15), kInt32, Number(-128, 4), "-128"},
        TypeCase{Leaf(kInt32, 11), kInt32, Number(200, 4), "200"},
        TypeCase{Leaf(kInt32, 13), kInt32, Number(-1, 4), "4294967295"},
        TypeCase{Leaf(kInt64, 14), kInt64, Number(-1, 8), "18446744073709551615"},
        TypeCase{SchemaLeaf("c", kFloat), kFloat, Float(0.1F), "0.1"},
        TypeCase{SchemaLeaf("c", kFloat), kFloat, Float(16777216), "16777216"},
        TypeCase{SchemaLeaf("c", kDouble), kDouble, PlainDoubles({3}), "3"},
        TypeCase{SchemaLeaf("c", kDouble), kDouble, PlainDoubles({0.1}), "0.1"},
        TypeCase{SchemaLeaf("c", kDouble), kDouble, PlainDoubles({-2.2250738585072014e-308}),
                 "-2.2250738585072014e-308"},
        TypeCase{SchemaLeaf("c", kDouble), kDouble,
                 PlainDoubles({std::numeric_limits<double>::quiet_NaN()}), "NaN"},
        TypeCase{SchemaLeaf("c", kDouble), kDouble,
                 PlainDoubles({-std::numeric_limits<double>::infinity()}), "-inf"},
        TypeCase{Logical(FixedLeaf(2), 15), kFixed, {"\x00\x3C", 2}, "1"},
        TypeCase{Logical(FixedLeaf(2), 15), kFixed, {"\xFF\x7B", 2}, "65504"},
        TypeCase{Logical(FixedLeaf(2), 15), kFixed, {"\x01\x80", 2}, "-5.9604645e-08"},
        TypeCase{Logical(FixedLeaf(2), 15), kFixed, {"\x00\xFC", 2}, "-inf"},
        TypeCase{Logical(FixedLeaf(2), 15), kFixed, {"\x00\x7E", 2}, "NaN"},
        TypeCase{Decimal(SchemaLeaf("c", kInt32), 2), kInt32, Number(1234, 4), "12.34"},
        TypeCase{Decimal(SchemaLeaf("c", kInt32), 2), kInt32, Number(-1250, 4), "-12.5"},
        TypeCase{Decimal(SchemaLeaf("c", kInt32), 2), kInt32, Number(300, 4), "3"},
        TypeCase{Decimal(SchemaLeaf("c", kInt32), 3), kInt32, Number(-5, 4), "-0.005"},
        TypeCase{Decimal(SchemaLeaf("c", kInt32), 9), kInt32, Number(0, 4), "0"},
        TypeCase{Decimal(SchemaLeaf("c", kInt64), 0), kInt64,
                 Number(std::numeric_limits<std::int64_t>::min(), 8), "-9223372036854775808"},
        TypeCase{Decimal(FixedLeaf(9), 20),
                 kFixed,
                 {"\x01\0\0\0\0\0\0\0\0", 9},
                 "0.18446744073709551616"},
        TypeCase{Decimal(FixedLeaf(16), 0), kFixed, "\x80" + std::string(15, '\0'),
                 "-170141183460469231731687303715884105728"},
        TypeCase{Decimal(SchemaLeaf("c", kBytes), 1), kBytes, PlainTexts({"\xFF"}), "-0.1"},
        TypeCase{Decimal(SchemaLeaf("c", kBytes), 1), kBytes, PlainTexts({""}), "0"}));

INSTANTIATE_TEST_SUITE_P(
    Texts, ParquetTypes,
    ::testing::Values(
        TypeCase{Leaf(kBytes, 0), kBytes, PlainTexts({"gr\u00fcn"}), "gr\u00fcn"},
        TypeCase{Logical(SchemaLeaf("c", kBytes), 1), kBytes, PlainTexts({""}), ""},
        TypeCase{Leaf(kBytes, 4), kBytes, PlainTexts({"enum"}), "enum"},
        TypeCase{Leaf(kBytes, 19), kBytes, PlainTexts({"{}"}), "{}"},
        TypeCase{SchemaLeaf("c", kBytes), kBytes, PlainTexts({"bytes"}), "bytes"},
        TypeCase{FixedLeaf(3), kFixed, "abc", "abc"},
        TypeCase{Logical(FixedLeaf(16), 14),
                 kFixed,
                 {"\x01\x23\x45\x67\x89\xAB\xCD\xEF\x00\x11\x22\x33\x44\x55\x66\x77", 16},
                 "01234567-89ab-cdef-0011-223344556677"},
        TypeCase{Leaf(kBytes, 0), kBytes, PlainTexts({"\xFF"}),
                 "The Parquet file's data is damaged: column 'c' of row group 0 has text that is "
                 "not valid UTF-8."},
        TypeCase{SchemaLeaf("c", kBytes), kBytes, PlainTexts({"\xFF"}),
                 "In the Parquet file, column 'c' of row group 0 has bytes that are not valid "
                 "UTF-8. Bytes are read as text only."},
        TypeCase{Decimal(FixedLeaf(33), 0), kFixed, std::string(33, '\1'),
                 "In the Parquet file, column 'c' of row group 0 has decimals of more than 32 "
                 "bytes, which is the most that is supported."}));

constexpr std::int64_t kNoon = 1'706'702'400;  // 2024-01-31, seconds

INSTANTIATE_TEST_SUITE_P(
    DatesAndTimes, ParquetTypes,
    ::testing::Values(
        TypeCase{Leaf(kInt32, 6), kInt32, Number(0, 4), "1970-01-01"},
        TypeCase{Leaf(kInt32, 6), kInt32, Number(-1, 4), "1969-12-31"},
        TypeCase{Leaf(kInt32, 6), kInt32, Number(19'782, 4), "2024-02-29"},
        TypeCase{Leaf(kInt32, 6), kInt32, Number(-719'528, 4), "0000-01-01"},
        TypeCase{Leaf(kInt32, 6), kInt32, Number(-719'529, 4), "-0001-12-31"},
        TypeCase{Leaf(kInt32, 6), kInt32, Number(2'932'897, 4), "+10000-01-01"},
        TypeCase{Leaf(kInt32, 6), kInt32, Number(std::numeric_limits<int>::min(), 4),
                 "-5877641-06-23"},
        TypeCase{Leaf(kInt32, 7), kInt32, Number(0, 4), "00:00:00"},
        TypeCase{Leaf(kInt32, 7), kInt32, Number(45'000'250, 4), "12:30:00.25"},
        TypeCase{Leaf(kInt64, 8), kInt64, Number(86'399'999'999, 8), "23:59:59.999999"},
        TypeCase{Time(kInt64, 7, false, 3), kInt64, Number(1, 8), "00:00:00.000000001"},
        TypeCase{Leaf(kInt64, 8), kInt64, Number(86'400'000'000, 8),
                 "The Parquet file's data is damaged: column 'c' of row group 0 has a time that "
                 "is not of a day."},
        TypeCase{Leaf(kInt64, 9), kInt64, Number(kNoon * 1'000, 8), "2024-01-31T12:00:00Z"},
        TypeCase{Leaf(kInt64, 10), kInt64, Number(-1, 8), "1969-12-31T23:59:59.999999Z"},
        TypeCase{Time(kInt64, 8, true, 1), kInt64, Number(kNoon * 1'000 + 500, 8),
                 "2024-01-31T12:00:00.5Z"},
        TypeCase{Time(kInt64, 8, false, 2), kInt64, Number(kNoon * 1'000'000, 8),
                 "2024-01-31T12:00:00"},
        TypeCase{Time(kInt64, 8, false, 3), kInt64,
                 Number(std::numeric_limits<std::int64_t>::min(), 8),
                 "1677-09-21T00:12:43.145224192"},
        TypeCase{Time(kInt64, 8, true, 1), kInt64,
                 Number(std::numeric_limits<std::int64_t>::max(), 8),
                 "+292278994-08-17T07:12:55.807Z"},
        TypeCase{SchemaLeaf("c", kInt96), kInt96,
                 Number(43'200'000'000'000, 8) + Number(2'440'588 + 19'753, 4),
                 "2024-01-31T12:00:00Z"},
        TypeCase{SchemaLeaf("c", kInt96), kInt96, Number(-1, 8) + Number(2'440'588, 4),
                 "1969-12-31T23:59:59.999999999Z"}));

// Values in each encoding that they can have.
struct EncodingCase {
  const char* name;
  int physical;
  int encoding;
  std::string values;  // four of them
  const char* texts;
  std::string dictionary = "";  // of three
};

std::vector<EncodingCase> EncodingCases() {
  const std::string numbers = Number(7, 4) + Number(-7, 4) + Number(0, 4) + Number(7, 4);
  const std::string doubles = PlainDoubles({1, -2.5, 0, 1e300});
  const std::string indices = "\2" + PackedRun({2, 0, 1, 2}, 2);
  return {
      {"plain booleans", kBoolean, encoding::kPlain, "\x05", "true false true false"},
      {"booleans", kBoolean, encoding::kRle, WithLength(PackedRun({1, 0, 1, 0}, 1)),
       "true false true false"},
      {"runs of booleans", kBoolean, encoding::kRle, WithLength(Runs({1, 0, 1, 0}, 1)),
       "true false true false"},
      {"plain numbers", kInt32, encoding::kPlain, numbers, "7 -7 0 7"},
      {"deltas", kInt32, encoding::kDeltaBinaryPacked, DeltaNumbers({7, -7, 0, 7}), "7 -7 0 7"},
      {"wide deltas", kInt64, encoding::kDeltaBinaryPacked,
       DeltaNumbers({std::numeric_limits<std::int64_t>::min(),
                     std::numeric_limits<std::int64_t>::max(), 0, -1}),
       "-9223372036854775808 9223372036854775807 0 -1"},
      {"split numbers", kInt32, encoding::kByteStreamSplit, Split(numbers, 4), "7 -7 0 7"},
      {"split doubles", kDouble, encoding::kByteStreamSplit, Split(doubles, 8), "1 -2.5 0 1e+300"},
      {"plain texts", kBytes, encoding::kPlain, PlainTexts({"a", "bc", "", "d"}), "a bc  d"},
      {"lengths", kBytes, encoding::kDeltaLengthByteArray, DeltaLengths({"a", "bc", "", "d"}),
       "a bc  d"},
      {"prefixes", kBytes, encoding::kDeltaByteArray, DeltaTexts({"axe", "axes", "ax", "b"}),
       "axe axes ax b"},
      {"dictionary of texts", kBytes, encoding::kRleDictionary, indices, "ccc a  ccc",
       PlainTexts({"a", "", "ccc"})},
      {"the old dictionary", kBytes, encoding::kPlainDictionary, "\2" + Runs({2, 0, 1, 2}, 2),
       "ccc a  ccc", PlainTexts({"a", "", "ccc"})},
      {"dictionary of doubles", kDouble, encoding::kRleDictionary, indices, "3.5 1 2 3.5",
       PlainDoubles({1, 2, 3.5})},
      {"indices of 32 bits", kDouble, encoding::kRleDictionary,
       "\x20" + PackedRun({2, 0, 1, 2}, 32), "3.5 1 2 3.5", PlainDoubles({1, 2, 3.5})},
      {"indices of no bits", kDouble, encoding::kRleDictionary, std::string("\0\x08", 2), "1 1 1 1",
       PlainDoubles({1, 2, 3.5})},
  };
}

TEST(ParquetValues, AreTheSameInBothVersionsOfPagesAndEveryCodec) {
  for (const EncodingCase& one : EncodingCases()) {
    for (const int codec :
         {codec::kNone, codec::kSnappy, codec::kGzip, codec::kZstd, codec::kLz4Raw}) {
      SCOPED_TRACE(std::string(one.name) + " " + std::to_string(codec));
      const std::string dictionary =
          one.dictionary.empty() ? "" : DictionaryPage(3, one.dictionary, codec);
      const std::string v1 = DataPage(4, one.encoding, one.values, codec);
      const std::string v2 = DataPageV2(4, one.encoding, "", one.values, codec);
      const auto leaf = SchemaLeaf("c", one.physical);
      for (const std::string& page : {v1, v2}) {
        EXPECT_EQ(OnlyColumn(OneColumnFile(leaf, one.physical, 4, dictionary + page, codec)),
                  one.texts);
      }
      EXPECT_EQ(OnlyColumn(OneColumnFile(leaf, one.physical, 8, dictionary + v1 + v2, codec)),
                std::string(one.texts) + " " + one.texts);
    }
  }
}

TEST(ParquetValues, OfOptionalColumnsMayBeNull) {
  for (const EncodingCase& one : EncodingCases()) {
    SCOPED_TRACE(one.name);
    const auto leaf = SchemaLeaf("c", one.physical, 1);
    const std::string dictionary = one.dictionary.empty() ? "" : DictionaryPage(3, one.dictionary);
    const std::string expected = "null " + std::string(one.texts) + " null";
    for (const std::string& levels :
         {PackedRun({0, 1, 1, 1, 1, 0}, 1), Runs({0, 1, 1, 1, 1, 0}, 1)}) {
      const std::string v1 = DataPage(6, one.encoding, WithLength(levels) + one.values);
      const std::string v2 = DataPageV2(6, one.encoding, levels, one.values);
      EXPECT_EQ(OnlyColumn(OneColumnFile(leaf, one.physical, 6, dictionary + v1)), expected);
      EXPECT_EQ(OnlyColumn(OneColumnFile(leaf, one.physical, 6, dictionary + v2)), expected);
    }
  }
}

TEST(ParquetValues, OfPagesOfNullsAloneNeedNoBytes) {
  const std::string levels = Runs({0, 0}, 1);
  for (const int codec : {codec::kNone, codec::kSnappy, codec::kZstd}) {
    EXPECT_EQ(OnlyColumn(OneColumnFile(SchemaLeaf("c", kDouble, 1), kDouble, 2,
                                       DataPageV2(2, encoding::kPlain, levels, "", codec), codec)),
              "null null");
  }
  EXPECT_EQ(OnlyColumn(OneColumnFile(
                SchemaLeaf("c", kDouble, 1), kDouble, 2,
                DictionaryPage(0, "") + DataPage(2, encoding::kRleDictionary, WithLength(levels)))),
            "null null");
}

}  // namespace
}  // namespace autopilot
