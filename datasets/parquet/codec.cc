#include "datasets/parquet/codec.h"

#include <lz4.h>
#include <snappy.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <new>

namespace autopilot::parquet_codec {
namespace {

bool IsInRange(std::size_t size) {
  return size <= static_cast<std::size_t>(std::numeric_limits<int>::max());
}

bool UnpackSnappy(std::string_view compressed, std::span<char> bytes) {
  std::size_t size = 0;
  return snappy::GetUncompressedLength(compressed.data(), compressed.size(), &size) &&
         size == bytes.size() &&
         snappy::RawUncompress(compressed.data(), compressed.size(), bytes.data());
}

bool UnpackGzip(std::string_view compressed, std::span<char> bytes) {
  constexpr int kLargestWindowOfAnyHeader = 15 + 32;  // some writers leave out gzip's for zlib's
  if (!IsInRange(compressed.size()) || !IsInRange(bytes.size())) return false;
  z_stream stream{};
  // It fails for want of memory only.
  if (inflateInit2(&stream, kLargestWindowOfAnyHeader) != Z_OK) throw std::bad_alloc();
  // zlib does not write there; without ZLIB_CONST it does not say so.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  const int code = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  if (code == Z_MEM_ERROR) throw std::bad_alloc();
  return code == Z_STREAM_END && stream.avail_out == 0;
}

bool UnpackZstd(std::string_view compressed, std::span<char> bytes) {
  // Errors are numbers beyond every size.
  return ZSTD_decompress(bytes.data(), bytes.size(), compressed.data(), compressed.size()) ==
         bytes.size();
}

bool UnpackLz4(std::string_view compressed, std::span<char> bytes) {
  if (!IsInRange(compressed.size()) || !IsInRange(bytes.size())) return false;
  const int size =
      LZ4_decompress_safe(compressed.data(), bytes.data(), static_cast<int>(compressed.size()),
                          static_cast<int>(bytes.size()));
  return size == static_cast<int>(bytes.size());
}

}  // namespace

bool IsSupported(std::int32_t codec) {
  return codec == kUncompressed || codec == kSnappy || codec == kGzip || codec == kZstd ||
         codec == kLz4Raw;
}

bool Decompress(std::int32_t codec, std::string_view compressed, std::span<char> bytes) {
  switch (codec) {
    case kUncompressed:
      if (compressed.size() != bytes.size()) return false;
      std::copy(compressed.begin(), compressed.end(), bytes.begin());
      return true;
    case kSnappy:
      return UnpackSnappy(compressed, bytes);
    case kGzip:
      return UnpackGzip(compressed, bytes);
    case kZstd:
      return UnpackZstd(compressed, bytes);
    case kLz4Raw:
      return UnpackLz4(compressed, bytes);
    default:
      return false;
  }
}

}  // namespace autopilot::parquet_codec
