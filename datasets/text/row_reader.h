#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "datasets/base/byte_source.h"
#include "datasets/text/row_scanner.h"

namespace autopilot {

// Cuts bytes into rows of CSV. Rows are views into the source's bytes where they lie in one of its
// pieces, and copied otherwise; no more than `most_row_bytes` are kept.
class RowReader {
 public:
  RowReader(std::unique_ptr<ByteSource> bytes, std::size_t most_row_bytes, std::size_t max_fields);

  // Before the first row.
  DataResult<void> SkipByteOrderMark();
  // The next row that is not blank; false at the end. Not after an error.
  DataResult<bool> Next();
  // From now on, as RowScanner has it.
  void set_max_fields(std::size_t max_fields) { scanner_.set_max_fields(max_fields); }

  // Of the last row, until the next call of Next.
  std::string_view row() const { return row_; }
  const RowScanner& scanner() const { return scanner_; }
  std::uint64_t row_number() const { return row_number_; }  // blank ones count

 private:
  DataResult<bool> NextOfAny();
  DataResult<bool> GoOnInCarry();
  DataResult<bool> End();
  // False if there are no more bytes.
  DataResult<bool> Fetch();
  // False if the row goes on.
  DataResult<bool> Scan(std::string_view row);
  DataError TooLong() const;

  std::unique_ptr<ByteSource> bytes_;
  std::size_t most_row_bytes_;
  RowScanner scanner_;
  std::string_view chunk_;  // what no row has had yet
  std::string carry_;       // the row's beginning, from chunks before chunk_
  std::string_view row_;
  std::uint64_t row_number_ = 0;
};

}  // namespace autopilot
