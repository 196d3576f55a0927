#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "datasets/base/table.h"
#include "datasets/profile/table_profile.h"
#include "datasets/text/csv_table.h"
#include "datasets/text/memory_source.h"

namespace autopilot {

// A table that the test makes up, a row at a time.
class MadeUpTable final : public Table {
 public:
  // Gives the row of that number, from 0; nothing at the end.
  using RowOf = std::function<std::optional<std::vector<Cell>>(std::size_t number)>;

  MadeUpTable(std::vector<Column> columns, RowOf row_of)
      : columns_(std::move(columns)), row_of_(std::move(row_of)) {}

  const std::vector<Column>& Columns() const override { return columns_; }
  std::optional<std::uint64_t> RowCount() const override { return std::nullopt; }
  void Select(std::vector<std::size_t> columns) override { selected_ = std::move(columns); }
  DataResult<bool> Next(std::vector<Cell>& row) override {
    auto cells = row_of_(rows_given_);
    if (!cells) return false;
    ++rows_given_;
    row = std::move(*cells);
    return true;
  }

  std::size_t rows_given() const { return rows_given_; }
  const std::optional<std::vector<std::size_t>>& selected() const { return selected_; }

 private:
  std::vector<Column> columns_;
  RowOf row_of_;
  std::size_t rows_given_ = 0;
  std::optional<std::vector<std::size_t>> selected_;
};

// "" if that went well.
inline std::string AddCsv(TableProfiler& profiler, const std::string& text,
                          const Deadline& deadline = {}) {
  auto table = OpenCsv(std::make_unique<MemorySource>(text));
  if (!table) return table.error().text;
  const auto added = profiler.Add(**table, "s3://b/k", deadline);
  return added ? "" : added.error().text;
}

}  // namespace autopilot
