#include "datasets/parquet/parquet_errors.h"

#include <array>
#include <utility>

#include "common/utf8.h"

namespace autopilot::parquet_errors {
namespace {

constexpr std::array<std::string_view, 10> kEncodings{
    "PLAIN",          "GROUP_VAR_INT",       "PLAIN_DICTIONARY",        "RLE",
    "BIT_PACKED",     "DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY",
    "RLE_DICTIONARY", "BYTE_STREAM_SPLIT"};
constexpr std::array<std::string_view, 8> kCodecs{"UNCOMPRESSED", "SNAPPY", "GZIP", "LZO",
                                                  "BROTLI",       "LZ4",    "ZSTD", "LZ4_RAW"};

template <std::size_t kSize>
std::string NameIn(const std::array<std::string_view, kSize>& names, std::int32_t number) {
  if (number < 0 || static_cast<std::size_t>(number) >= kSize) {
    return "number " + std::to_string(number);
  }
  return std::string(names[static_cast<std::size_t>(number)]);
}

DataError Unsupported(std::string text) { return {DataErrorKind::kUnsupported, std::move(text)}; }

std::string At(const ChunkPlace& place) {
  return "column '" + ShownName(place.column) + "' of row group " + std::to_string(place.row_group);
}

std::string InFile(const ChunkPlace& place) { return "In the Parquet file, " + At(place); }

}  // namespace

DataError Damaged(const ChunkPlace& place, std::string_view what) {
  return {DataErrorKind::kMalformed,
          "The Parquet file's data is damaged: " + At(place) + " " + std::string(what) + "."};
}

DataError Encrypted(const ChunkPlace& place) {
  return Unsupported(InFile(place) + " is encrypted; only columns without encryption are read.");
}

DataError Elsewhere(const ChunkPlace& place) {
  return Unsupported(InFile(place) +
                     " is kept in another file; only files that hold all of their columns are "
                     "read.");
}

DataError UnreadableColumn(std::string_view column) {
  return Unsupported("In the Parquet file, column '" + ShownName(column) +
                     "' has lists, maps or values of a type that is not read. It must be text, a "
                     "number, a boolean, a date or a time.");
}

DataError UnsupportedEncoding(const ChunkPlace& place, std::int32_t encoding) {
  return Unsupported(InFile(place) + " has the encoding " + NameIn(kEncodings, encoding) +
                     ", which is not supported for it. PLAIN and RLE_DICTIONARY are.");
}

DataError UnsupportedCodec(const ChunkPlace& place, std::int32_t codec) {
  return Unsupported(InFile(place) + " is compressed with " + NameIn(kCodecs, codec) +
                     ". UNCOMPRESSED, SNAPPY, GZIP, ZSTD and LZ4_RAW are supported.");
}

DataError NotUtf8(const ChunkPlace& place) {
  return Unsupported(InFile(place) +
                     " has bytes that are not valid UTF-8. Bytes are read as text only.");
}

DataError LongDecimal(const ChunkPlace& place, std::size_t most_bytes) {
  return Unsupported(InFile(place) + " has decimals of more than " + std::to_string(most_bytes) +
                     " bytes, which is the most that is supported.");
}

DataError TooMuchMemory(const ChunkPlace& place, std::uint64_t needed, std::size_t most) {
  return {DataErrorKind::kTooLarge,
          InFile(place) + " has a page that needs " + std::to_string(needed) +
              " bytes of memory. The pages of all columns together may need at most " +
              std::to_string(most) + ". Smaller pages or fewer columns are right."};
}

}  // namespace autopilot::parquet_errors
