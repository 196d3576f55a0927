#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/base/byte_source.h"

namespace autopilot::testing {

// Writes Thrift's compact protocol, as little of it as Parquet needs.
class ThriftWriter {
 public:
  ThriftWriter& Int(int id, std::int64_t value);
  ThriftWriter& Bool(int id, bool value);
  ThriftWriter& Text(int id, std::string_view value);
  ThriftWriter& Struct(int id, const ThriftWriter& value);
  ThriftWriter& Structs(int id, const std::vector<ThriftWriter>& values);

  // With the stop byte.
  std::string Bytes() const { return bytes_ + '\0'; }

 private:
  void Head(int id, int type);

  std::string bytes_;
  int last_id_ = 0;
};

std::string Varint(std::uint64_t value);
std::string ZigZag(std::int64_t value);

// One element of a schema.
ThriftWriter SchemaGroup(std::string_view name, int children, int repetition = 0);
ThriftWriter SchemaLeaf(std::string_view name, int physical, int repetition = 0);
ThriftWriter Chunk(int physical, int values, std::int64_t offset, std::int64_t length,
                   int codec = 0);
ThriftWriter Group(const std::vector<ThriftWriter>& chunks, std::int64_t rows);
ThriftWriter FileMetadata(const std::vector<ThriftWriter>& schema, std::int64_t rows,
                          const std::vector<ThriftWriter>& groups);

// A whole file: the magic, `pages`, the footer.
std::string ParquetFile(std::string_view pages, const ThriftWriter& metadata);

// A file of one row group and one column, whose chunk is `pages`.
std::string OneColumnFile(const ThriftWriter& leaf, int physical, int rows, std::string_view pages,
                          int codec = 0);

// A file that is in memory.
class MemoryFile final : public RandomAccess {
 public:
  explicit MemoryFile(std::string bytes) : bytes_(std::move(bytes)) {}

  std::uint64_t Size() const override { return bytes_.size(); }
  DataResult<std::string> Read(std::uint64_t offset, std::size_t length) override {
    return bytes_.substr(offset, length);
  }

 private:
  std::string bytes_;
};

}  // namespace autopilot::testing
