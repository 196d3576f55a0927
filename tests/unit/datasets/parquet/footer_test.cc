#include "datasets/parquet/footer.h"

#include <gtest/gtest.h>

#include <utility>

#include "tests/unit/datasets/parquet/parquet_writer.h"

namespace autopilot {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

constexpr int kInt64 = 2;
constexpr int kDouble = 5;
constexpr int kBytes = 6;

DataResult<std::unique_ptr<Table>> Open(std::string bytes, ParquetLimits limits = {}) {
  return OpenParquet(std::make_unique<MemoryFile>(std::move(bytes)), limits);
}

std::vector<ThriftWriter> TwoColumns() {
  return {SchemaGroup("root", 2), SchemaLeaf("id", kInt64), SchemaLeaf("price", kDouble, 1)};
}

// Three rows in two row groups; the pages are none.
std::string SmallFile() {
  return ParquetFile(
      std::string(40, 'p'),
      FileMetadata(TwoColumns(), 3,
                   {Group({Chunk(kInt64, 2, 4, 10), Chunk(kDouble, 2, 14, 10)}, 2),
                    Group({Chunk(kInt64, 1, 24, 10), Chunk(kDouble, 1, 34, 10)}, 1)}));
}

DataError ErrorOf(const std::string& bytes, ParquetLimits limits = {}) {
  const auto table = Open(bytes, limits);
  return table ? DataError{DataErrorKind::kCancelled, "none"} : table.error();
}

TEST(ParquetFooter, HasColumnsAndRows) {
  const auto table = Open(SmallFile());
  ASSERT_TRUE(table) << table.error().text;
  EXPECT_EQ((*table)->Columns(),
            (std::vector<Column>{{"id", DeclaredType::kInteger}, {"price", DeclaredType::kReal}}));
  EXPECT_EQ((*table)->RowCount(), 3);
}

TEST(ParquetFooter, RowsAreCountedWithoutReadingPages) {
  const auto table = Open(SmallFile());
  ASSERT_TRUE(table);
  (*table)->Select({});
  std::vector<Cell> row{{"left from before", false}};
  int rows = 0;
  while ((*table)->Next(row).value()) {
    EXPECT_TRUE(row.empty());
    ++rows;
  }
  EXPECT_EQ(rows, 3);
}

struct TypeCase {
  const char* name;
  ThriftWriter leaf;
  DeclaredType type;
};

ThriftWriter Logical(int member, const ThriftWriter& value = {}) {
  return ThriftWriter().Struct(member, value);
}

TEST(ParquetFooter, KnowsTheTypes) {
  const std::vector<TypeCase> cases{
      {"boolean", SchemaLeaf("c", 0), DeclaredType::kBoolean},
      {"INT32", SchemaLeaf("c", 1), DeclaredType::kInteger},
      {"INT96", SchemaLeaf("c", 3), DeclaredType::kTimestamp},
      {"FLOAT", SchemaLeaf("c", 4), DeclaredType::kReal},
      {"bytes", SchemaLeaf("c", kBytes), DeclaredType::kText},
      {"UTF8", SchemaLeaf("c", kBytes).Int(6, 0), DeclaredType::kText},
      {"STRING", SchemaLeaf("c", kBytes).Struct(10, Logical(1)), DeclaredType::kText},
      {"DATE", SchemaLeaf("c", 1).Int(6, 6), DeclaredType::kTimestamp},
      {"TIME_MILLIS", SchemaLeaf("c", 1).Int(6, 7), DeclaredType::kText},
      {"TIMESTAMP_MICROS", SchemaLeaf("c", 2).Int(6, 10), DeclaredType::kTimestamp},
      {"UINT_8", SchemaLeaf("c", 1).Int(6, 11), DeclaredType::kInteger},
      {"DECIMAL(2)", SchemaLeaf("c", 1).Int(6, 5).Int(7, 2), DeclaredType::kReal},
      {"DECIMAL(0)", SchemaLeaf("c", 1).Int(6, 5), DeclaredType::kInteger},
      {"BSON", SchemaLeaf("c", kBytes).Struct(10, Logical(13)), DeclaredType::kOther},
      {"repeated", SchemaLeaf("c", 1, 2), DeclaredType::kOther},
  };
  for (const TypeCase& one : cases) {
    const auto table =
        Open(ParquetFile("", FileMetadata({SchemaGroup("root", 1), one.leaf}, 0, {})));
    ASSERT_TRUE(table) << one.name << ": " << table.error().text;
    EXPECT_EQ((*table)->Columns(), (std::vector<Column>{{"c", one.type}})) << one.name;
  }
}

TEST(ParquetFooter, NamesColumnsInGroupsByTheirPath) {
  const std::vector<ThriftWriter> schema{
      SchemaGroup("root", 3),      SchemaGroup("address", 2, 1), SchemaLeaf("city", kBytes, 1),
      SchemaLeaf("zip", 1),        SchemaGroup("tags", 1, 1),    SchemaGroup("list", 1, 2),
      SchemaLeaf("element", 1, 1), SchemaLeaf("größe", kDouble)};
  const auto table = Open(ParquetFile("", FileMetadata(schema, 0, {})));
  ASSERT_TRUE(table) << table.error().text;
  EXPECT_EQ((*table)->Columns(), (std::vector<Column>{{"address.city", DeclaredType::kText},
                                                      {"address.zip", DeclaredType::kInteger},
                                                      {"tags.list.element", DeclaredType::kOther},
                                                      {"größe", DeclaredType::kReal}}));
}

struct BadCase {
  std::vector<ThriftWriter> schema;
  std::int64_t rows;
  std::vector<ThriftWriter> groups;
  const char* text;
};

TEST(ParquetFooter, SaysWhatIsWrong) {
  const auto one = [](const ThriftWriter& leaf) {
    return std::vector<ThriftWriter>{SchemaGroup("root", 1), leaf};
  };
  const auto id = one(SchemaLeaf("id", kInt64));
  const std::string long_name = "schema is damaged: column '" + std::string(100, 'n') +
                                "...' has a physical type that is none.";
  const std::vector<BadCase> cases{
      {{}, 0, {}, "schema is damaged: it is empty."},
      {{SchemaGroup("root", 2), SchemaLeaf("a", 1)},
       0,
       {},
       "schema is damaged: a group has fewer columns than it says."},
      {{SchemaGroup("root", 0), SchemaLeaf("a", 1)},
       0,
       {},
       "schema is damaged: it has columns that belong to no group."},
      {one(SchemaLeaf("a", 99)),
       0,
       {},
       "schema is damaged: column 'a' has a physical type that is none."},
      {one(SchemaLeaf("a", 7)),
       0,
       {},
       "schema is damaged: column 'a' has values without a length."},
      {one(SchemaLeaf("a", kDouble).Int(6, 6)),
       0,
       {},
       "schema is damaged: column 'a' has a logical type that its physical type cannot hold."},
      {one(SchemaLeaf("\xFF", 1)), 0, {}, "schema is damaged: a column's name is not valid UTF-8."},
      {one(SchemaLeaf(std::string(200, 'n'), 99)), 0, {}, long_name.c_str()},
      {id, -1, {}, "footer is damaged: it does not say how many rows there are."},
      {id, 5, {}, "footer is damaged: its row groups have 0 rows instead of 5."},
      {id,
       1,
       {Group({Chunk(kInt64, 2, 4, 10)}, 2)},
       "footer is damaged: its row groups have more rows than the 1 of the file."},
      {id, 1, {Group({}, 1)}, "footer is damaged: row group 0 has 0 columns instead of 1."},
      {id,
       1,
       {Group({Chunk(kDouble, 1, 4, 10)}, 1)},
       "footer is damaged: column 'id' of row group 0 has another type there."},
      {id,
       1,
       {Group({Chunk(kInt64, 2, 4, 10)}, 1)},
       "footer is damaged: column 'id' of row group 0 has other than one value a row."},
      {id,
       1,
       {Group({Chunk(kInt64, 1, 3, 10)}, 1)},
       "footer is damaged: column 'id' of row group 0 has no place in the file."},
      {id,
       1,
       {Group({Chunk(kInt64, 1, 4, 41)}, 1)},
       "footer is damaged: column 'id' of row group 0 reaches beyond the data of the file."},
      {id,
       1,
       {Group({Chunk(kInt64, 1, 4, std::int64_t{1} << 62)}, 1)},
       "footer is damaged: column 'id' of row group 0 reaches beyond the data of the file."},
  };
  for (const BadCase& bad : cases) {
    const DataError error =
        ErrorOf(ParquetFile(std::string(40, 'p'), FileMetadata(bad.schema, bad.rows, bad.groups)));
    EXPECT_EQ(error, (DataError{DataErrorKind::kMalformed,
                                std::string("The Parquet file's ") + bad.text}));
  }
}

TEST(ParquetFooter, RefusesOtherFiles) {
  EXPECT_EQ(ErrorOf("PAR1").text, "The file is no Parquet file: it has only 4 bytes.");
  EXPECT_EQ(ErrorOf("a,b,c\n1,2,3\n").text,
            "The file is no Parquet file: it does not begin and end with \"PAR1\".");
  std::string encrypted = SmallFile();
  encrypted.replace(encrypted.size() - 4, 4, "PARE");
  EXPECT_EQ(ErrorOf(encrypted).kind, DataErrorKind::kUnsupported);
  EXPECT_EQ(ErrorOf(std::string("PAR1\xFF\xFF\xFF\x7FPAR1", 12)).text,
            "The Parquet file's footer is damaged: by its length of 2147483647 bytes it is longer "
            "than the file.");
}

TEST(ParquetFooter, KeepsItsLimits) {
  EXPECT_EQ(ErrorOf(SmallFile(), {.max_footer_bytes = 20}).kind, DataErrorKind::kTooLarge);
  EXPECT_EQ(ErrorOf(SmallFile(), {.max_columns = 2}).kind, DataErrorKind::kTooLarge);
  EXPECT_EQ(ErrorOf(SmallFile(), {.max_row_groups = 1}).kind, DataErrorKind::kTooLarge);
}

TEST(ParquetFooter, SurvivesEveryCutAndEveryFlippedBit) {
  const std::string good = SmallFile();
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(Open(good.substr(0, size))) << size;
  }
  int refused = 0;
  for (std::size_t n = 0; n < good.size() * 8; ++n) {
    std::string bad = good;
    bad[n / 8] = static_cast<char>(bad[n / 8] ^ (1 << n % 8));
    const auto table = Open(bad);
    if (table) {
      EXPECT_EQ((*table)->Columns().size(), 2) << n;
    } else {
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace autopilot
