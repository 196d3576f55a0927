#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/base/data_error.h"

namespace autopilot {

// The type that a file declares for a column. CSV declares none.
enum class DeclaredType : std::uint8_t { kBoolean, kInteger, kReal, kText, kTimestamp, kOther };

struct Column {
  std::string name;
  std::optional<DeclaredType> type;

  bool operator==(const Column&) const = default;
};

struct Cell {
  std::string_view text;  // numbers as text: "3", "2.5"
  bool is_null = false;   // CSV knows none: an empty field is ""

  bool operator==(const Cell&) const = default;
};

// Rows of one object, read one after the other with bounded memory. One thread at a time.
class Table {
 public:
  virtual ~Table() = default;

  virtual const std::vector<Column>& Columns() const = 0;
  // The number of rows, where the format knows it without reading them.
  virtual std::optional<std::uint64_t> RowCount() const = 0;
  // The columns that the rows shall have, as indices into Columns(), in that order. Before the
  // first call of Next; without it, all of them.
  virtual void Select(std::vector<std::size_t> columns) = 0;
  // The next row: a cell for each selected column, valid until the next call. False at the end.
  virtual DataResult<bool> Next(std::vector<Cell>& row) = 0;
};

}  // namespace autopilot
