#pragma once

#include <cstddef>
#include <memory>

#include "datasets/base/byte_source.h"
#include "datasets/base/table.h"

namespace autopilot {

// Beyond these data is kTooLarge. What a table holds in memory is a small multiple of them.
struct CsvLimits {
  std::size_t row_bytes = 16 * 1024 * 1024;  // with quotes and line end; from 1
  std::size_t columns = 100'000;             // from 1
};

// The table in CSV as RFC 4180 has it: UTF-8 (a byte order mark is skipped), commas, quotes, lines
// that end with LF or CRLF, the last one perhaps without. The first row is the header, its names
// are unique (but any number may be empty, as that of an index is), and the other rows have as many
// fields. Blank lines are skipped. A
// quote inside a field that does not begin with one, and a CR that no LF follows, are characters
// like others; NUL is none.
//
// Errors are kMalformed, kTooLarge, or those of `bytes`; after the first one Next gives it again.
// They count rows from 1, which is the header, and count blank lines as spreadsheets do; line ends
// in quotes begin no row.
DataResult<std::unique_ptr<Table>> OpenCsv(std::unique_ptr<ByteSource> bytes,
                                           CsvLimits limits = {});

}  // namespace autopilot
