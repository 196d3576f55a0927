#include "datasets/parquet/parquet_table.h"

#include <numeric>
#include <utility>

#include "datasets/parquet/footer.h"

namespace autopilot {
namespace {

class ParquetTable final : public Table {
 public:
  ParquetTable(std::unique_ptr<RandomAccess> file, ParquetFooter footer)
      : file_(std::move(file)), footer_(std::move(footer)), selected_(footer_.leaves().size()) {
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
    if (rows_read_ == footer_.rows()) return false;
    if (!selected_.empty()) {
      return tl::unexpected(DataError{DataErrorKind::kUnsupported,
                                      "The values of Parquet files are not read yet, only their "
                                      "columns and the number of their rows."});
    }
    ++rows_read_;
    return true;
  }

 private:
  std::unique_ptr<RandomAccess> file_;
  ParquetFooter footer_;
  std::vector<Column> columns_;
  std::vector<std::size_t> selected_;
  std::uint64_t rows_read_ = 0;
};

}  // namespace

DataResult<std::unique_ptr<Table>> OpenParquet(std::unique_ptr<RandomAccess> file,
                                               ParquetLimits limits) {
  auto footer = ParquetFooter::Read(*file, limits);
  if (!footer) return tl::unexpected(std::move(footer.error()));
  return std::make_unique<ParquetTable>(std::move(file), std::move(*footer));
}

}  // namespace autopilot
