#include "datasets/parquet/bytes_reader.h"

#include <algorithm>

namespace autopilot {

std::optional<Varint> FirstVarint(std::string_view bytes) {
  Varint varint;
  const std::size_t most = std::min(bytes.size(), Varint::kMaxSize);
  while (varint.size < most) {
    const unsigned byte = static_cast<unsigned char>(bytes[varint.size]);
    varint.value |= std::uint64_t{byte & 0x7FU} << (7 * varint.size);
    ++varint.size;
    if (byte < 0x80U) return varint;
  }
  return std::nullopt;
}

std::uint64_t BitsAt(std::string_view bytes, std::uint64_t bit, unsigned width) {
  const std::uint64_t first = bit / 8;
  const auto shift = static_cast<unsigned>(bit % 8);
  if (width == 0 || first >= bytes.size()) return 0;
  bytes.remove_prefix(static_cast<std::size_t>(first));
  std::uint64_t value = LittleEndian(bytes.substr(0, 8)) >> shift;
  if (shift + width > 64 && bytes.size() > 8) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes[8])} << (64 - shift);
  }
  return width == 64 ? value : value & ((std::uint64_t{1} << width) - 1);
}

std::optional<std::string_view> BytesReader::Take(std::uint64_t count) {
  if (count > rest_.size()) return std::nullopt;
  const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(count));
  rest_.remove_prefix(taken.size());
  return taken;
}

std::optional<std::uint32_t> BytesReader::TakeLittleEndian32() {
  const auto bytes = Take(4);
  if (!bytes) return std::nullopt;
  return static_cast<std::uint32_t>(LittleEndian(*bytes));
}

std::optional<std::uint64_t> BytesReader::TakeVarint() {
  const auto varint = FirstVarint(rest_);
  if (!varint) return std::nullopt;
  rest_.remove_prefix(varint->size);
  return varint->value;
}

}  // namespace autopilot
