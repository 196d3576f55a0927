#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/base/byte_source.h"
#include "datasets/base/table.h"
#include "datasets/parquet/parquet_table.h"
#include "datasets/parquet/schema.h"

namespace autopilot {

// The part of one row group that holds one column.
struct ColumnChunk {
  std::int32_t codec = 0;     // as the format numbers them
  std::uint64_t values = 0;   // with nulls
  std::uint64_t offset = 0;   // of its first page, in the file
  std::uint64_t length = 0;   // bytes of all its pages
  bool is_encrypted = false;  // cannot be read
  bool is_elsewhere = false;  // in another file, cannot be read
};

struct RowGroup {
  std::uint64_t rows = 0;
  std::vector<ColumnChunk> chunks;  // one for each leaf of the schema
};

// What the end of a Parquet file says about the rest. Of row groups it keeps the bytes and decodes
// them when they are asked for: files of many columns and row groups would else take much memory.
class ParquetFooter {
 public:
  // Reads and checks all of it, the row groups too. Fails as OpenParquet does.
  static DataResult<ParquetFooter> Read(RandomAccess& file, const ParquetLimits& limits);

  const std::vector<ParquetLeaf>& leaves() const { return leaves_; }
  std::uint64_t rows() const { return rows_; }
  std::size_t row_groups() const { return row_groups_.size(); }
  std::uint64_t RowsOf(std::size_t row_group) const { return row_groups_[row_group].rows; }
  DataResult<RowGroup> Decode(std::size_t row_group) const;

 private:
  struct RowGroupPlace {
    std::uint64_t rows = 0;
    std::size_t offset = 0;  // in bytes_
  };

  DataResult<void> Parse(const ParquetLimits& limits);
  DataResult<void> CheckRowGroups();

  std::string bytes_;
  std::uint64_t data_end_ = 0;  // where the footer begins in the file
  std::vector<ParquetLeaf> leaves_;
  std::vector<RowGroupPlace> row_groups_;
  std::uint64_t rows_ = 0;
};

}  // namespace autopilot
