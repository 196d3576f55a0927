#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "datasets/base/byte_source.h"
#include "datasets/base/table.h"

namespace autopilot {

// What a Parquet file may have at most; beyond, reading fails with kTooLarge.
struct ParquetLimits {
  std::size_t max_footer_bytes = 64 << 20;
  std::size_t max_columns = 100'000;  // with the groups that they are in
  std::size_t max_row_groups = 1'000'000;
};

// Opens a Parquet file: reads its end, which says what columns and how many rows it has.
//
// Columns() has a column for each leaf of the schema, in the file's order: "price", or
// "address.city" for one within groups. Those of type kOther (lists, maps, BSON, intervals) will
// never have values, so callers that want all that can be read select the others.
//
// Select({}) counts rows without reading any. Values are not read so far: with columns selected,
// Next fails with kUnsupported unless there are no rows.
//
// Memory: the footer. Deadlines are those of `file`. Errors: those of `file`; kMalformed; kTooLarge
// for a limit; kUnsupported for a file that is encrypted.
DataResult<std::unique_ptr<Table>> OpenParquet(std::unique_ptr<RandomAccess> file,
                                               ParquetLimits limits = {});

}  // namespace autopilot
