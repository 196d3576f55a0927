#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "datasets/text/csv_table.h"
#include "datasets/text/gzip_source.h"
#include "datasets/text/memory_source.h"
#include "tests/fuzz/target.h"

namespace autopilot::fuzzing {
namespace {

// How the bytes after the first one are read.
struct Manner {
  bool is_gzip = false;
  CsvLimits limits;
  std::size_t chunk_size = 1;
};

Manner MannerOf(char first) {
  const auto bits = static_cast<unsigned char>(first);
  Manner manner;
  manner.is_gzip = (bits & 0x80U) != 0;
  if ((bits & 0x40U) != 0) manner.limits = {.row_bytes = 16, .columns = 4};
  manner.chunk_size = (bits & 0x3FU) + 1;
  return manner;
}

struct Found {
  std::vector<std::string> cells;  // of the header and all rows, with their ends
  std::string error;

  bool operator==(const Found&) const = default;
};

std::unique_ptr<ByteSource> Source(std::string_view bytes, const Manner& manner) {
  auto source = std::make_unique<MemorySource>(std::string(bytes), manner.chunk_size);
  if (manner.is_gzip) return OpenGzip(std::move(source));
  return source;
}

Found Failure(Found found, const DataError& error) {
  const std::string& text = error.text;
  ExpectSentence(text);
  Expect(error.kind == DataErrorKind::kMalformed || error.kind == DataErrorKind::kTooLarge,
         "an error of another kind", text);
  found.error = text;
  return found;
}

// The cells of the rows come in reverse where the columns are selected so.
Found Read(std::string_view bytes, const Manner& manner, bool in_reverse) {
  Found found;
  auto opened = OpenCsv(Source(bytes, manner), manner.limits);
  if (!opened) return Failure(std::move(found), opened.error());
  Table& table = **opened;
  const std::size_t width = table.Columns().size();
  Expect(width > 0 && width <= manner.limits.columns, "a header of no or too many columns");
  for (const Column& column : table.Columns()) {
    Expect(IsUtf8(column.name), "a name that is no text", column.name);
    found.cells.push_back(column.name);
  }
  if (in_reverse) {
    std::vector<std::size_t> columns(width);
    std::iota(columns.rbegin(), columns.rend(), std::size_t{0});
    table.Select(std::move(columns));
  }
  std::vector<Cell> row;
  for (;;) {
    const auto next = table.Next(row);
    if (!next) return Failure(std::move(found), next.error());
    if (!*next) break;
    Expect(row.size() == width, "a row of another width than the header");
    if (in_reverse) std::reverse(row.begin(), row.end());
    for (const Cell& cell : row) {
      Expect(!cell.is_null && IsUtf8(cell.text), "a cell that is no text", cell.text);
      Expect(cell.text.size() <= manner.limits.row_bytes, "a cell beyond the limit", cell.text);
      found.cells.emplace_back(cell.text);
    }
    found.cells.emplace_back("\n");
  }
  const auto again = table.Next(row);
  Expect(again && !*again, "rows after the end");
  return found;
}

void Run(std::string_view input) {
  if (input.empty()) return;
  const Manner manner = MannerOf(input.front());
  input.remove_prefix(1);
  const Found in_pieces = Read(input, manner, false);
  Expect(Read(input, manner, true) == in_pieces, "another table where columns are selected",
         in_pieces.error);
  Manner whole = manner;
  whole.chunk_size = input.size() + 1;
  const Found at_once = Read(input, whole, false);
  Expect(at_once == in_pieces, "another table in other pieces",
         at_once.error + " / " + in_pieces.error);
}

}  // namespace

const Target kCsv{"csv", Run};

}  // namespace autopilot::fuzzing
