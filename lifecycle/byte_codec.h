#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace autopilot {

// Writes the primitives of the stored forms.
class ByteWriter {
 public:
  void Byte(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void Varint(std::uint64_t value);  // LEB128
  void Signed(std::int64_t value);   // zigzag, so that small negative numbers are short too
  void Fixed64(std::uint64_t value);
  void Float(float value);
  void Text(std::string_view value);  // length, bytes

  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads them back. Throws CodecError where the bytes end early or cannot have been written so.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t Byte();
  std::uint64_t Varint();
  std::int64_t Signed();
  std::uint64_t Fixed64();
  float Float();
  std::string Text();
  // How many items follow, each of at least `item_size` bytes: never more than can be there.
  std::size_t Count(std::size_t item_size);
  void ExpectEnd() const;

 private:
  std::string_view Bytes(std::size_t count);

  std::string_view rest_;
};

// Throws CodecError for a version that this program does not know: they count from 1.
void ExpectVersion(std::uint8_t version, std::uint8_t newest);

}  // namespace autopilot
