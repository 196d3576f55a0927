// How rows are put together from columns, pages and row groups.
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/datasets/parquet/page_writer.h"
#include "tests/unit/datasets/parquet/read_all.h"

namespace autopilot {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

constexpr int kInt32 = 1;
constexpr int kInt64 = 2;
constexpr int kBytes = 6;

std::string Numbers(const std::vector<int>& values) {
  std::string bytes;
  for (const int value : values) bytes += LittleEndian(static_cast<std::uint64_t>(value), 4);
  return bytes;
}

// Two columns, a in pages of other sizes than b, in two row groups with an empty one between them.
std::string TwoGroups() {
  const std::string a0 =
      DataPage(1, encoding::kPlain, Numbers({1})) + DataPage(2, encoding::kPlain, Numbers({2, 3}));
  const std::string b0 = DataPageV2(3, encoding::kPlain, "", PlainTexts({"x", "y", "z"}));
  const std::string a1 = DataPage(1, encoding::kPlain, Numbers({4}));
  const std::string b1 = DictionaryPage(1, PlainTexts({"w"})) +
                         DataPage(1, encoding::kRleDictionary, std::string("\0\2", 2));
  std::int64_t offset = 4;
  const auto chunk = [&](int physical, int rows, const std::string& pages) {
    const auto size = static_cast<std::int64_t>(pages.size());
    offset += size;
    return Chunk(physical, rows, offset - size, size);
  };
  const auto first = Group({chunk(kInt32, 3, a0), chunk(kBytes, 3, b0)}, 3);
  const auto empty = Group({chunk(kInt32, 0, ""), chunk(kBytes, 0, "")}, 0);
  const auto last = Group({chunk(kInt32, 1, a1), chunk(kBytes, 1, b1)}, 1);
  return ParquetFile(
      a0 + b0 + a1 + b1,
      FileMetadata({SchemaGroup("root", 2), SchemaLeaf("a", kInt32), SchemaLeaf("b", kBytes)}, 4,
                   {first, empty, last}));
}

using Rows = std::vector<std::vector<std::string>>;
using Columns = std::vector<std::size_t>;

TEST(ParquetTable, PutsRowsTogether) {
  EXPECT_EQ(ReadAllOf(TwoGroups()).rows, (Rows{{"1", "x"}, {"2", "y"}, {"3", "z"}, {"4", "w"}}));
}

TEST(ParquetTable, HasTheSelectedColumnsInTheirOrder) {
  EXPECT_EQ(ReadAllOf(TwoGroups(), {}, Columns{1, 0, 1}).rows,
            (Rows{{"x", "1", "x"}, {"y", "2", "y"}, {"z", "3", "z"}, {"w", "4", "w"}}));
  EXPECT_EQ(ReadAllOf(TwoGroups(), {}, Columns{1}).rows, (Rows{{"x"}, {"y"}, {"z"}, {"w"}}));
  EXPECT_EQ(ReadAllOf(TwoGroups(), {}, Columns{}).rows, Rows(4));
}

TEST(ParquetTable, EndsMoreThanOnce) {
  auto table = OpenParquet(std::make_unique<MemoryFile>(TwoGroups())).value();
  std::vector<Cell> row;
  for (int n = 0; n < 4; ++n) EXPECT_EQ(table->Next(row), true);
  EXPECT_EQ(table->Next(row), false);
  EXPECT_EQ(table->Next(row), false);
  EXPECT_TRUE(row.empty());
}

TEST(ParquetTable, RepeatsItsError) {
  const std::string page = DataPage(2, encoding::kPlain, PlainTexts({"ok", "\xFF"}));
  auto table = OpenParquet(std::make_unique<MemoryFile>(
                               OneColumnFile(SchemaLeaf("c", kBytes), kBytes, 2, page)))
                   .value();
  std::vector<Cell> row;
  EXPECT_EQ(table->Next(row), true);
  const auto first = table->Next(row);
  ASSERT_FALSE(first);
  EXPECT_TRUE(row.empty());
  EXPECT_EQ(table->Next(row), first);
}

TEST(ParquetTable, PassesOverPagesWithoutValues) {
  const std::string index = AnyPage(1, 3, 3, "abc", 6, {});
  const std::string none = DataPage(0, encoding::kBitPacked, "");
  EXPECT_EQ(OnlyColumn(OneColumnFile(
                SchemaLeaf("c", kInt32), kInt32, 2,
                index + none + DataPage(2, encoding::kPlain, Numbers({7, 8})) + none + index)),
            "7 8");
}

TEST(ParquetTable, ReadsLongHeadersOfPages) {
  const auto column = [](std::size_t size) {
    const auto statistics = ThriftWriter().Text(5, std::string(size, 'x'));
    const auto description =
        ThriftWriter().Int(1, 1).Int(2, 0).Int(3, 3).Int(4, 3).Struct(5, statistics);
    return OnlyColumn(OneColumnFile(SchemaLeaf("c", kInt32), kInt32, 1,
                                    AnyPage(0, 4, 4, Numbers({7}), 5, description)));
  };
  EXPECT_EQ(column(200), "7");
  EXPECT_EQ(column(5'000), "7");
  EXPECT_EQ(column(1'000'000), "7");
  EXPECT_EQ(column(1'100'000),
            "The Parquet file's data is damaged: column 'c' of row group 0 has a page whose header "
            "cannot be decoded.");
}

TEST(ParquetTable, ValuesOfGroupsAreThereIfAllGroupsAre) {
  const std::string levels = PackedRun({0, 1, 2, 3, 2, 3}, 2);
  const std::string page = DataPage(6, encoding::kPlain, WithLength(levels) + Numbers({5, 6}));
  const auto size = static_cast<std::int64_t>(page.size());
  const std::vector<ThriftWriter> schema{SchemaGroup("root", 1), SchemaGroup("outer", 1, 1),
                                         SchemaGroup("must", 1), SchemaGroup("inner", 1, 1),
                                         SchemaLeaf("leaf", kInt32, 1)};
  const ReadParquet read = ReadAllOf(
      ParquetFile(page, FileMetadata(schema, 6, {Group({Chunk(kInt32, 6, 4, size)}, 6)})));
  EXPECT_EQ(read.rows, (Rows{{"null"}, {"null"}, {"null"}, {"5"}, {"null"}, {"6"}}));
  EXPECT_FALSE(read.error);
}

// Breaks off behind the footer and `good_reads` more.
class BrokenFile final : public RandomAccess {
 public:
  BrokenFile(std::string bytes, int good_reads) : file_(std::move(bytes)), left_(good_reads) {}
  std::uint64_t Size() const override { return file_.Size(); }
  DataResult<std::string> Read(std::uint64_t offset, std::size_t length) override {
    if (left_-- == 0) return tl::unexpected(DataError{DataErrorKind::kTimedOut, "Too late."});
    return file_.Read(offset, length);
  }

 private:
  MemoryFile file_;
  int left_;
};

TEST(ParquetTable, HandsOnTheErrorsOfItsFile) {
  for (int good_reads = 1; good_reads < 10; ++good_reads) {
    auto table = OpenParquet(std::make_unique<BrokenFile>(TwoGroups(), good_reads)).value();
    std::vector<Cell> row;
    DataResult<bool> next = true;
    while (next && *next) next = table->Next(row);
    EXPECT_EQ(next, tl::unexpected(DataError{DataErrorKind::kTimedOut, "Too late."})) << good_reads;
  }
}

// Columns of random values, cut into random pages of random encodings.
TEST(ParquetTable, HasWhatWasWritten) {
  std::mt19937 random(20261127);
  const auto below = [&random](std::size_t limit) { return random() % limit; };
  for (int round = 0; round < 300; ++round) {
    const int codec = std::vector<int>{0, 1, 2, 6, 7}[below(5)];
    const bool is_text = below(2) == 0;
    std::string pages;
    Rows expected;
    for (std::size_t left = below(4) + 1; left > 0; --left) {
      std::vector<std::uint32_t> levels;
      std::vector<std::int64_t> numbers;
      std::vector<std::string> texts;
      std::string plain;
      for (std::size_t n = below(300) + 1; n > 0; --n) {
        levels.push_back(below(4) == 0 ? 0 : 1);
        if (levels.back() == 0) {
          expected.push_back({"null"});
          continue;
        }
        const unsigned bits = static_cast<unsigned>(below(64));
        numbers.push_back(
            static_cast<std::int64_t>((std::uint64_t{random()} << 32 | random()) >> bits));
        texts.push_back(std::string(below(5), 'p') + std::to_string(numbers.back()));
        plain += is_text ? PlainTexts({texts.back()})
                         : LittleEndian(static_cast<std::uint64_t>(numbers.back()), 8);
        expected.push_back({is_text ? texts.back() : std::to_string(numbers.back())});
      }
      int encoding = encoding::kPlain;
      std::string values = plain;
      const std::size_t choice = below(3);
      if (choice == 1) {
        encoding = is_text ? encoding::kDeltaLengthByteArray : encoding::kDeltaBinaryPacked;
        values = is_text ? DeltaLengths(texts) : DeltaNumbers(numbers);
      } else if (choice == 2) {
        encoding = is_text ? encoding::kDeltaByteArray : encoding::kByteStreamSplit;
        values = is_text ? DeltaTexts(texts) : Split(plain, 8);
      }
      const std::string runs = below(2) == 0 ? Runs(levels, 1) : PackedRun(levels, 1);
      const int count = static_cast<int>(levels.size());
      pages += below(2) == 0 ? DataPage(count, encoding, WithLength(runs) + values, codec)
                             : DataPageV2(count, encoding, runs, values, codec);
    }
    const int physical = is_text ? kBytes : kInt64;
    const ReadParquet read = ReadAllOf(OneColumnFile(
        SchemaLeaf("c", physical, 1), physical, static_cast<int>(expected.size()), pages, codec));
    ASSERT_EQ(read.error ? read.error->text : "", "") << round;
    ASSERT_EQ(read.rows, expected) << round;
  }
}

}  // namespace
}  // namespace autopilot
