#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace autopilot {

// How pages are compressed; the numbers are the format's.
namespace parquet_codec {
inline constexpr std::int32_t kUncompressed = 0;
inline constexpr std::int32_t kSnappy = 1;
inline constexpr std::int32_t kGzip = 2;
inline constexpr std::int32_t kZstd = 6;
inline constexpr std::int32_t kLz4Raw = 7;

bool IsSupported(std::int32_t codec);
// Fills `bytes`; false if what is compressed is damaged or stands for more or fewer of them. The
// codec is supported.
bool Decompress(std::int32_t codec, std::string_view compressed, std::span<char> bytes);
}  // namespace parquet_codec

}  // namespace autopilot
