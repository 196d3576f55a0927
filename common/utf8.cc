#include "common/utf8.h"

#include <algorithm>
#include <array>
#include <optional>

namespace autopilot {
namespace {

// How characters of each length begin: the bits of the first byte that say so, and the least
// character that needs that many bytes.
struct Form {
  std::size_t size;
  unsigned mask;
  unsigned lead;
  unsigned least;
};
constexpr std::array kForms{Form{1, 0x80, 0x00, 0}, Form{2, 0xE0, 0xC0, 0x80},
                            Form{3, 0xF0, 0xE0, 0x800}, Form{4, 0xF8, 0xF0, 0x10000}};
constexpr unsigned kFirstSurrogate = 0xD800;
constexpr unsigned kLastSurrogate = 0xDFFF;
constexpr unsigned kLastCharacter = 0x10FFFF;

// Whether the byte is one of a character that began before it.
bool GoesOn(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// The bytes of the first character; nothing if there is no valid one.
std::optional<std::size_t> SizeOfFirst(std::string_view bytes) {
  const unsigned first = static_cast<unsigned char>(bytes.front());
  const auto* form = std::find_if(kForms.begin(), kForms.end(), [first](const Form& each) {
    return (first & each.mask) == each.lead;
  });
  if (form == kForms.end() || bytes.size() < form->size) return std::nullopt;
  unsigned character = first & ~form->mask;
  for (std::size_t n = 1; n < form->size; ++n) {
    const unsigned byte = static_cast<unsigned char>(bytes[n]);
    if (!GoesOn(bytes[n])) return std::nullopt;
    character = character << 6U | (byte & 0x3FU);
  }
  const bool surrogate = character >= kFirstSurrogate && character <= kLastSurrogate;
  if (character < form->least || character > kLastCharacter || surrogate) return std::nullopt;
  return form->size;
}

}  // namespace

std::size_t Utf16Length(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (!GoesOn(c)) ++units;
    if (byte >= 0xF0) ++units;  // beyond the basic plane: a surrogate pair
  }
  return units;
}

bool IsUtf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = SizeOfFirst(bytes);
    if (!size) return false;
    bytes.remove_prefix(*size);
  }
  return true;
}

std::string_view Utf8Start(std::string_view utf8, std::size_t most_bytes) {
  if (utf8.size() <= most_bytes) return utf8;
  while (most_bytes > 0 && GoesOn(utf8[most_bytes])) --most_bytes;
  return utf8.substr(0, most_bytes);
}

std::string_view FirstCharacters(std::string_view utf8, std::size_t most) {
  std::size_t size = 0;
  for (; size < utf8.size(); ++size) {
    if (!GoesOn(utf8[size]) && most-- == 0) break;
  }
  return utf8.substr(0, size);
}

std::string ShownName(std::string_view name) {
  constexpr std::size_t kMostBytes = 100;
  if (name.size() <= kMostBytes) return std::string(name);
  return std::string(Utf8Start(name, kMostBytes)) + "...";
}

}  // namespace autopilot
