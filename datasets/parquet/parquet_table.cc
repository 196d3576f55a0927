#include "datasets/parquet/parquet_table.h"

#include <cstdint>
#include <deque>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "datasets/parquet/column_cursor.h"
#include "datasets/parquet/footer.h"
#include "datasets/parquet/memory_budget.h"

namespace autopilot {
namespace {

class ParquetTable final : public Table {
 public:
  ParquetTable(std::unique_ptr<RandomAccess> file, ParquetFooter footer,
               const ParquetLimits& limits)
      : file_(std::move(file)),
        footer_(std::move(footer)),
        budget_(limits.page_memory),
        selected_(footer_.leaves().size()) {
    std::iota(selected_.begin(), selected_.end(), std::size_t{0});
    for (const ParquetLeaf& leaf : footer_.leaves()) {
      columns_.push_back({leaf.name, leaf.Declared()});
    }
  }

  const std::vector<Column>& Columns() const override { return columns_; }
  std::optional<std::uint64_t> RowCount() const override { return footer_.rows(); }
  void Select(std::vector<std::size_t> columns) override { selected_ = std::move(columns); }

  DataResult<bool> Next(std::vector<Cell>& row) override {
    row.clear();
    if (failure_) return tl::unexpected(*failure_);
    auto next = ReadRow(row);
    if (!next) failure_ = next.error();
    return next;
  }

 private:
  DataResult<bool> ReadRow(std::vector<Cell>& row);
  DataResult<void> StartRowGroup(std::size_t row_group);
  DataResult<void> FinishRowGroup();

  std::unique_ptr<RandomAccess> file_;
  ParquetFooter footer_;
  MemoryBudget budget_;
  std::vector<Column> columns_;
  std::vector<std::size_t> selected_;
  std::deque<ColumnCursor> cursors_;  // of the row group, one for each selected column
  std::size_t next_row_group_ = 0;
  std::uint64_t rows_left_ = 0;  // of the row group
  std::optional<DataError> failure_;
};

DataResult<bool> ParquetTable::ReadRow(std::vector<Cell>& row) {
  while (rows_left_ == 0) {
    if (auto finished = FinishRowGroup(); !finished) return tl::unexpected(finished.error());
    if (next_row_group_ == footer_.row_groups()) return false;
    const std::size_t row_group = next_row_group_++;
    rows_left_ = footer_.RowsOf(row_group);
    if (rows_left_ == 0) continue;
    if (auto started = StartRowGroup(row_group); !started) return tl::unexpected(started.error());
  }
  --rows_left_;
  row.reserve(cursors_.size());
  for (ColumnCursor& cursor : cursors_) {
    auto cell = cursor.Next();
    if (!cell) return tl::unexpected(std::move(cell.error()));
    row.push_back(*cell);
  }
  return true;
}

DataResult<void> ParquetTable::StartRowGroup(std::size_t row_group) {
  if (selected_.empty()) return {};
  const auto group = footer_.Decode(row_group);
  if (!group) return tl::unexpected(group.error());
  for (const std::size_t column : selected_) {
    ColumnCursor& cursor =
        cursors_.emplace_back(*file_, budget_, footer_.leaves()[column], row_group);
    auto started = cursor.Start(group->chunks[column]);
    if (!started) return started;
  }
  return {};
}

DataResult<void> ParquetTable::FinishRowGroup() {
  for (ColumnCursor& cursor : cursors_) {
    if (auto finished = cursor.Finish(); !finished) return finished;
  }
  cursors_.clear();
  return {};
}

}  // namespace

DataResult<std::unique_ptr<Table>> OpenParquet(std::unique_ptr<RandomAccess> file,
                                               ParquetLimits limits) {
  auto footer = ParquetFooter::Read(*file, limits);
  if (!footer) return tl::unexpected(std::move(footer.error()));
  return std::make_unique<ParquetTable>(std::move(file), std::move(*footer), limits);
}

}  // namespace autopilot
