#include "datasets/inputs/table_opening.h"

#include <utility>
#include <vector>

#include "datasets/parquet/parquet_table.h"
#include "datasets/stores/object_access.h"
#include "datasets/stores/object_source.h"
#include "datasets/text/csv_table.h"
#include "datasets/text/gzip_source.h"

namespace autopilot {
namespace {

constexpr std::size_t kHeaderChunk = std::size_t{64} * 1024;

class NamedTable final : public Table {
 public:
  NamedTable(std::unique_ptr<Table> table, std::string uri)
      : table_(std::move(table)), uri_(std::move(uri)) {}

  const std::vector<Column>& Columns() const override { return table_->Columns(); }
  std::optional<std::uint64_t> RowCount() const override { return table_->RowCount(); }
  void Select(std::vector<std::size_t> columns) override { table_->Select(std::move(columns)); }
  DataResult<bool> Next(std::vector<Cell>& row) override {
    auto found = table_->Next(row);
    if (!found) return tl::unexpected(InObject(std::move(found.error()), uri_));
    return found;
  }

 private:
  const std::unique_ptr<Table> table_;
  const std::string uri_;
};

DataResult<std::unique_ptr<Table>> OpenUnnamed(ObjectStore& store, const ObjectInfo& object,
                                               const DataChannel& channel, Reading reading,
                                               const Deadline& deadline) {
  if (channel.format == DataFormat::kParquet) {
    if (channel.is_gzip) {
      return tl::unexpected(DataError{DataErrorKind::kUnsupported,
                                      "Parquet in gzip is not read. Parquet compresses its pages "
                                      "itself; CompressionType None reads it."});
    }
    return OpenParquet(std::make_unique<ObjectAccess>(store, object, deadline));
  }
  std::unique_ptr<ByteSource> bytes = std::make_unique<ObjectSource>(
      store, object, deadline, reading == Reading::kHeader ? kHeaderChunk : ObjectSource::kChunk);
  if (channel.is_gzip) bytes = OpenGzip(std::move(bytes));
  return OpenCsv(std::move(bytes));
}

}  // namespace

DataResult<std::unique_ptr<Table>> OpenTable(ObjectStore& store, const ObjectInfo& object,
                                             const DataChannel& channel, Reading reading,
                                             const Deadline& deadline) {
  auto table = OpenUnnamed(store, object, channel, reading, deadline);
  if (!table) return tl::unexpected(InObject(std::move(table.error()), object.Uri()));
  return std::make_unique<NamedTable>(std::move(*table), object.Uri());
}

DataError InObject(DataError error, const std::string& uri) {
  switch (error.kind) {
    case DataErrorKind::kMalformed:
    case DataErrorKind::kUnsupported:
    case DataErrorKind::kTooLarge:
      error.text = uri + ": " + error.text;
      break;
    default:  // those of a store, which name the object themselves
      break;
  }
  return error;
}

}  // namespace autopilot
