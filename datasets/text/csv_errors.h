#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "datasets/base/data_error.h"

// What is wrong with data in CSV, in sentences.
namespace autopilot::csv_errors {

DataError NoHeader();
DataError DuplicateColumn(std::string_view name);
DataError TooManyColumns(std::size_t found, std::size_t most);
DataError FieldCount(std::uint64_t row, std::size_t expected, std::size_t found);
DataError UnclosedQuote(std::uint64_t row);
DataError TextAfterQuote(std::uint64_t row);
DataError NotUtf8(std::uint64_t row);
DataError HasNul(std::uint64_t row);
DataError RowTooLong(std::uint64_t row, std::size_t most_bytes, bool is_in_quotes);

}  // namespace autopilot::csv_errors
