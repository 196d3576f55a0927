#include "datasets/parquet/delta_decoder.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

namespace autopilot {
namespace {

class IntegerDecoder final : public ValueDecoder {
 public:
  IntegerDecoder(DeltaReader integers, std::size_t width) : integers_(integers), width_(width) {}

  std::optional<std::string_view> Next() override {
    const auto value = integers_.Next();
    if (!value) return std::nullopt;
    const auto bits = static_cast<std::uint64_t>(*value);
    for (std::size_t n = 0; n < width_; ++n) bytes_[n] = static_cast<char>(bits >> (8 * n) & 0xFFU);
    return std::string_view(bytes_.data(), width_);
  }

 private:
  DeltaReader integers_;
  std::size_t width_;
  std::array<char, sizeof(std::uint64_t)> bytes_{};
};

// The lengths of all values, then their bytes.
class LengthDecoder final : public ValueDecoder {
 public:
  LengthDecoder(DeltaReader lengths, std::string_view bytes) : lengths_(lengths), bytes_(bytes) {}

  std::optional<std::string_view> Next() override {
    const auto length = lengths_.Next();
    if (!length || *length < 0) return std::nullopt;
    return bytes_.Take(static_cast<std::uint64_t>(*length));
  }

 private:
  DeltaReader lengths_;
  BytesReader bytes_;
};

// How many bytes each value has in common with the one before, then what comes behind them.
class PrefixDecoder final : public ValueDecoder {
 public:
  PrefixDecoder(DeltaReader prefixes, std::unique_ptr<ValueDecoder> suffixes, std::size_t width)
      : prefixes_(prefixes), suffixes_(std::move(suffixes)), width_(width) {}

  std::optional<std::string_view> Next() override {
    const auto prefix = prefixes_.Next();
    const auto suffix = suffixes_->Next();
    if (!prefix || !suffix || *prefix < 0) return std::nullopt;
    if (static_cast<std::uint64_t>(*prefix) > value_.size()) return std::nullopt;
    value_.resize(static_cast<std::size_t>(*prefix));
    value_ += *suffix;
    if (width_ != 0 && value_.size() != width_) return std::nullopt;
    return value_;
  }

 private:
  DeltaReader prefixes_;
  std::unique_ptr<ValueDecoder> suffixes_;
  std::size_t width_;
  std::string value_;  // never longer than all suffixes together
};

}  // namespace

std::optional<DeltaReader> DeltaReader::Open(std::string_view bytes) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int32_t>::max();
  DeltaReader reader(bytes);
  const auto block_size = reader.bytes_.TakeVarint();
  const auto miniblocks = reader.bytes_.TakeVarint();
  const auto count = reader.bytes_.TakeVarint();
  const auto first = reader.bytes_.TakeVarint();
  if (!first || *block_size == 0 || *block_size > kMost || *miniblocks == 0 || *count > kMost) {
    return std::nullopt;
  }
  reader.miniblocks_ = *miniblocks;
  reader.miniblock_size_ = *block_size / *miniblocks;
  // Packed bits end with a byte.
  if (*block_size % *miniblocks != 0 || reader.miniblock_size_ % 8 != 0) return std::nullopt;
  reader.left_ = *count;
  reader.value_ = static_cast<std::uint64_t>(FromZigZag(*first));
  return reader;
}

std::optional<std::int64_t> DeltaReader::Next() {
  if (left_ == 0) return std::nullopt;
  if (!has_first_) {
    has_first_ = true;
  } else {
    if (left_in_miniblock_ == 0 && !StartMiniblock()) return std::nullopt;
    --left_in_miniblock_;
    const std::uint64_t bit = bit_;
    bit_ += width_;
    if (bit_ > packed_.size() * 8) return std::nullopt;
    value_ += least_delta_ + BitsAt(packed_, bit, width_);
  }
  --left_;
  return static_cast<std::int64_t>(value_);
}

bool DeltaReader::StartMiniblock() {
  if (widths_.empty()) {
    const auto least = bytes_.TakeVarint();
    const auto widths = least ? bytes_.Take(miniblocks_) : std::nullopt;
    if (!widths) return false;
    least_delta_ = static_cast<std::uint64_t>(FromZigZag(*least));
    widths_ = *widths;
  }
  width_ = static_cast<unsigned char>(widths_.front());
  widths_.remove_prefix(1);
  if (width_ > 64) return false;
  const std::uint64_t size = miniblock_size_ / 8 * width_;
  // Some writers leave out the end of the last one.
  packed_ = *bytes_.Take(std::min<std::uint64_t>(size, bytes_.rest().size()));
  bit_ = 0;
  left_in_miniblock_ = miniblock_size_;
  return true;
}

std::optional<std::string_view> DeltaReader::Behind() const {
  DeltaReader reader = *this;
  if (reader.left_ > 0 && !reader.has_first_) --reader.left_;
  while (reader.left_ > reader.left_in_miniblock_) {
    reader.left_ -= reader.left_in_miniblock_;
    if (!reader.StartMiniblock()) return std::nullopt;
  }
  return reader.bytes_.rest();
}

std::unique_ptr<ValueDecoder> MakeDeltaBinaryPacked(std::string_view bytes, std::size_t width) {
  const auto integers = DeltaReader::Open(bytes);
  if (!integers) return nullptr;
  return std::make_unique<IntegerDecoder>(*integers, width);
}

std::unique_ptr<ValueDecoder> MakeDeltaLengthByteArray(std::string_view bytes) {
  const auto lengths = DeltaReader::Open(bytes);
  const auto values = lengths ? lengths->Behind() : std::nullopt;
  if (!values) return nullptr;
  return std::make_unique<LengthDecoder>(*lengths, *values);
}

std::unique_ptr<ValueDecoder> MakeDeltaByteArray(std::string_view bytes, std::size_t width) {
  const auto prefixes = DeltaReader::Open(bytes);
  const auto rest = prefixes ? prefixes->Behind() : std::nullopt;
  auto suffixes = rest ? MakeDeltaLengthByteArray(*rest) : nullptr;
  if (suffixes == nullptr) return nullptr;
  return std::make_unique<PrefixDecoder>(*prefixes, std::move(suffixes), width);
}

}  // namespace autopilot
