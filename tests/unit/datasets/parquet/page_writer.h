#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/datasets/parquet/parquet_writer.h"

namespace autopilot::testing {

// Writes the pages of Parquet files and what is in them.

// The numbers of the format.
namespace codec {
constexpr int kNone = 0;
constexpr int kSnappy = 1;
constexpr int kGzip = 2;
constexpr int kZstd = 6;
constexpr int kLz4Raw = 7;
}  // namespace codec
namespace encoding {
constexpr int kPlain = 0;
constexpr int kPlainDictionary = 2;
constexpr int kRle = 3;
constexpr int kBitPacked = 4;
constexpr int kDeltaBinaryPacked = 5;
constexpr int kDeltaLengthByteArray = 6;
constexpr int kDeltaByteArray = 7;
constexpr int kRleDictionary = 8;
constexpr int kByteStreamSplit = 9;
}  // namespace encoding

// The lowest `width` bytes, the lowest first.
std::string LittleEndian(std::uint64_t value, std::size_t width);
std::string PlainDoubles(const std::vector<double>& values);
std::string PlainTexts(const std::vector<std::string>& values);
// Numbers of `width` bits in the encoding RLE: one packed run, or one run for each.
std::string PackedRun(const std::vector<std::uint32_t>& values, unsigned width);
std::string Runs(const std::vector<std::uint32_t>& values, unsigned width);
// The encodings DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY and
// BYTE_STREAM_SPLIT, the last of values of `width` bytes in PLAIN.
std::string DeltaNumbers(const std::vector<std::int64_t>& values);
std::string DeltaLengths(const std::vector<std::string>& values);
std::string DeltaTexts(const std::vector<std::string>& values);
std::string Split(std::string_view plain, std::size_t width);
// With its length before it, as levels and booleans have it.
std::string WithLength(std::string_view bytes);

std::string Compressed(int codec, std::string_view bytes);

// Pages with their headers. `body` is levels and values, `levels` those of definition.
std::string DictionaryPage(int count, std::string_view values, int codec = codec::kNone);
std::string DataPage(int count, int encoding, std::string_view body, int codec = codec::kNone);
std::string DataPageV2(int count, int encoding, std::string_view levels, std::string_view values,
                       int codec = codec::kNone);

// A page of any type whose header says what it likes; `id` is the field of the description.
std::string AnyPage(int type, std::int64_t uncompressed, std::int64_t compressed,
                    std::string_view bytes, int id, const ThriftWriter& description);

}  // namespace autopilot::testing
