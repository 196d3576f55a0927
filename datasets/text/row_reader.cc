#include "datasets/text/row_reader.h"

#include <algorithm>
#include <utility>

#include "datasets/text/csv_errors.h"

namespace autopilot {

RowReader::RowReader(std::unique_ptr<ByteSource> bytes, std::size_t most_row_bytes,
                     std::size_t max_fields)
    : bytes_(std::move(bytes)), most_row_bytes_(most_row_bytes), scanner_(max_fields) {}

DataResult<void> RowReader::SkipByteOrderMark() {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  while (carry_.size() < kMark.size()) {
    const auto fetched = Fetch();
    if (!fetched) return tl::unexpected(fetched.error());
    if (!*fetched || chunk_.front() != kMark[carry_.size()]) return {};
    carry_.push_back(chunk_.front());
    chunk_.remove_prefix(1);
  }
  carry_.clear();
  return {};
}

DataResult<bool> RowReader::Next() {
  if (row_number_ > 0) carry_.clear();
  for (;;) {
    ++row_number_;
    scanner_.Start();
    auto found = NextOfAny();
    if (!found || !*found || !scanner_.IsBlank()) return found;
    carry_.clear();
  }
}

DataResult<bool> RowReader::NextOfAny() {
  if (carry_.empty() && !chunk_.empty()) {
    auto complete = Scan(chunk_.substr(0, most_row_bytes_));
    if (!complete) return complete;
    if (*complete) {
      row_ = chunk_.substr(0, scanner_.size());
      chunk_.remove_prefix(row_.size());
      return true;
    }
    if (chunk_.size() > most_row_bytes_) return tl::unexpected(TooLong());
    carry_.assign(chunk_);
    chunk_ = {};
  }
  return GoOnInCarry();
}

DataResult<bool> RowReader::GoOnInCarry() {
  for (;;) {
    auto fetched = Fetch();
    if (!fetched) return fetched;
    if (!*fetched) return End();
    if (carry_.size() >= most_row_bytes_) return tl::unexpected(TooLong());
    // No further than where the row may end, for the rest need not be copied.
    const std::size_t line = std::min(chunk_.find('\n'), chunk_.size() - 1) + 1;
    const auto piece = chunk_.substr(0, std::min(line, most_row_bytes_ - carry_.size()));
    carry_.append(piece);
    chunk_.remove_prefix(piece.size());
    auto complete = Scan(carry_);
    if (!complete) return complete;
    if (*complete) {
      row_ = carry_;
      return true;
    }
  }
}

DataResult<bool> RowReader::End() {
  if (carry_.empty()) return false;
  row_ = carry_;
  scanner_.Scan(carry_);  // what SkipByteOrderMark left there
  if (scanner_.End(carry_) == RowScanner::Outcome::kRow) return true;
  return tl::unexpected(csv_errors::UnclosedQuote(row_number_));
}

DataResult<bool> RowReader::Fetch() {
  if (!chunk_.empty()) return true;
  auto next = bytes_->Next();
  if (!next) return tl::unexpected(std::move(next.error()));
  chunk_ = *next;
  return !chunk_.empty();
}

DataResult<bool> RowReader::Scan(std::string_view row) {
  const auto outcome = scanner_.Scan(row);
  if (outcome == RowScanner::Outcome::kTextAfterQuote) {
    return tl::unexpected(csv_errors::TextAfterQuote(row_number_));
  }
  return outcome == RowScanner::Outcome::kRow;
}

DataError RowReader::TooLong() const {
  return csv_errors::RowTooLong(row_number_, most_row_bytes_, scanner_.IsInQuotes());
}

}  // namespace autopilot
