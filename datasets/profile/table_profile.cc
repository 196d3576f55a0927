#include "datasets/profile/table_profile.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "datasets/profile/number_text.h"

namespace autopilot {
namespace {

// Between looks at the deadline. Even a slow debug build reads so many bytes in far less than 100
// ms; rows and cells without bytes take time too, as many bytes would.
constexpr std::size_t kWorkBetweenLooks = 256 * 1024;
constexpr std::size_t kWorkPerRow = 64;
constexpr std::size_t kWorkPerCell = 8;

std::optional<std::size_t> IndexOf(const std::vector<Column>& columns, const std::string& name) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&name](const Column& column) { return column.name == name; });
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

DataError Late(const std::string& name, const Deadline& deadline) {
  if (deadline.IsCancelled()) {
    return {DataErrorKind::kCancelled, "The reading of " + name + " was cancelled."};
  }
  return {DataErrorKind::kTimedOut, "The reading of " + name + " took too long."};
}

ColumnType DeclaredAs(DeclaredType type, ColumnType guessed) {
  switch (type) {
    case DeclaredType::kInteger:
    case DeclaredType::kReal:
      return ColumnType::kNumeric;
    case DeclaredType::kTimestamp:
      return ColumnType::kDatetime;
    case DeclaredType::kBoolean:
      return ColumnType::kCategorical;
    case DeclaredType::kText:
      return guessed == ColumnType::kEmpty ? ColumnType::kText : guessed;
    case DeclaredType::kOther:
      break;
  }
  return guessed;
}

std::string_view ValueOf(const Cell& cell) { return cell.is_null ? std::string_view{} : cell.text; }

std::uint64_t SeriesOf(const std::vector<Cell>& row, const std::vector<std::size_t>& columns) {
  std::size_t hash = 0;
  for (const std::size_t column : columns) {
    constexpr std::size_t kOdd = 0x9E37'79B9'7F4A'7C15;  // so that the order of columns matters
    hash = (hash * kOdd) ^ std::hash<std::string_view>{}(ValueOf(row[column]));
  }
  return hash;
}

}  // namespace

DataResult<void> TableProfiler::Begin(const Table& table, const std::string& name) {
  const auto& columns = table.Columns();
  if (!columns_.empty()) {
    const bool same = std::equal(columns.begin(), columns.end(), columns_.begin(), columns_.end(),
                                 [](const Column& a, const Column& b) { return a.name == b.name; });
    if (same) return {};
    return tl::unexpected(
        DataError{DataErrorKind::kMalformed,
                  "The header of " + name + " differs from that of the objects before it."});
  }
  const auto find = [&](const std::string& column) -> DataResult<std::size_t> {
    if (const auto index = IndexOf(columns, column)) return *index;
    return tl::unexpected(
        DataError{DataErrorKind::kMalformed, "The column " + column + " is not in " + name + "."});
  };
  for (const auto& [column, index] :
       {std::pair(&wanted_.target, &target_), std::pair(&wanted_.sample_weight, &weight_)}) {
    if (column->empty()) continue;
    const auto found = find(*column);
    if (!found) return tl::unexpected(found.error());
    *index = *found;
  }
  for (const auto& column : wanted_.series) {
    const auto found = find(column);
    if (!found) return tl::unexpected(found.error());
    series_.push_back(*found);
  }
  columns_ = columns;
  ChooseWhatToRead();
  types_.resize(columns_.size());
  missing_.resize(columns_.size());
  const std::uint64_t cells_of_row = std::max<std::size_t>(columns_.size(), 1);
  rows_for_types_ = std::clamp<std::uint64_t>(kCellsForTypes / cells_of_row, 1, kRowsForTypes);
  return {};
}

// All columns, unless the file declares their types: then the wanted ones do, and others may even
// be of a kind that cannot be read.
void TableProfiler::ChooseWhatToRead() {
  const bool declares_types =
      std::all_of(columns_.begin(), columns_.end(),
                  [](const Column& column) { return column.type.has_value(); });
  std::vector<std::size_t*> wanted;
  if (target_) wanted.push_back(&*target_);
  if (weight_) wanted.push_back(&*weight_);
  for (std::size_t& column : series_) wanted.push_back(&column);
  for (std::size_t n = 0; n < columns_.size(); ++n) {
    const bool is_wanted = std::any_of(wanted.begin(), wanted.end(),
                                       [n](const std::size_t* column) { return *column == n; });
    if (is_wanted || !declares_types) read_.push_back(n);
  }
  for (std::size_t* column : wanted) {
    *column = static_cast<std::size_t>(std::lower_bound(read_.begin(), read_.end(), *column) -
                                       read_.begin());
  }
}

DataResult<void> TableProfiler::Add(Table& table, const std::string& name,
                                    const Deadline& deadline) {
  if (auto begun = Begin(table, name); !begun) return begun;
  if (deadline.HasPassed()) return tl::unexpected(Late(name, deadline));
  if (read_.size() < columns_.size()) table.Select(read_);
  std::vector<Cell> row;
  for (std::size_t work = 0;;) {
    const auto more = table.Next(row);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
    work += AddRow(row);
    if (work < kWorkBetweenLooks) continue;
    work = 0;
    if (deadline.HasPassed()) return tl::unexpected(Late(name, deadline));
  }
}

bool TableProfiler::Counts(const std::vector<Cell>& row) const {
  if (!weight_) return true;
  const auto weight = NumberIn(ValueOf(row[*weight_]));
  return weight && *weight >= 0;
}

std::size_t TableProfiler::AddRow(const std::vector<Cell>& row) {
  const bool counts = Counts(row);
  std::size_t work = kWorkPerRow + row.size() * kWorkPerCell;
  for (std::size_t n = 0; n < row.size(); ++n) {
    const std::size_t size = ValueOf(row[n]).size();
    work += size;
    missing_[read_[n]] += counts && size == 0 ? 1U : 0U;
  }
  if (!counts) {
    ++excluded_;
    return work;
  }
  if (rows_ < rows_for_types_) {
    for (std::size_t n = 0; n < row.size(); ++n) types_[read_[n]].Add(ValueOf(row[n]));
  }
  ++rows_;
  if (target_) target_values_.Add(ValueOf(row[*target_]));
  if (!series_.empty()) rows_of_series_.Add(SeriesOf(row, series_));
  return work;
}

TableProfile TableProfiler::Finish() const {
  TableProfile profile;
  profile.rows = rows_;
  profile.excluded = excluded_;
  for (std::size_t n = 0; n < columns_.size(); ++n) {
    const ColumnType guessed = types_[n].Type();
    const auto& declared = columns_[n].type;
    profile.columns.push_back(
        {columns_[n].name, declared ? DeclaredAs(*declared, guessed) : guessed, missing_[n]});
  }
  if (target_) profile.target = target_values_.Finish();
  if (!series_.empty()) {
    profile.series = {rows_of_series_.size(), rows_of_series_.has_more(), rows_of_series_.Fewest()};
  }
  return profile;
}

}  // namespace autopilot
