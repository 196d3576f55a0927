#include "datasets/text/csv_table.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "common/utf8.h"
#include "datasets/text/csv_errors.h"
#include "datasets/text/row_reader.h"

namespace autopilot {
namespace {

// From the first byte on that is not ASCII, or a few before it.
std::string_view WithoutAsciiStart(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::uint64_t word = 0;
  while (text.size() >= sizeof word) {
    std::memcpy(&word, text.data(), sizeof word);
    if ((word & kHighBits) != 0) break;
    text.remove_prefix(sizeof word);
  }
  return text;
}

class CsvTable final : public Table {
 public:
  CsvTable(std::unique_ptr<ByteSource> bytes, CsvLimits limits)
      : limits_(limits), reader_(std::move(bytes), limits.row_bytes, limits.columns) {}

  DataResult<void> ReadHeader();

  const std::vector<Column>& Columns() const override { return columns_; }
  std::optional<std::uint64_t> RowCount() const override { return std::nullopt; }
  void Select(std::vector<std::size_t> columns) override;
  DataResult<bool> Next(std::vector<Cell>& row) override;

 private:
  DataResult<bool> ReadRow();
  DataResult<void> CheckText() const;
  // Valid as long as the row.
  std::string_view TextOf(const RowScanner::Field& field);

  CsvLimits limits_;
  RowReader reader_;
  std::vector<Column> columns_;
  std::vector<std::size_t> selected_;
  std::size_t most_uses_ = 1;  // of any column in selected_
  std::string plain_;          // texts of the row that had doubled quotes
  bool at_end_ = false;
  std::optional<DataError> failure_;
};

DataResult<void> CsvTable::ReadHeader() {
  if (auto skipped = reader_.SkipByteOrderMark(); !skipped) return skipped;
  const auto found = ReadRow();
  if (!found) return tl::unexpected(found.error());
  if (!*found) return tl::unexpected(csv_errors::NoHeader());
  const std::size_t count = reader_.scanner().field_count();
  if (count > limits_.columns) {
    return tl::unexpected(csv_errors::TooManyColumns(count, limits_.columns));
  }
  columns_.reserve(count);
  std::unordered_set<std::string_view> names;
  for (const auto& field : reader_.scanner().fields()) {
    columns_.push_back({std::string(TextOf(field)), std::nullopt});
    const std::string& name = columns_.back().name;
    if (name.empty()) continue;
    if (!names.insert(name).second) return tl::unexpected(csv_errors::DuplicateColumn(name));
  }
  reader_.set_max_fields(count);
  selected_.resize(count);
  std::iota(selected_.begin(), selected_.end(), std::size_t{0});
  return {};
}

void CsvTable::Select(std::vector<std::size_t> columns) {
  selected_ = std::move(columns);
  std::vector<std::size_t> uses(columns_.size());
  for (const std::size_t column : selected_) most_uses_ = std::max(most_uses_, ++uses[column]);
}

DataResult<bool> CsvTable::Next(std::vector<Cell>& row) {
  row.clear();
  if (failure_) return tl::unexpected(*failure_);
  if (at_end_) return false;
  auto found = ReadRow();
  if (found && *found && reader_.scanner().field_count() != columns_.size()) {
    found = tl::unexpected(csv_errors::FieldCount(reader_.row_number(), columns_.size(),
                                                  reader_.scanner().field_count()));
  }
  if (!found) {
    failure_ = found.error();
    return found;
  }
  at_end_ = !*found;
  if (at_end_) return false;
  const auto& fields = reader_.scanner().fields();
  for (const std::size_t column : selected_) row.push_back({TextOf(fields[column])});
  return true;
}

DataResult<bool> CsvTable::ReadRow() {
  auto found = reader_.Next();
  if (!found || !*found) return found;
  plain_.clear();
  if (auto checked = CheckText(); !checked) return tl::unexpected(std::move(checked.error()));
  return true;
}

DataResult<void> CsvTable::CheckText() const {
  const std::string_view row = reader_.row();
  if (row.find('\0') != std::string_view::npos) {
    return tl::unexpected(csv_errors::HasNul(reader_.row_number()));
  }
  if (!IsUtf8(WithoutAsciiStart(row))) {
    return tl::unexpected(csv_errors::NotUtf8(reader_.row_number()));
  }
  return {};
}

std::string_view CsvTable::TextOf(const RowScanner::Field& field) {
  auto text = reader_.row().substr(field.begin, field.end - field.begin);
  if (!field.has_doubled_quotes) return text;
  // Enough for all of the row's texts, so that earlier ones stay where they are.
  if (plain_.empty()) plain_.reserve(reader_.row().size() * most_uses_);
  const std::size_t begin = plain_.size();
  for (;;) {
    const std::size_t quote = text.find('"');
    plain_.append(text.substr(0, quote));
    if (quote == std::string_view::npos) break;
    plain_.push_back('"');
    text.remove_prefix(quote + 2);
  }
  return std::string_view(plain_).substr(begin);
}

}  // namespace

DataResult<std::unique_ptr<Table>> OpenCsv(std::unique_ptr<ByteSource> bytes, CsvLimits limits) {
  auto table = std::make_unique<CsvTable>(std::move(bytes), limits);
  if (auto read = table->ReadHeader(); !read) return tl::unexpected(std::move(read.error()));
  return table;
}

}  // namespace autopilot
