// Pages that contradict themselves or the footer, and what is legal but not read.
#include <gtest/gtest.h>

#include "tests/unit/datasets/parquet/page_writer.h"
#include "tests/unit/datasets/parquet/read_all.h"

namespace autopilot {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

constexpr int kBoolean = 0;
constexpr int kDouble = 5;
constexpr int kBytes = 6;

constexpr int kRequired = 0;
constexpr int kOptional = 1;

const std::string kTwo = PlainDoubles({1, 2});  // NOLINT(cert-err58-cpp)

ThriftWriter Description(int count, int encoding) {
  return ThriftWriter()
      .Int(1, count)
      .Int(2, encoding)
      .Int(3, encoding::kRle)
      .Int(4, encoding::kRle);
}

ThriftWriter DescriptionV2(int count, int definition_bytes, int repetition_bytes) {
  return ThriftWriter().Int(1, count).Int(4, 0).Int(5, definition_bytes).Int(6, repetition_bytes);
}

// Pages of a column that should have two values.
struct BadPages {
  std::string pages;
  const char* text;  // of "column 'c' of row group 0"
  int physical = kDouble;
  int repetition = kRequired;
  int codec = codec::kNone;
};

TEST(ParquetDamagedPages, SayWhatIsWrong) {
  const std::string dictionary = DictionaryPage(2, kTwo);
  const std::string cannot_be_decoded = "has a page whose values cannot be decoded";
  const std::vector<BadPages> cases{
      {"", "has fewer values than rows"},
      {DataPage(1, encoding::kPlain, kTwo), "has fewer values than rows"},
      {DataPage(3, encoding::kPlain, kTwo + kTwo), "has more values than rows"},
      {DataPage(2, encoding::kPlain, kTwo) + DataPage(1, encoding::kPlain, kTwo),
       "has more values than rows"},
      {DataPage(2, encoding::kPlain, kTwo) + "rest", "has a page whose header cannot be decoded"},
      {std::string(20, '\xFF'), "has a page whose header cannot be decoded"},
      {DataPage(2, encoding::kPlain, kTwo).substr(0, 4),
       "has a page whose header cannot be decoded"},
      {DataPage(2, encoding::kPlain, kTwo).substr(0, 30),
       "has a page that is longer than what is left of the column"},
      {ThriftWriter().Int(2, 1).Int(3, 1).Bytes(), "has a page of no type or size"},
      {AnyPage(0, -1, 16, kTwo, 5, Description(2, 0)), "has a page of no type or size"},
      {AnyPage(0, 16, -16, kTwo, 5, Description(2, 0)), "has a page of no type or size"},
      {AnyPage(0, 16, 16, kTwo, 7, Description(2, 0)),
       "has a page whose header is that of another type"},
      {AnyPage(3, 16, 16, kTwo, 5, Description(2, 0)),
       "has a page whose header is that of another type"},
      {AnyPage(0, 16, 16, kTwo, 5, Description(-2, 0)),
       "has a page of no number of values or no encoding"},
      {AnyPage(0, 15, 16, kTwo, 5, Description(2, 0)), "has a page of another size than it says"},
      {AnyPage(3, 16, 16, kTwo, 8, DescriptionV2(2, -1, 0)),
       "has a page whose levels are longer than it"},
      {AnyPage(3, 16, 16, kTwo, 8, DescriptionV2(2, 10, 7)),
       "has a page whose levels are longer than it"},
      {DataPage(2, encoding::kPlain, kTwo.substr(1)), cannot_be_decoded.c_str()},
      {DataPage(2, encoding::kPlain, PlainTexts({"a"}) + LittleEndian(2, 4) + "b"),
       cannot_be_decoded.c_str(), kBytes},
      {DataPage(2, encoding::kPlain, ""), cannot_be_decoded.c_str(), kBoolean},
      {DataPage(2, encoding::kRle, LittleEndian(9, 4)), "has a page whose values are cut off",
       kBoolean},
      {DataPage(2, encoding::kRle, WithLength(PackedRun({}, 1))), cannot_be_decoded.c_str(),
       kBoolean},
      {DataPage(2, encoding::kPlain, "a"), "has a page whose definition levels are cut off",
       kDouble, kOptional},
      {DataPage(2, encoding::kPlain, LittleEndian(99, 4) + kTwo),
       "has a page whose definition levels are cut off", kDouble, kOptional},
      {DataPage(2, encoding::kPlain, WithLength("") + kTwo),
       "has a page whose definition levels cannot be decoded", kDouble, kOptional},
      {DataPage(2, encoding::kPlain, WithLength(Runs({2, 2}, 1)) + kTwo),
       "has a page whose definition levels cannot be decoded", kDouble, kOptional},
      {DataPage(2, encoding::kRleDictionary, "\1" + Runs({0, 1}, 1)),
       "has a page that needs a dictionary, but there is none"},
      {dictionary + dictionary, "has more than one dictionary"},
      {dictionary + DataPage(2, encoding::kRleDictionary, "\2" + Runs({0, 2}, 2)),
       cannot_be_decoded.c_str()},
      {dictionary + DataPage(2, encoding::kRleDictionary, "\1" + Runs({0}, 1)),
       cannot_be_decoded.c_str()},
      {dictionary + DataPage(2, encoding::kRleDictionary, "\x21" + Runs({0, 1}, 1)),
       "has a page with indices of more than 32 bits"},
      {DictionaryPage(3, kTwo), "has a dictionary that is cut off"},
      {DictionaryPage(2, LittleEndian(5, 4) + "abcd"), "has a dictionary that is cut off", kBytes},
      {DictionaryPage(1, "\1"), "has a dictionary of booleans", kBoolean},
  };
  for (const BadPages& bad : cases) {
    const ReadParquet read = ReadAllOf(OneColumnFile(SchemaLeaf("c", bad.physical, bad.repetition),
                                                     bad.physical, 2, bad.pages, bad.codec));
    EXPECT_EQ(read.error, (DataError{DataErrorKind::kMalformed,
                                     "The Parquet file's data is damaged: column 'c' of row group "
                                     "0 " +
                                         std::string(bad.text) + "."}));
  }
}

TEST(ParquetDamagedPages, AreFoundByDecompression) {
  for (const int codec : {codec::kSnappy, codec::kGzip, codec::kZstd, codec::kLz4Raw}) {
    SCOPED_TRACE(codec);
    const std::string packed = Compressed(codec, kTwo);
    const auto size = static_cast<std::int64_t>(packed.size());
    std::string damaged = packed;
    damaged[0] = '\x7F';
    for (const std::string& page :
         {AnyPage(0, 15, size, packed, 5, Description(2, 0)),
          AnyPage(0, 17, size, packed, 5, Description(2, 0)),
          AnyPage(0, 16, size - 1, packed.substr(1), 5, Description(2, 0)),
          AnyPage(0, 16, size - 1, packed.substr(0, packed.size() - 1), 5, Description(2, 0)),
          AnyPage(0, 16, 0, "", 5, Description(2, 0)),
          AnyPage(0, 16, size, damaged, 5, Description(2, 0))}) {
      EXPECT_EQ(OnlyColumn(OneColumnFile(SchemaLeaf("c", kDouble), kDouble, 2, page, codec)),
                "The Parquet file's data is damaged: column 'c' of row group 0 has a page that "
                "cannot be decompressed to the size it says.");
    }
  }
}

TEST(ParquetDamagedPages, OfDeltasAreNotBelieved) {
  const std::string many = Varint(std::uint64_t{1} << 40);
  for (const std::string& bytes :
       {std::string(), std::string("\x80\x80", 2), Varint(128) + Varint(0) + Varint(2) + Varint(0),
        Varint(0) + Varint(4) + Varint(2) + Varint(0),
        Varint(128) + Varint(3) + Varint(2) + Varint(0),
        Varint(16) + Varint(4) + Varint(2) + Varint(0), many + Varint(4) + Varint(2) + Varint(0),
        Varint(128) + Varint(4) + many + Varint(0), Varint(128) + many + Varint(2) + Varint(0),
        Varint(128) + Varint(4) + Varint(2) + Varint(0) + "\1\x41\0\0\0" + std::string(300, '\0'),
        Varint(128) + Varint(4) + Varint(1) + Varint(0), DeltaNumbers({-1, -1}),
        DeltaNumbers({9, 9})}) {
    for (const int encoding : {encoding::kDeltaLengthByteArray, encoding::kDeltaByteArray}) {
      EXPECT_EQ(OnlyColumn(OneColumnFile(SchemaLeaf("c", kBytes), kBytes, 2,
                                         DataPage(2, encoding, bytes))),
                "The Parquet file's data is damaged: column 'c' of row group 0 has a page whose "
                "values cannot be decoded.");
    }
  }
}

TEST(ParquetDamagedPages, HaveNothingInCommonWithNoValueBefore) {
  EXPECT_EQ(OnlyColumn(OneColumnFile(SchemaLeaf("c", kBytes), kBytes, 2,
                                     DataPage(2, encoding::kDeltaByteArray,
                                              DeltaNumbers({1, 0}) + DeltaLengths({"a", "b"})))),
            "The Parquet file's data is damaged: column 'c' of row group 0 has a page whose values "
            "cannot be decoded.");
}

struct Unsupported {
  std::string pages;
  const char* text;
  int codec = codec::kNone;
  int repetition = kRequired;
};

TEST(ParquetUnsupported, SaysWhatWouldBeRight) {
  const auto with_levels = [](int level_encoding) {
    return AnyPage(0, 16, 16, kTwo, 5,
                   ThriftWriter().Int(1, 2).Int(2, encoding::kPlain).Int(3, level_encoding));
  };
  const std::vector<Unsupported> cases{
      {DataPage(2, encoding::kDeltaBinaryPacked, ""),
       "has the encoding DELTA_BINARY_PACKED, which is not supported for it. PLAIN and "
       "RLE_DICTIONARY are."},
      {DataPage(2, encoding::kRle, ""),
       "has the encoding RLE, which is not supported for it. PLAIN and RLE_DICTIONARY are."},
      {DataPage(2, 42, ""),
       "has the encoding number 42, which is not supported for it. PLAIN and RLE_DICTIONARY are."},
      {with_levels(encoding::kBitPacked),
       "has the encoding BIT_PACKED, which is not supported for it. PLAIN and RLE_DICTIONARY are.",
       codec::kNone, kOptional},
      {"", "is compressed with LZO. UNCOMPRESSED, SNAPPY, GZIP, ZSTD and LZ4_RAW are supported.",
       3},
      {"",
       "is compressed with number 99. UNCOMPRESSED, SNAPPY, GZIP, ZSTD and LZ4_RAW are supported.",
       99},
  };
  for (const Unsupported& one : cases) {
    const ReadParquet read = ReadAllOf(
        OneColumnFile(SchemaLeaf("c", kDouble, one.repetition), kDouble, 2, one.pages, one.codec));
    EXPECT_EQ(read.error, (DataError{DataErrorKind::kUnsupported,
                                     "In the Parquet file, column 'c' of row group 0 " +
                                         std::string(one.text)}));
  }
  // Where no levels are, their encoding is nobody's business.
  EXPECT_EQ(OnlyColumn(OneColumnFile(SchemaLeaf("c", kDouble), kDouble, 2,
                                     with_levels(encoding::kBitPacked))),
            "1 2");
}

TEST(ParquetUnsupported, EncryptedColumnsAreRefusedOnlyWhereTheyAreSelected) {
  const std::string page = DataPage(2, encoding::kPlain, kTwo);
  const auto size = static_cast<std::int64_t>(page.size());
  const auto encrypted = ThriftWriter().Text(8, "secret");
  const auto elsewhere = ThriftWriter().Text(1, "other.parquet");
  const std::string file = ParquetFile(
      page,
      FileMetadata(
          {SchemaGroup("root", 4), SchemaLeaf("a", kDouble), SchemaLeaf("b", kDouble),
           SchemaLeaf("c", kDouble), SchemaLeaf("d", kDouble, 2)},
          2,
          {Group({Chunk(kDouble, 2, 4, size), encrypted, elsewhere, Chunk(kDouble, 2, 4, size)},
                 2)}));
  EXPECT_EQ(ReadAllOf(file, {}, std::vector<std::size_t>{0}).rows.size(), 2U);
  const auto refused = [&](std::size_t column) {
    return ReadAllOf(file, {}, std::vector<std::size_t>{0, column}).error.value_or(DataError{});
  };
  EXPECT_EQ(refused(1), (DataError{DataErrorKind::kUnsupported,
                                   "In the Parquet file, column 'b' of row group 0 is encrypted; "
                                   "only columns without encryption are read."}));
  EXPECT_EQ(refused(2), (DataError{DataErrorKind::kUnsupported,
                                   "In the Parquet file, column 'c' of row group 0 is kept in "
                                   "another file; only files that hold all of their columns are "
                                   "read."}));
  EXPECT_EQ(refused(3), (DataError{DataErrorKind::kUnsupported,
                                   "In the Parquet file, column 'd' has lists, maps or values of a "
                                   "type that is not read. It must be text, a number, a boolean, a "
                                   "date or a time."}));
}

TEST(ParquetMemory, OfPagesIsLimitedBeforeItIsTaken) {
  const auto bomb = [](std::int64_t uncompressed, int type, int id) {
    return OneColumnFile(SchemaLeaf("c", kDouble), kDouble, 2,
                         AnyPage(type, uncompressed, 16, kTwo, id, Description(2, 0)),
                         codec::kSnappy);
  };
  for (const auto& file : {bomb(1 << 30, 0, 5), bomb(1 << 30, 2, 7)}) {
    EXPECT_EQ(ReadAllOf(file).error,
              (DataError{DataErrorKind::kTooLarge,
                         "In the Parquet file, column 'c' of row group 0 has a page that needs "
                         "1073741840 bytes of memory. The pages of all columns together may need "
                         "at most 268435456. Smaller pages or fewer columns are right."}));
  }
}

TEST(ParquetMemory, IsThatOfAllColumnsTogether) {
  const std::string page = DataPage(2, encoding::kPlain, kTwo);
  const auto size = static_cast<std::int64_t>(page.size());
  const auto chunk = Chunk(kDouble, 2, 4, size);
  const std::string file = ParquetFile(
      page,
      FileMetadata({SchemaGroup("root", 2), SchemaLeaf("a", kDouble), SchemaLeaf("b", kDouble)}, 4,
                   {Group({chunk, chunk}, 2), Group({chunk, chunk}, 2)}));
  EXPECT_EQ(ReadAllOf(file, {.page_memory = 32}).rows.size(), 4U);
  const ReadParquet read = ReadAllOf(file, {.page_memory = 31});
  EXPECT_TRUE(read.rows.empty());
  EXPECT_EQ(read.error.value_or(DataError{}).kind, DataErrorKind::kTooLarge);
  EXPECT_EQ(ReadAllOf(file, {.page_memory = 16}, std::vector<std::size_t>{1}).rows.size(), 4U);
}

TEST(ParquetMemory, OfCompressedPagesIsTakenWhileTheyAreRead) {
  const std::string page = DataPage(2, encoding::kPlain, kTwo, codec::kSnappy);
  const std::size_t packed = Compressed(codec::kSnappy, kTwo).size();
  const std::string file =
      OneColumnFile(SchemaLeaf("c", kDouble), kDouble, 4, page + page, codec::kSnappy);
  EXPECT_EQ(ReadAllOf(file, {.page_memory = 16 + packed}).rows.size(), 4U);
  EXPECT_EQ(ReadAllOf(file, {.page_memory = 15 + packed}).error.value_or(DataError{}).kind,
            DataErrorKind::kTooLarge);
}

TEST(ParquetMemory, OfValuesThatAreSpreadOverAPageCounts) {
  const std::string page = DataPage(2, encoding::kByteStreamSplit, Split(kTwo, 8));
  const std::string file = OneColumnFile(SchemaLeaf("c", kDouble), kDouble, 2, page);
  EXPECT_EQ(ReadAllOf(file, {.page_memory = 32}).rows.size(), 2U);
  EXPECT_EQ(ReadAllOf(file, {.page_memory = 31}).error.value_or(DataError{}).kind,
            DataErrorKind::kTooLarge);
}

TEST(ParquetMemory, OfDictionariesCounts) {
  const std::string pages = DictionaryPage(2, PlainTexts({"a", "b"})) +
                            DataPage(2, encoding::kRleDictionary, "\1" + Runs({0, 1}, 1));
  const std::string file = OneColumnFile(SchemaLeaf("c", kBytes), kBytes, 2, pages);
  EXPECT_EQ(ReadAllOf(file, {.page_memory = 23}).rows.size(), 2U);
  EXPECT_EQ(ReadAllOf(file, {.page_memory = 22}).error.value_or(DataError{}).kind,
            DataErrorKind::kTooLarge);
}

}  // namespace
}  // namespace autopilot
