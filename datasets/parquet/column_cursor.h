#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "datasets/base/byte_source.h"
#include "datasets/base/table.h"
#include "datasets/parquet/footer.h"
#include "datasets/parquet/hybrid_reader.h"
#include "datasets/parquet/memory_budget.h"
#include "datasets/parquet/page.h"
#include "datasets/parquet/value_decoder.h"
#include "datasets/parquet/value_text.h"

namespace autopilot {

// The values of one column of one row group, row after row. It holds a dictionary and a page.
class ColumnCursor {
 public:
  // All of them must outlive it.
  ColumnCursor(RandomAccess& file, MemoryBudget& budget, const ParquetLeaf& leaf,
               std::size_t row_group)
      : file_(file), budget_(budget), leaf_(leaf), place_{leaf.name, row_group} {}
  ColumnCursor(const ColumnCursor&) = delete;  // what decodes points into it
  ColumnCursor& operator=(const ColumnCursor&) = delete;

  // Goes to the first row; kUnsupported if the values are not read.
  DataResult<void> Start(const ColumnChunk& chunk);
  // The next value, valid until the next call; kMalformed if there is none.
  DataResult<Cell> Next();
  // Makes sure that there are no more values.
  DataResult<void> Finish();

 private:
  // False at the end of the chunk.
  DataResult<bool> NextPage();
  DataResult<void> StartPage();
  DataResult<HybridReader> LevelsOf(const ParquetPage& page, std::size_t& values_begin) const;
  tl::unexpected<DataError> Damaged(std::string_view what) const;

  RandomAccess& file_;
  MemoryBudget& budget_;
  const ParquetLeaf& leaf_;
  ChunkPlace place_;
  std::optional<PageReader> pages_;
  std::optional<ParquetDictionary> dictionary_;
  std::optional<ParquetPage> page_;
  std::uint32_t left_ = 0;              // values of the page, with nulls
  std::optional<HybridReader> levels_;  // of definition; without: no value is null
  std::unique_ptr<ValueDecoder> values_;
  ValueText text_;
};

}  // namespace autopilot
