#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "datasets/parquet/bytes_reader.h"
#include "datasets/parquet/parquet_table.h"
#include "tests/fuzz/mutation.h"
#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {
namespace {

// A few bytes can stand for billions of rows.
constexpr std::size_t kMostCells = 20'000;
constexpr std::size_t kTailSize = 8;  // the footer's length and the magic

class File final : public RandomAccess {
 public:
  explicit File(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t Size() const override { return bytes_.size(); }
  DataResult<std::string> Read(std::uint64_t offset, std::size_t length) override {
    Expect(offset <= bytes_.size() && length <= bytes_.size() - offset, "a read behind the end");
    return std::string(bytes_.substr(static_cast<std::size_t>(offset), length));
  }

 private:
  std::string_view bytes_;
};

struct Found {
  std::vector<std::string> cells;  // with a line break behind each row
  bool has_failed = false;
  bool is_too_large = false;
};

void Fail(const DataError& error, Found& found) {
  ExpectSentence(error.text);
  found.has_failed = true;
  found.is_too_large = error.kind == DataErrorKind::kTooLarge;
  Expect(found.is_too_large || error.kind == DataErrorKind::kMalformed ||
             error.kind == DataErrorKind::kUnsupported,
         "an error of another kind", error.text);
}

std::vector<std::size_t> ReadableColumns(const Table& table) {
  std::vector<std::size_t> readable;
  for (std::size_t n = 0; n < table.Columns().size(); ++n) {
    const Column& column = table.Columns()[n];
    Expect(IsUtf8(column.name), "a name that is no text");
    if (column.type != DeclaredType::kOther) readable.push_back(n);
  }
  return readable;
}

// The cells of the rows come in reverse where the columns are selected so.
Found Read(std::string_view bytes, bool in_reverse) {
  Found found;
  auto opened = OpenParquet(std::make_unique<File>(bytes), {.page_memory = std::size_t{1} << 20});
  if (!opened) {
    Fail(opened.error(), found);
    return found;
  }
  Table& table = **opened;
  std::vector<std::size_t> columns = ReadableColumns(table);
  if (in_reverse) std::reverse(columns.begin(), columns.end());
  table.Select(columns);
  std::vector<Cell> row;
  for (std::uint64_t rows = 0; (rows + 1) * (columns.size() + 1) <= kMostCells; ++rows) {
    const auto next = table.Next(row);
    if (!next) {
      Fail(next.error(), found);
      Expect(table.Next(row) == next, "an error that is not repeated");
      return found;
    }
    if (!*next) {
      Expect(rows == table.RowCount(), "more or fewer rows than the footer says");
      return found;
    }
    Expect(row.size() == columns.size(), "a row of another width");
    if (in_reverse) std::reverse(row.begin(), row.end());
    for (const Cell& cell : row) {
      Expect(IsUtf8(cell.text), "a cell that is no text");
      found.cells.push_back(cell.is_null ? "null" : "'" + std::string(cell.text));
    }
    found.cells.emplace_back("\n");
  }
  return found;
}

void Run(std::string_view input) {
  const Found forwards = Read(input, false);
  const Found backwards = Read(input, true);
  // In which order pages are read decides which of them is too large.
  if (forwards.is_too_large || backwards.is_too_large) return;
  Expect(forwards.cells == backwards.cells && forwards.has_failed == backwards.has_failed,
         "another table where columns are selected in reverse");
}

// The data as it is long, because the footer says where what is in it, or the footer.
std::string Mutate(std::string_view input, std::uint32_t seed, MutateBytes bytes) {
  Chance chance(seed, bytes);
  if (input.size() < kTailSize) return chance.Bytes(input);
  const std::string_view tail = input.substr(input.size() - kTailSize);
  const std::uint64_t length = LittleEndian(tail.substr(0, 4));
  if (length > input.size() - kTailSize) return chance.Bytes(input);
  const std::size_t data_end = input.size() - kTailSize - static_cast<std::size_t>(length);
  std::string data(input.substr(0, data_end));
  std::string footer(input.substr(data_end, static_cast<std::size_t>(length)));
  if (chance.OneIn(2)) {
    data = chance.Bytes(data);
    data.resize(data_end, '\0');
  } else {
    footer = chance.Bytes(footer);
  }
  std::string mutated = data + footer;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    mutated += static_cast<char>(footer.size() >> shift & 0xFFU);
  }
  return mutated.append(tail.substr(4));
}

}  // namespace

const Target kParquet{"parquet", Run, Mutate};

}  // namespace autopilot::fuzzing
