#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace autopilot {

// Finds the fields of one row of CSV (RFC 4180), whose bytes may come in pieces: every byte is
// looked at once. A quote inside a field that does not begin with one is a character like others.
class RowScanner {
 public:
  // A field without its quotes, as places in the row.
  struct Field {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool has_doubled_quotes = false;  // "" between begin and end stands for one quote
  };
  enum class Outcome : std::uint8_t {
    kRow,             // complete
    kMore,            // the row goes on
    kTextAfterQuote,  // a field goes on after its closing quote
    kUnclosedQuote,   // at the end of the data only
  };

  // No more than `max_fields` are kept; the others are counted.
  explicit RowScanner(std::size_t max_fields) : max_fields_(max_fields) {}
  void set_max_fields(std::size_t max_fields) { max_fields_ = max_fields; }

  // Before the first piece of each row.
  void Start();
  // `row` begins as it did at the last call and has more bytes; what comes after the row is left
  // alone.
  Outcome Scan(std::string_view row);
  // There are no more bytes than these, which Scan has seen; at least one.
  Outcome End(std::string_view row);

  // Of a complete row.
  const std::vector<Field>& fields() const { return fields_; }
  std::size_t field_count() const { return field_count_; }
  std::size_t size() const { return position_; }  // with its line end
  bool IsBlank() const;

  bool IsInQuotes() const { return state_ == State::kQuoted; }

 private:
  enum class State : std::uint8_t { kFieldStart, kPlain, kQuoted, kAfterQuote, kAfterQuoteAndCr };

  void Open(char first);
  void Close(std::size_t end);
  void ClosePlain(std::string_view row, std::size_t end);
  // Each goes on from position_: true where Scan can tell its outcome.
  bool ScanPlain(std::string_view row, Outcome& outcome);
  bool ScanAfterQuote(char next, Outcome& outcome);

  std::size_t max_fields_;
  State state_ = State::kFieldStart;
  std::size_t position_ = 0;
  Field field_;  // the one that is open
  bool has_quotes_ = false;
  std::vector<Field> fields_;
  std::size_t field_count_ = 0;
};

}  // namespace autopilot
