#include "tests/unit/datasets/parquet/page_writer.h"

#include <lz4.h>
#include <snappy.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace autopilot::testing {
namespace {

std::string Gzip(std::string_view bytes) {
  constexpr int kLargestWindowOfGzip = 15 + 16;
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kLargestWindowOfGzip, 8,
               Z_DEFAULT_STRATEGY);
  std::string compressed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  deflate(&stream, Z_FINISH);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return compressed;
}

// `width` bits of each, the lowest first.
std::string Packed(const std::vector<std::uint64_t>& values, unsigned width) {
  std::string bytes((values.size() * width + 7) / 8, '\0');
  for (std::size_t bit = 0; bit < values.size() * width; ++bit) {
    const auto set = static_cast<unsigned>(values[bit / width] >> (bit % width) & 1U);
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] | static_cast<int>(set << bit % 8));
  }
  return bytes;
}

std::string PageWithHeader(int type, std::size_t uncompressed, std::string_view bytes, int id,
                           const ThriftWriter& description) {
  return AnyPage(type, static_cast<std::int64_t>(uncompressed),
                 static_cast<std::int64_t>(bytes.size()), bytes, id, description);
}

}  // namespace

std::string AnyPage(int type, std::int64_t uncompressed, std::int64_t compressed,
                    std::string_view bytes, int id, const ThriftWriter& description) {
  return ThriftWriter()
      .Int(1, type)
      .Int(2, uncompressed)
      .Int(3, compressed)
      .Struct(id, description)
      .Bytes()
      .append(bytes);
}

std::string LittleEndian(std::uint64_t value, std::size_t width) {
  std::string bytes;
  for (std::size_t n = 0; n < width; ++n) bytes += static_cast<char>(value >> (8 * n) & 0xFF);
  return bytes;
}

std::string PlainDoubles(const std::vector<double>& values) {
  std::string bytes;
  for (const double value : values) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    bytes += LittleEndian(bits, sizeof bits);
  }
  return bytes;
}

std::string PlainTexts(const std::vector<std::string>& values) {
  std::string bytes;
  for (const std::string& value : values) bytes += WithLength(value);
  return bytes;
}

std::string PackedRun(const std::vector<std::uint32_t>& values, unsigned width) {
  std::vector<std::uint64_t> padded(values.begin(), values.end());
  padded.resize((values.size() + 7) / 8 * 8);
  return Varint(padded.size() / 8 << 1 | 1) + Packed(padded, width);
}

std::string Runs(const std::vector<std::uint32_t>& values, unsigned width) {
  std::string bytes;
  for (const std::uint32_t value : values) {
    bytes += Varint(1 << 1) + LittleEndian(value, (width + 7) / 8);
  }
  return bytes;
}

std::string DeltaNumbers(const std::vector<std::int64_t>& values) {
  constexpr std::size_t kMiniblock = 32;
  constexpr std::size_t kMiniblocks = 4;
  const std::int64_t first = values.empty() ? 0 : values[0];
  std::string bytes = Varint(kMiniblock * kMiniblocks) + Varint(kMiniblocks) +
                      Varint(values.size()) + ZigZag(first);
  std::vector<std::uint64_t> deltas;
  for (std::size_t n = 1; n < values.size(); ++n) {
    deltas.push_back(static_cast<std::uint64_t>(values[n]) -
                     static_cast<std::uint64_t>(values[n - 1]));
  }
  for (std::size_t block = 0; block < deltas.size(); block += kMiniblock * kMiniblocks) {
    const std::size_t end = std::min(deltas.size(), block + kMiniblock * kMiniblocks);
    auto least = static_cast<std::int64_t>(deltas[block]);
    for (std::size_t n = block; n < end; ++n) {
      least = std::min(least, static_cast<std::int64_t>(deltas[n]));
    }
    std::string widths;
    std::string packed;
    for (std::size_t mini = block; mini < block + kMiniblock * kMiniblocks; mini += kMiniblock) {
      std::vector<std::uint64_t> above(kMiniblock);
      unsigned width = 0;
      for (std::size_t n = mini; n < std::min(end, mini + kMiniblock); ++n) {
        above[n - mini] = deltas[n] - static_cast<std::uint64_t>(least);
        width = std::max(width, static_cast<unsigned>(std::bit_width(above[n - mini])));
      }
      widths += static_cast<char>(width);
      if (mini < end) packed += Packed(above, width);
    }
    bytes += ZigZag(least) + widths + packed;
  }
  return bytes;
}

std::string DeltaLengths(const std::vector<std::string>& values) {
  std::vector<std::int64_t> lengths;
  std::string bytes;
  for (const std::string& value : values) {
    lengths.push_back(static_cast<std::int64_t>(value.size()));
    bytes += value;
  }
  return DeltaNumbers(lengths) + bytes;
}

std::string DeltaTexts(const std::vector<std::string>& values) {
  std::vector<std::int64_t> prefixes;
  std::vector<std::string> suffixes;
  std::string before;
  for (const std::string& value : values) {
    std::size_t same = 0;
    while (same < std::min(before.size(), value.size()) && before[same] == value[same]) ++same;
    prefixes.push_back(static_cast<std::int64_t>(same));
    suffixes.push_back(value.substr(same));
    before = value;
  }
  return DeltaNumbers(prefixes) + DeltaLengths(suffixes);
}

std::string Split(std::string_view plain, std::size_t width) {
  std::string bytes;
  for (std::size_t byte = 0; byte < width; ++byte) {
    for (std::size_t n = byte; n < plain.size(); n += width) bytes += plain[n];
  }
  return bytes;
}

std::string WithLength(std::string_view bytes) {
  return LittleEndian(bytes.size(), 4).append(bytes);
}

std::string Compressed(int codec, std::string_view bytes) {
  std::string compressed;
  switch (codec) {
    case codec::kSnappy:
      snappy::Compress(bytes.data(), bytes.size(), &compressed);
      return compressed;
    case codec::kGzip:
      return Gzip(bytes);
    case codec::kZstd:
      compressed.resize(ZSTD_compressBound(bytes.size()));
      compressed.resize(
          ZSTD_compress(compressed.data(), compressed.size(), bytes.data(), bytes.size(), 1));
      return compressed;
    case codec::kLz4Raw: {
      const int size = static_cast<int>(bytes.size());
      compressed.resize(static_cast<std::size_t>(LZ4_compressBound(size)));
      compressed.resize(static_cast<std::size_t>(LZ4_compress_default(
          bytes.data(), compressed.data(), size, static_cast<int>(compressed.size()))));
      return compressed;
    }
    default:
      return std::string(bytes);
  }
}

std::string DictionaryPage(int count, std::string_view values, int codec) {
  return PageWithHeader(2, values.size(), Compressed(codec, values), 7,
                        ThriftWriter().Int(1, count).Int(2, encoding::kPlain));
}

std::string DataPage(int count, int encoding, std::string_view body, int codec) {
  ThriftWriter description;
  description.Int(1, count).Int(2, encoding).Int(3, encoding::kRle).Int(4, encoding::kRle);
  return PageWithHeader(0, body.size(), Compressed(codec, body), 5, description);
}

std::string DataPageV2(int count, int encoding, std::string_view levels, std::string_view values,
                       int codec) {
  ThriftWriter description;
  description.Int(1, count).Int(2, 0).Int(3, count).Int(4, encoding);
  description.Int(5, static_cast<std::int64_t>(levels.size())).Int(6, 0);
  if (codec == codec::kNone) description.Bool(7, false);
  return PageWithHeader(3, levels.size() + values.size(),
                        std::string(levels) + Compressed(codec, values), 8, description);
}

}  // namespace autopilot::testing
