#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace autopilot {

// What Parquet's encodings are made of, in bytes that may be anything.

// At most 8 bytes as a number, the lowest first.
constexpr std::uint64_t LittleEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t n = bytes.size(); n-- > 0;) {
    value = value << 8U | static_cast<unsigned char>(bytes[n]);
  }
  return value;
}

// A number with its sign in the lowest bit.
constexpr std::int64_t FromZigZag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1));
}

// A number of seven bits a byte, the lowest first.
struct Varint {
  static constexpr std::size_t kMaxSize = 10;

  std::uint64_t value = 0;
  std::size_t size = 0;  // bytes
};

// The one at the beginning; nothing if none of the first kMaxSize bytes ends it.
std::optional<Varint> FirstVarint(std::string_view bytes);

// `width` (at most 64) bits from bit number `bit` on, where the lowest bit of each byte is its
// first. Bits behind the end are 0.
std::uint64_t BitsAt(std::string_view bytes, std::uint64_t bit, unsigned width);

// Takes bytes one after the other, never more than there are: then nothing comes, and nothing is
// taken.
class BytesReader {
 public:
  explicit BytesReader(std::string_view bytes) : rest_(bytes) {}

  std::optional<std::string_view> Take(std::uint64_t count);
  std::optional<std::uint32_t> TakeLittleEndian32();
  std::optional<std::uint64_t> TakeVarint();

  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace autopilot
