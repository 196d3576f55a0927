#include "lifecycle/byte_codec.h"

#include <bit>
#include <string>

#include "lifecycle/codec.h"

namespace autopilot {

void ByteWriter::Varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) Byte(static_cast<std::uint8_t>(value | 0x80));
  Byte(static_cast<std::uint8_t>(value));
}

void ByteWriter::Signed(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  Varint((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void ByteWriter::Fixed64(std::uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) Byte(static_cast<std::uint8_t>(value >> shift));
}

void ByteWriter::Float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  for (int shift = 0; shift < 32; shift += 8) Byte(static_cast<std::uint8_t>(bits >> shift));
}

void ByteWriter::Text(std::string_view value) {
  Varint(value.size());
  bytes_ += value;
}

std::string_view ByteReader::Bytes(std::size_t count) {
  if (count > rest_.size()) throw CodecError("the stored form ends early");
  const std::string_view bytes = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return bytes;
}

std::uint8_t ByteReader::Byte() { return static_cast<std::uint8_t>(Bytes(1).front()); }

std::uint64_t ByteReader::Varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = Byte();
    if (shift == 63 && byte > 1) break;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw CodecError("a number of the stored form is too long");
}

std::int64_t ByteReader::Signed() {
  const std::uint64_t bits = Varint();
  return static_cast<std::int64_t>((bits >> 1) ^ ((bits & 1) != 0 ? ~std::uint64_t{0} : 0));
}

std::uint64_t ByteReader::Fixed64() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 8) value |= std::uint64_t{Byte()} << shift;
  return value;
}

float ByteReader::Float() {
  std::uint32_t bits = 0;
  for (int shift = 0; shift < 32; shift += 8) bits |= std::uint32_t{Byte()} << shift;
  return std::bit_cast<float>(bits);
}

std::string ByteReader::Text() { return std::string(Bytes(Count(1))); }

std::size_t ByteReader::Count(std::size_t item_size) {
  const std::uint64_t count = Varint();
  if (count > rest_.size() / item_size) throw CodecError("a count of the stored form is too large");
  return static_cast<std::size_t>(count);
}

void ByteReader::ExpectEnd() const {
  if (!rest_.empty()) throw CodecError("the stored form is followed by other bytes");
}

void ExpectVersion(std::uint8_t version, std::uint8_t newest) {
  if (version == 0 || version > newest) {
    throw CodecError("unknown version " + std::to_string(version) + " of a stored form");
  }
}

}  // namespace autopilot
