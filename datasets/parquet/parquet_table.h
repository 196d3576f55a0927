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
  // Bytes that the pages and dictionaries of all selected columns need together: of each column one
  // of both, and of one the compressed page.
  std::size_t page_memory = 256 << 20;
};

// Opens a Parquet file: reads its end, which says what columns and how many rows it has.
//
// Columns() has a column for each leaf of the schema, in the file's order: "price", or
// "address.city" for one within groups. Those of type kOther (lists, maps, BSON, intervals) never
// have values: with one of them selected, Next fails with kUnsupported, so callers that want all
// that can be read select the others. Select({}) counts rows without reading any.
//
// Next gives values as ValueText writes them, and nulls for optional ones that are missing, or are
// in a group that is. Encodings: PLAIN, dictionaries, RLE of booleans, the DELTA ones and
// BYTE_STREAM_SPLIT. Codecs: SNAPPY, GZIP, ZSTD, LZ4_RAW and none. After an error Next gives it
// again.
//
// Memory: the footer, and limits.page_memory; where that does not suffice for all columns, reading
// fewer at a time helps. Checksums of pages are not looked at. Deadlines are those of `file`.
// Errors: those of `file`; kMalformed; kTooLarge for a limit; kUnsupported for encryption, columns
// in other files, and encodings, codecs and values that are not read.
DataResult<std::unique_ptr<Table>> OpenParquet(std::unique_ptr<RandomAccess> file,
                                               ParquetLimits limits = {});

}  // namespace autopilot
