#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "datasets/parquet/bytes_reader.h"
#include "datasets/parquet/value_decoder.h"

namespace autopilot {

// Reads integers in the encoding DELTA_BINARY_PACKED: each as its distance to the one before,
// packed in blocks of miniblocks.
class DeltaReader {
 public:
  // Nothing if the header is damaged.
  static std::optional<DeltaReader> Open(std::string_view bytes);

  // Of more than 64 bits the lowest. Nothing if there are no more or the bytes are damaged.
  std::optional<std::int64_t> Next();
  // The bytes behind all integers, however many have been read; nothing if they are damaged. Its
  // time does not depend on the number of integers, which a few bytes can make large.
  std::optional<std::string_view> Behind() const;

 private:
  explicit DeltaReader(std::string_view bytes) : bytes_(bytes) {}
  bool StartMiniblock();

  BytesReader bytes_;
  std::uint64_t miniblocks_ = 0;      // of a block
  std::uint64_t miniblock_size_ = 0;  // integers
  std::uint64_t left_ = 0;            // of all integers
  bool has_first_ = false;            // it has been read
  std::uint64_t value_ = 0;           // the first one, then the last one that was read
  std::uint64_t least_delta_ = 0;     // of the block
  std::string_view widths_;           // of the block's miniblocks to come, in bits
  std::uint64_t left_in_miniblock_ = 0;
  std::string_view packed_;
  unsigned width_ = 0;
  std::uint64_t bit_ = 0;  // in packed_
};

// Decoders of the DELTA encodings; null if the bytes are damaged. Byte arrays have `width` bytes,
// or any number of them if it is 0; integers have 4 or 8.
std::unique_ptr<ValueDecoder> MakeDeltaBinaryPacked(std::string_view bytes, std::size_t width);
std::unique_ptr<ValueDecoder> MakeDeltaLengthByteArray(std::string_view bytes);
std::unique_ptr<ValueDecoder> MakeDeltaByteArray(std::string_view bytes, std::size_t width);

}  // namespace autopilot
