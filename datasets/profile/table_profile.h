#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "datasets/base/deadline.h"
#include "datasets/base/table.h"
#include "datasets/profile/column_type.h"
#include "datasets/profile/hash_counter.h"
#include "datasets/profile/target_profile.h"

namespace autopilot {

// The columns that matter, by name, exactly as in the header; "" or empty: none.
struct ProfileColumns {
  std::string target = {};
  std::string sample_weight = {};
  std::vector<std::string> series = {};  // what tells time series apart: item identifier and groups
};

struct ColumnProfile {
  std::string name = {};
  ColumnType type = ColumnType::kEmpty;  // as declared, or else by TableProfiler's first rows
  std::uint64_t missing = 0;  // rows that have no value, or ""; 0 of columns that were not read

  bool operator==(const ColumnProfile&) const = default;
};

struct SeriesProfile {
  std::uint64_t count = 0;         // at most TableProfiler::kMaxSeries
  bool count_is_at_least = false;  // there are more
  std::uint64_t shortest = 0;      // rows; of those that were counted

  bool operator==(const SeriesProfile&) const = default;
};

// What the rows of one or more tables amount to. All but `excluded` is without the excluded rows.
struct TableProfile {
  std::uint64_t rows = 0;
  std::uint64_t excluded = 0;  // rows whose sample weight is missing, no number, or negative
  std::vector<ColumnProfile> columns = {};
  std::optional<TargetProfile> target = {};  // if there is a target column
  std::optional<SeriesProfile> series = {};  // if there are columns that tell series apart

  bool operator==(const TableProfile&) const = default;
};

// Reads tables with the same columns one after the other, in bounded memory. The types of columns
// are guessed from the first rows that count: kRowsForTypes of them, or fewer where these have
// kCellsForTypes cells. In the other rows only the wanted columns are looked into; of
// all others it is only seen whether they have a value. Of tables that declare their types only the
// wanted columns are read: the others may be large, or of a kind that is not read at all.
class TableProfiler {
 public:
  static constexpr std::uint64_t kRowsForTypes = 10'000;
  static constexpr std::uint64_t kCellsForTypes = 1'000'000;  // up to 4 KB of memory for each 500
  static constexpr std::size_t kMaxSeries = 5'000'000;  // as the service has it for forecasting

  explicit TableProfiler(ProfileColumns columns) : wanted_(std::move(columns)) {}

  // Reads the table, of which nothing has been read or selected, to its end. `name` is for errors:
  // a table whose columns are not those of the first one, or lack a wanted one, is kMalformed. Not
  // after an error.
  DataResult<void> Add(Table& table, const std::string& name, const Deadline& deadline);
  TableProfile Finish() const;

 private:
  DataResult<void> Begin(const Table& table, const std::string& name);
  void ChooseWhatToRead();
  bool Counts(const std::vector<Cell>& row) const;
  // How much there was to do, in bytes.
  std::size_t AddRow(const std::vector<Cell>& row);

  const ProfileColumns wanted_;
  std::vector<Column> columns_;
  std::vector<std::size_t> read_;      // indices into columns_, ascending: the cells of a row
  std::optional<std::size_t> target_;  // indices into read_
  std::optional<std::size_t> weight_;
  std::vector<std::size_t> series_;
  std::vector<ColumnTypeGuess> types_;
  std::vector<std::uint64_t> missing_;  // by column
  TargetCounter target_values_;
  HashCounter rows_of_series_{kMaxSeries};
  std::uint64_t rows_for_types_ = 0;  // so many shall be looked at
  std::uint64_t rows_ = 0;
  std::uint64_t excluded_ = 0;
};

}  // namespace autopilot
