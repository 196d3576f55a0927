#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "datasets/parquet/bytes_reader.h"

namespace autopilot {

// Reads numbers in the encoding RLE, a mixture of runs of one number and of packed ones.
class HybridReader {
 public:
  static constexpr unsigned kMaxWidth = 32;

  // `width`: bits of a number, at most kMaxWidth.
  HybridReader(std::string_view bytes, unsigned width) : bytes_(bytes), width_(width) {}

  // Nothing if the bytes have no more or are damaged.
  std::optional<std::uint32_t> Next() {
    if (left_ == 0 && !StartRun()) return std::nullopt;
    --left_;
    if (!is_packed_) return repeated_;
    const std::uint64_t bit = bit_;
    bit_ += width_;
    if (bit_ > packed_.size() * 8) return std::nullopt;
    return static_cast<std::uint32_t>(BitsAt(packed_, bit, width_));
  }

 private:
  bool StartRun();

  BytesReader bytes_;
  unsigned width_;
  std::uint64_t left_ = 0;  // of the run
  bool is_packed_ = false;
  std::uint32_t repeated_ = 0;
  std::string_view packed_;
  std::uint64_t bit_ = 0;  // in packed_
};

}  // namespace autopilot
