#include "datasets/text/csv_errors.h"

#include <string>
#include <utility>

#include "common/utf8.h"

namespace autopilot::csv_errors {
namespace {

DataError Malformed(std::string text) { return {DataErrorKind::kMalformed, std::move(text)}; }

std::string Row(std::uint64_t row) {
  return "Row " + std::to_string(row) + (row == 1 ? " (the header)" : "");
}

std::string Count(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

DataError NoHeader() {
  return Malformed(
      "The data is empty: there is no header row. CSV must begin with a row that names the "
      "columns.");
}

DataError DuplicateColumn(std::string_view name) {
  return Malformed("The header has more than one column named '" + ShownName(name) +
                   "'. The names of columns must be unique.");
}

DataError TooManyColumns(std::size_t found, std::size_t most) {
  return {DataErrorKind::kTooLarge, "The header has " + Count(found, "column") + ". At most " +
                                        std::to_string(most) + " are supported."};
}

DataError FieldCount(std::uint64_t row, std::size_t expected, std::size_t found) {
  return Malformed(Row(row) + " has " + Count(found, "field") + ", but the header has " +
                   std::to_string(expected) + ". All rows must have as many as the header.");
}

DataError UnclosedQuote(std::uint64_t row) {
  return Malformed(Row(row) +
                   " has a quoted field that is not closed until the end of the data. A quoted "
                   "field must end with a quote, and quotes in it must be doubled.");
}

DataError TextAfterQuote(std::uint64_t row) {
  return Malformed(Row(row) +
                   " has text after the closing quote of a field. A comma or the end of the line "
                   "must follow it, and quotes in a quoted field must be doubled.");
}

DataError NotUtf8(std::uint64_t row) {
  return Malformed(Row(row) + " is not valid UTF-8. CSV must be encoded in UTF-8.");
}

DataError HasNul(std::uint64_t row) {
  return Malformed(Row(row) +
                   " has a NUL character. CSV must be text, encoded in UTF-8 and not in UTF-16.");
}

DataError RowTooLong(std::uint64_t row, std::size_t most_bytes, bool is_in_quotes) {
  return {DataErrorKind::kTooLarge,
          Row(row) + " is longer than " + Count(most_bytes, "byte") +
              ", which is the most that is supported." +
              (is_in_quotes ? " It may have a quoted field that is not closed." : "")};
}

}  // namespace autopilot::csv_errors
