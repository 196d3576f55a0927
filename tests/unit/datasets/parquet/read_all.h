#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "datasets/parquet/parquet_table.h"
#include "tests/unit/datasets/parquet/parquet_writer.h"

namespace autopilot::testing {

// What a Parquet file has given: its rows, up to the error if there was one. Nulls are "null".
struct ReadParquet {
  std::vector<std::vector<std::string>> rows;
  std::optional<DataError> error;
};

inline ReadParquet ReadAllOf(std::string bytes, ParquetLimits limits = {},
                             std::optional<std::vector<std::size_t>> columns = {}) {
  ReadParquet read;
  auto table = OpenParquet(std::make_unique<MemoryFile>(std::move(bytes)), limits);
  if (!table) return {{}, table.error()};
  if (columns) (*table)->Select(*columns);
  std::vector<Cell> row;
  for (;;) {
    const auto next = (*table)->Next(row);
    if (!next) read.error = next.error();
    if (!next || !*next) return read;
    read.rows.emplace_back();
    for (const Cell& cell : row) {
      read.rows.back().push_back(cell.is_null ? "null" : std::string(cell.text));
    }
  }
}

// The values of a file's only column, one behind the other with spaces; or the error.
inline std::string OnlyColumn(std::string bytes) {
  const ReadParquet read = ReadAllOf(std::move(bytes));
  if (read.error) return read.error->text;
  std::string texts;
  for (const auto& row : read.rows) texts += (texts.empty() ? "" : " ") + row.at(0);
  return texts;
}

}  // namespace autopilot::testing
