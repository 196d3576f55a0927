#include "datasets/text/row_scanner.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace autopilot {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101U;
constexpr std::uint64_t kHighBits = 0x8080808080808080U;

// The high bit of each byte that is `byte`; above the lowest such byte there may be wrong ones.
constexpr std::uint64_t Matches(std::uint64_t word, char byte) {
  const std::uint64_t zero_where_equal = word ^ (kOnes * static_cast<unsigned char>(byte));
  return (zero_where_equal - kOnes) & ~zero_where_equal & kHighBits;
}

// The first comma or line feed from `from` on; text.size() if there is none.
std::size_t FindDelimiter(std::string_view text, std::size_t from) {
  if constexpr (std::endian::native == std::endian::little) {
    std::uint64_t word = 0;
    for (; from + sizeof word <= text.size(); from += sizeof word) {
      std::memcpy(&word, text.data() + from, sizeof word);
      const std::uint64_t found = Matches(word, ',') | Matches(word, '\n');
      if (found != 0) return from + static_cast<std::size_t>(std::countr_zero(found)) / 8;
    }
  }
  while (from < text.size() && text[from] != ',' && text[from] != '\n') ++from;
  return from;
}

}  // namespace

void RowScanner::Start() {
  state_ = State::kFieldStart;
  position_ = 0;
  has_quotes_ = false;
  fields_.clear();
  field_count_ = 0;
}

RowScanner::Outcome RowScanner::Scan(std::string_view row) {
  Outcome outcome = Outcome::kMore;
  while (position_ < row.size()) {
    switch (state_) {
      case State::kFieldStart:
        Open(row[position_]);
        break;
      case State::kPlain:
        if (ScanPlain(row, outcome)) return outcome;
        break;
      case State::kQuoted: {
        const std::size_t quote = row.find('"', position_);  // memchr
        field_.end = quote;
        position_ = std::min(quote, row.size());
        if (quote == std::string_view::npos) return Outcome::kMore;
        ++position_;
        state_ = State::kAfterQuote;
        break;
      }
      case State::kAfterQuote:
      case State::kAfterQuoteAndCr:
        if (ScanAfterQuote(row[position_], outcome)) return outcome;
        break;
    }
  }
  return Outcome::kMore;
}

RowScanner::Outcome RowScanner::End(std::string_view row) {
  switch (state_) {
    case State::kQuoted:
      return Outcome::kUnclosedQuote;
    case State::kFieldStart:  // behind a comma
      field_ = {position_, position_, false};
      Close(position_);
      break;
    case State::kPlain:
      ClosePlain(row, row.size());
      break;
    case State::kAfterQuote:
    case State::kAfterQuoteAndCr:
      Close(field_.end);
      break;
  }
  return Outcome::kRow;
}

bool RowScanner::IsBlank() const {
  return field_count_ == 1 && !has_quotes_ && fields_.front().begin == fields_.front().end;
}

void RowScanner::Open(char first) {
  const bool is_quoted = first == '"';
  if (is_quoted) {
    has_quotes_ = true;
    ++position_;
  }
  state_ = is_quoted ? State::kQuoted : State::kPlain;
  field_ = {position_, position_, false};
}

void RowScanner::Close(std::size_t end) {
  field_.end = end;
  if (field_count_ < max_fields_) fields_.push_back(field_);
  ++field_count_;
}

void RowScanner::ClosePlain(std::string_view row, std::size_t end) {
  Close(end > field_.begin && row[end - 1] == '\r' ? end - 1 : end);
}

bool RowScanner::ScanPlain(std::string_view row, Outcome& outcome) {
  const std::size_t end = FindDelimiter(row, position_);
  position_ = end;
  if (end == row.size()) return false;
  ++position_;
  if (row[end] == ',') {
    Close(end);
    state_ = State::kFieldStart;
    return false;
  }
  ClosePlain(row, end);
  outcome = Outcome::kRow;
  return true;
}

bool RowScanner::ScanAfterQuote(char next, Outcome& outcome) {
  const bool is_after_cr = state_ == State::kAfterQuoteAndCr;
  if (next == '\n') {
    ++position_;
    Close(field_.end);
    outcome = Outcome::kRow;
    return true;
  }
  if (is_after_cr || (next != '"' && next != ',' && next != '\r')) {
    outcome = Outcome::kTextAfterQuote;
    return true;
  }
  ++position_;
  if (next == '"') {
    field_.has_doubled_quotes = true;
    state_ = State::kQuoted;
  } else if (next == ',') {
    Close(field_.end);
    state_ = State::kFieldStart;
  } else {
    state_ = State::kAfterQuoteAndCr;
  }
  return false;
}

}  // namespace autopilot
