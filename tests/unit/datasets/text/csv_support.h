#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "datasets/text/csv_table.h"
#include "datasets/text/memory_source.h"

namespace autopilot {

constexpr std::size_t kChunkSizes[] = {1, 2, 3, 7, 64 * 1024};

using TextRows = std::vector<std::vector<std::string>>;

// What a table has given: its header and rows, up to the error if there was one.
struct ReadTable {
  TextRows rows;
  std::string error;
  DataErrorKind kind = DataErrorKind::kMalformed;

  bool operator==(const ReadTable&) const = default;
};

inline std::vector<std::string> TextsOf(const std::vector<Cell>& cells) {
  std::vector<std::string> texts;
  texts.reserve(cells.size());
  for (const Cell& cell : cells) texts.emplace_back(cell.text);
  return texts;
}

inline ReadTable ReadAll(std::unique_ptr<ByteSource> bytes, CsvLimits limits = {}) {
  ReadTable read;
  auto table = OpenCsv(std::move(bytes), limits);
  if (!table) return {{}, table.error().text, table.error().kind};
  read.rows.emplace_back();
  for (const Column& column : (*table)->Columns()) read.rows.back().push_back(column.name);
  std::vector<Cell> cells;
  for (;;) {
    const auto next = (*table)->Next(cells);
    if (!next) {
      read.error = next.error().text;
      read.kind = next.error().kind;
    }
    if (!next || !*next) return read;
    read.rows.push_back(TextsOf(cells));
  }
}

inline ReadTable ReadCsv(const std::string& text, std::size_t chunk_size, CsvLimits limits = {}) {
  return ReadAll(std::make_unique<MemorySource>(text, chunk_size), limits);
}

}  // namespace autopilot
