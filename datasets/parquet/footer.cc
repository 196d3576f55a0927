#include "datasets/parquet/footer.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "common/utf8.h"
#include "datasets/parquet/bytes_reader.h"

namespace autopilot {
namespace {

constexpr std::string_view kMagic = "PAR1";
constexpr std::string_view kEncryptedMagic = "PARE";
constexpr std::size_t kTailBytes = 8;               // the footer's length and the magic
constexpr std::size_t kFirstReadBytes = 64 * 1024;  // has most footers

tl::unexpected<DataError> Malformed(std::string text) {
  return tl::unexpected(DataError{DataErrorKind::kMalformed, std::move(text)});
}

tl::unexpected<DataError> Damaged(const std::string& what) {
  return Malformed("The Parquet file's footer is damaged: " + what + ".");
}

std::string At(std::size_t row_group) { return "row group " + std::to_string(row_group); }

struct RawChunk {
  std::optional<std::int32_t> codec;
  std::optional<std::int32_t> physical;
  std::int64_t values = -1;
  std::int64_t length = -1;
  std::int64_t data_offset = -1;
  std::int64_t dictionary_offset = 0;  // none
  bool has_metadata = false;
  bool is_encrypted = false;
  bool is_elsewhere = false;
};

void ReadMetadata(ThriftReader& reader, ThriftReader::Field field, RawChunk& chunk) {
  chunk.has_metadata = true;
  reader.Struct(field, [&](ThriftReader::Field part) {
    switch (part.id) {
      case 1:
        chunk.physical = reader.Integer32(part);
        return true;
      case 4:
        chunk.codec = reader.Integer32(part);
        return true;
      case 5:
        chunk.values = reader.Integer(part);
        return true;
      case 7:
        chunk.length = reader.Integer(part);
        return true;
      case 9:
        chunk.data_offset = reader.Integer(part);
        return true;
      case 11:
        chunk.dictionary_offset = reader.Integer(part);
        return true;
      default:
        return false;
    }
  });
}

RawChunk ReadChunk(ThriftReader& reader) {
  RawChunk chunk;
  reader.Struct([&](ThriftReader::Field field) {
    switch (field.id) {
      case 1:
        chunk.is_elsewhere = !reader.Binary(field).empty();
        return true;
      case 3:
        ReadMetadata(reader, field, chunk);
        return true;
      case 8:
        chunk.is_encrypted = true;
        return false;
      default:
        return false;
    }
  });
  return chunk;
}

// What is wrong with a chunk; "" if nothing is.
std::string FaultOf(const RawChunk& raw, const ParquetLeaf& leaf, std::int64_t rows,
                    std::uint64_t data_end) {
  if (raw.is_encrypted || raw.is_elsewhere) return "";  // says so when it is read
  if (!raw.has_metadata || !raw.codec || !raw.physical) return "lacks its description";
  if (*raw.physical != static_cast<std::int32_t>(leaf.physical)) return "has another type there";
  if (raw.values < 0) return "has a negative number of values";
  if (!leaf.is_repeated && raw.values != rows) return "has other than one value a row";
  const auto magic_size = static_cast<std::int64_t>(kMagic.size());
  const auto end = static_cast<std::int64_t>(data_end);
  if (raw.data_offset < magic_size || raw.length < 0 || raw.dictionary_offset < 0) {
    return "has no place in the file";
  }
  const bool has_dictionary =
      raw.dictionary_offset >= magic_size && raw.dictionary_offset < raw.data_offset;
  const std::int64_t start = has_dictionary ? raw.dictionary_offset : raw.data_offset;
  if (start > end || raw.length > end - start) return "reaches beyond the data of the file";
  return "";
}

ColumnChunk Checked(const RawChunk& raw) {
  ColumnChunk chunk;
  chunk.is_encrypted = raw.is_encrypted;
  chunk.is_elsewhere = raw.is_elsewhere;
  if (raw.is_encrypted || raw.is_elsewhere) return chunk;
  const bool has_dictionary = raw.dictionary_offset >= static_cast<std::int64_t>(kMagic.size()) &&
                              raw.dictionary_offset < raw.data_offset;
  chunk.codec = *raw.codec;
  chunk.values = static_cast<std::uint64_t>(raw.values);
  chunk.offset =
      static_cast<std::uint64_t>(has_dictionary ? raw.dictionary_offset : raw.data_offset);
  chunk.length = static_cast<std::uint64_t>(raw.length);
  return chunk;
}

}  // namespace

DataResult<ParquetFooter> ParquetFooter::Read(RandomAccess& file, const ParquetLimits& limits) {
  const std::uint64_t size = file.Size();
  if (size < kMagic.size() + kTailBytes) {
    return Malformed("The file is no Parquet file: it has only " + std::to_string(size) +
                     " bytes.");
  }
  const std::size_t tail_size =
      static_cast<std::size_t>(std::min<std::uint64_t>(size, kFirstReadBytes));
  auto tail = file.Read(size - tail_size, tail_size);
  if (!tail) return tl::unexpected(std::move(tail.error()));
  if (tail->size() != tail_size) return Damaged("its bytes are not all there");
  std::string head;
  if (tail_size == size) {
    head = tail->substr(0, kMagic.size());
  } else {
    auto read = file.Read(0, kMagic.size());
    if (!read) return tl::unexpected(std::move(read.error()));
    head = std::move(*read);
  }
  const std::string_view end = std::string_view(*tail).substr(tail_size - kTailBytes);
  if (end.substr(4) == kEncryptedMagic) {
    return tl::unexpected(DataError{DataErrorKind::kUnsupported,
                                    "The Parquet file is encrypted; only files without encryption "
                                    "are read."});
  }
  if (head != kMagic || end.substr(4) != kMagic) {
    return Malformed("The file is no Parquet file: it does not begin and end with \"PAR1\".");
  }
  const auto length = static_cast<std::uint32_t>(LittleEndian(end.substr(0, 4)));
  if (length > size - kMagic.size() - kTailBytes) {
    return Damaged("by its length of " + std::to_string(length) +
                   " bytes it is longer than the file");
  }
  if (length > limits.max_footer_bytes) {
    return tl::unexpected(DataError{
        DataErrorKind::kTooLarge, "The Parquet file's footer has " + std::to_string(length) +
                                      " bytes; at most " + std::to_string(limits.max_footer_bytes) +
                                      " are read."});
  }
  ParquetFooter footer;
  footer.data_end_ = size - kTailBytes - length;
  if (length + kTailBytes <= tail_size) {
    footer.bytes_ = tail->substr(tail_size - kTailBytes - length, length);
  } else {
    auto read = file.Read(footer.data_end_, length);
    if (!read) return tl::unexpected(std::move(read.error()));
    footer.bytes_ = std::move(*read);
  }
  if (auto parsed = footer.Parse(limits); !parsed) return tl::unexpected(std::move(parsed.error()));
  return footer;
}

DataResult<void> ParquetFooter::Parse(const ParquetLimits& limits) {
  ThriftReader reader(bytes_);
  DataResult<std::vector<ParquetLeaf>> schema = Damaged("it has no schema");
  std::optional<std::int64_t> rows;
  bool has_too_many = false;
  bool has_schema = false;
  reader.Struct([&](ThriftReader::Field field) {
    switch (field.id) {
      case 2:
        schema = ReadSchema(reader, field, limits);
        has_schema = true;
        return true;
      case 3:
        rows = reader.Integer(field);
        return true;
      case 4:
        reader.List(field, ThriftType::kStruct, [&] {
          has_too_many = row_groups_.size() == limits.max_row_groups;
          if (!reader.Expect(!has_too_many)) return;
          row_groups_.push_back({0, reader.position()});
          reader.Skip(ThriftType::kStruct);
        });
        return true;
      default:
        return false;
    }
  });
  if (has_too_many) {
    return tl::unexpected(DataError{DataErrorKind::kTooLarge,
                                    "The Parquet file has more than " +
                                        std::to_string(limits.max_row_groups) + " row groups."});
  }
  if (has_schema && !schema) return tl::unexpected(std::move(schema.error()));
  if (!reader.ok()) return Damaged("it cannot be decoded");
  if (!schema) return tl::unexpected(std::move(schema.error()));
  if (!rows || *rows < 0) return Damaged("it does not say how many rows there are");
  leaves_ = std::move(*schema);
  rows_ = static_cast<std::uint64_t>(*rows);
  return CheckRowGroups();
}

DataResult<void> ParquetFooter::CheckRowGroups() {
  std::uint64_t left = rows_;
  for (std::size_t n = 0; n < row_groups_.size(); ++n) {
    const auto group = Decode(n);
    if (!group) return tl::unexpected(group.error());
    if (group->rows > left) {
      return Damaged("its row groups have more rows than the " + std::to_string(rows_) +
                     " of the file");
    }
    left -= group->rows;
    row_groups_[n].rows = group->rows;
  }
  if (left > 0) {
    return Damaged("its row groups have " + std::to_string(rows_ - left) + " rows instead of " +
                   std::to_string(rows_));
  }
  return {};
}

DataResult<RowGroup> ParquetFooter::Decode(std::size_t row_group) const {
  ThriftReader reader(std::string_view(bytes_).substr(row_groups_[row_group].offset));
  std::vector<RawChunk> chunks;
  std::int64_t rows = -1;
  reader.Struct([&](ThriftReader::Field field) {
    if (field.id == 3) {
      rows = reader.Integer(field);
      return true;
    }
    if (field.id != 1) return false;
    reader.List(field, ThriftType::kStruct, [&] {
      if (reader.Expect(chunks.size() < leaves_.size())) chunks.push_back(ReadChunk(reader));
    });
    return true;
  });
  if (!reader.ok()) return Damaged(At(row_group) + " cannot be decoded");
  if (rows < 0) return Damaged(At(row_group) + " does not say how many rows it has");
  if (chunks.size() != leaves_.size()) {
    return Damaged(At(row_group) + " has " + std::to_string(chunks.size()) +
                   " columns instead of " + std::to_string(leaves_.size()));
  }
  RowGroup group;
  group.rows = static_cast<std::uint64_t>(rows);
  group.chunks.reserve(chunks.size());
  for (std::size_t n = 0; n < chunks.size(); ++n) {
    const std::string fault = FaultOf(chunks[n], leaves_[n], rows, data_end_);
    if (!fault.empty()) {
      return Damaged("column '" + ShownName(leaves_[n].name) + "' of " + At(row_group) + " " +
                     fault);
    }
    group.chunks.push_back(Checked(chunks[n]));
  }
  return group;
}

}  // namespace autopilot
