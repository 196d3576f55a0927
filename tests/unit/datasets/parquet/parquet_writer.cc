#include "tests/unit/datasets/parquet/parquet_writer.h"

namespace autopilot::testing {
namespace {

constexpr int kTrue = 1;
constexpr int kFalse = 2;
constexpr int kI64 = 6;
constexpr int kBinary = 8;
constexpr int kList = 9;
constexpr int kStruct = 12;

}  // namespace

std::string Varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>((value & 0x7F) | 0x80);
  return bytes + static_cast<char>(value);
}

std::string ZigZag(std::int64_t value) {
  return Varint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

ThriftWriter& ThriftWriter::Int(int id, std::int64_t value) {
  Head(id, kI64);
  bytes_ += ZigZag(value);
  return *this;
}

ThriftWriter& ThriftWriter::Bool(int id, bool value) {
  Head(id, value ? kTrue : kFalse);
  return *this;
}

ThriftWriter& ThriftWriter::Text(int id, std::string_view value) {
  Head(id, kBinary);
  bytes_ += Varint(value.size()).append(value);
  return *this;
}

ThriftWriter& ThriftWriter::Struct(int id, const ThriftWriter& value) {
  Head(id, kStruct);
  bytes_ += value.Bytes();
  return *this;
}

ThriftWriter& ThriftWriter::Structs(int id, const std::vector<ThriftWriter>& values) {
  Head(id, kList);
  bytes_ += static_cast<char>(0xF0 | kStruct);
  bytes_ += Varint(values.size());
  for (const ThriftWriter& value : values) bytes_ += value.Bytes();
  return *this;
}

void ThriftWriter::Head(int id, int type) {
  bytes_ += static_cast<char>(((id - last_id_) << 4) | type);
  last_id_ = id;
}

ThriftWriter SchemaGroup(std::string_view name, int children, int repetition) {
  return ThriftWriter().Int(3, repetition).Text(4, name).Int(5, children);
}

ThriftWriter SchemaLeaf(std::string_view name, int physical, int repetition) {
  return ThriftWriter().Int(1, physical).Int(3, repetition).Text(4, name);
}

ThriftWriter Chunk(int physical, int values, std::int64_t offset, std::int64_t length, int codec) {
  ThriftWriter metadata;
  metadata.Int(1, physical).Int(4, codec).Int(5, values).Int(7, length).Int(9, offset);
  return ThriftWriter().Struct(3, metadata);
}

ThriftWriter Group(const std::vector<ThriftWriter>& chunks, std::int64_t rows) {
  return ThriftWriter().Structs(1, chunks).Int(3, rows);
}

ThriftWriter FileMetadata(const std::vector<ThriftWriter>& schema, std::int64_t rows,
                          const std::vector<ThriftWriter>& groups) {
  return ThriftWriter().Int(1, 2).Structs(2, schema).Int(3, rows).Structs(4, groups);
}

std::string ParquetFile(std::string_view pages, const ThriftWriter& metadata) {
  const std::string footer = metadata.Bytes();
  std::string file = "PAR1";
  file.append(pages).append(footer);
  for (unsigned shift = 0; shift < 32; shift += 8) {
    file += static_cast<char>((footer.size() >> shift) & 0xFF);
  }
  return file + "PAR1";
}

std::string OneColumnFile(const ThriftWriter& leaf, int physical, int rows, std::string_view pages,
                          int codec) {
  constexpr std::int64_t kMagicSize = 4;
  const auto chunk =
      Chunk(physical, rows, kMagicSize, static_cast<std::int64_t>(pages.size()), codec);
  return ParquetFile(pages,
                     FileMetadata({SchemaGroup("root", 1), leaf}, rows, {Group({chunk}, rows)}));
}

}  // namespace autopilot::testing
